#pragma once

#include <string>

namespace sitrep::eval {

// Degrees, WGS 84.
struct Position {
  double latitude = 0;
  double longitude = 0;
};

// Great-circle distance on a sphere of 6371.0088 km (haversine).
double DistanceKm(const Position& a, const Position& b);

// 100 miles: nearer counts as the same place (Leidner, Toponym Resolution in Text, 2007).
inline constexpr double kSamePlaceKm = 161;

// A place as the figures compare it.
struct ScoredPlace {
  enum class Kind { kPoint, kArea, kCountry };

  Kind kind = Kind::kPoint;
  std::string country;  // ISO 3166-1 alpha-2; of areas and countries.
  std::string admin1;   // GeoNames' code; of areas.
  Position position;
};

// Gold that is a country matches a country of the same ISO code, gold that is a first-order area one of the same code,
// all else what lies within kSamePlaceKm.
bool IsSamePlace(const ScoredPlace& gold, const ScoredPlace& found);

}  // namespace sitrep::eval
