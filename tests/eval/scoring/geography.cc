#include "tests/eval/scoring/geography.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace sitrep::eval {

double DistanceKm(const Position& a, const Position& b) {
  constexpr double kRadiusKm = 6371.0088;
  constexpr double kRadians = std::numbers::pi / 180;
  const double latitude = std::sin((b.latitude - a.latitude) * kRadians / 2);
  const double longitude = std::sin((b.longitude - a.longitude) * kRadians / 2);
  const double chord =
      latitude * latitude + std::cos(a.latitude * kRadians) * std::cos(b.latitude * kRadians) * longitude * longitude;
  return 2 * kRadiusKm * std::asin(std::min(1.0, std::sqrt(chord)));
}

bool IsSamePlace(const ScoredPlace& gold, const ScoredPlace& found) {
  switch (gold.kind) {
    case ScoredPlace::Kind::kCountry:
      return found.kind == ScoredPlace::Kind::kCountry && found.country == gold.country;
    case ScoredPlace::Kind::kArea:
      return found.kind == ScoredPlace::Kind::kArea && found.country == gold.country && found.admin1 == gold.admin1;
    case ScoredPlace::Kind::kPoint:
      break;
  }
  return DistanceKm(gold.position, found.position) <= kSamePlaceKm;
}

}  // namespace sitrep::eval
