#include "services/query/corroboration_view/agreement.h"

#include <algorithm>
#include <string>

namespace sitrep::query::corroboration {
namespace {

constexpr double kSameSpecificPlace = 3;
constexpr double kSameWidePlace = 1;
constexpr double kRelatedPlace = 1;
constexpr double kSharedParticipant = 1.5;
constexpr double kSharedCountry = 0.75;
constexpr double kMaxParticipants = 3;
constexpr double kSameOrdinal = 3;
constexpr double kSameCount = 2.5;
constexpr double kSameFrame = 0.5;

template <typename T>
size_t SharedCount(const std::vector<T>& a, const std::vector<T>& b) {
  size_t shared = 0;
  for (auto i = a.begin(), j = b.begin(); i != a.end() && j != b.end();) {
    if (*i < *j) {
      ++i;
    } else if (*j < *i) {
      ++j;
    } else {
      ++shared, ++i, ++j;
    }
  }
  return shared;
}

// Both sides are known by country and none is shared.
bool Contradict(const Party& a, const Party& b) {
  return !a.countries.empty() && !b.countries.empty() && SharedCount(a.countries, b.countries) == 0 &&
         SharedCount(a.keys, b.keys) == 0;
}

std::optional<double> ParticipantAgreement(const FamilyTraits& traits, const AgreedFacts& agreed,
                                           const ReportFacts& report) {
  if (!traits.symmetric) {
    if (Contradict(agreed.actors, report.actors) || Contradict(agreed.recipients, report.recipients)) {
      return std::nullopt;
    }
  }
  const Party& a = agreed.everybody;
  const Party& b = report.everybody;
  const size_t shared_countries = SharedCount(a.countries, b.countries);
  if (traits.symmetric) {
    if (Contradict(a, b)) return std::nullopt;
    // Two of one table are not two of another: each names somebody the other does not.
    if (a.countries.size() >= 2 && b.countries.size() >= 2 &&
        shared_countries < std::min(a.countries.size(), b.countries.size())) {
      return std::nullopt;
    }
  }
  const size_t shared = SharedCount(a.keys, b.keys);
  const double by_country = traits.symmetric ? kSharedParticipant : kSharedCountry;
  const double score =
      std::max(kSharedParticipant * static_cast<double>(shared), by_country * static_cast<double>(shared_countries));
  return std::min(score, kMaxParticipants);
}

bool IsSpecific(const PlaceFacts& place) { return place.level == PlaceFacts::Level::kSpecific; }

double SamePlace(const PlaceFacts& place) { return IsSpecific(place) ? kSameSpecificPlace : kSameWidePlace; }

// Where the place tells one happening from another, only the same place will do.
std::optional<double> IdentifyingPlace(const AgreedFacts& agreed, const ReportFacts& report) {
  if (agreed.places.empty() || !report.place) {
    // Who does not say where may mean any place, unless the same number of people tells.
    const bool both_silent = agreed.places.empty() && !report.place;
    if (both_silent || SharedCount(agreed.counts, report.counts) > 0) return 0;
    return std::nullopt;
  }
  for (const PlaceFacts& place : agreed.places) {
    if (RelationOf(place, *report.place) == PlaceRelation::kSame) return SamePlace(place);
  }
  return std::nullopt;
}

std::optional<double> PlaceAgreement(const FamilyTraits& traits, const AgreedFacts& agreed, const ReportFacts& report) {
  if (traits.place_identifies) return IdentifyingPlace(agreed, report);
  if (agreed.places.empty() || !report.place) return 0;
  if (traits.many_places) {
    for (const PlaceFacts& place : report.places) {
      if (std::binary_search(agreed.place_keys.begin(), agreed.place_keys.end(), place.key)) return SamePlace(place);
    }
  }
  bool apart = false;
  double best = 0;
  for (const PlaceFacts& place : agreed.places) {
    switch (RelationOf(place, *report.place)) {
      case PlaceRelation::kSame:
        return SamePlace(place);
      case PlaceRelation::kContains:
      case PlaceRelation::kNear:
        best = kRelatedPlace;
        break;
      case PlaceRelation::kApart:
        apart = true;
        break;
      case PlaceRelation::kUnknown:
        break;
    }
  }
  // Sources that number the same round may still name different places for it.
  const bool same_number = report.ordinal != 0 && report.ordinal == agreed.ordinal;
  if (apart && best == 0 && !same_number) return std::nullopt;
  return best;
}

}  // namespace

void AgreedFacts::Add(const ReportFacts& report) {
  if (frame.empty()) frame = report.frame;
  hypothetical = report.hypothetical;
  actors.Add(report.actors);
  recipients.Add(report.recipients);
  everybody.Add(report.everybody);
  if (ordinal == 0) ordinal = report.ordinal;
  for (const uint64_t count : report.counts) {
    const auto at = std::lower_bound(counts.begin(), counts.end(), count);
    if (at == counts.end() || *at != count) counts.insert(at, count);
  }
  if (report.place && std::none_of(places.begin(), places.end(),
                                   [&](const PlaceFacts& place) { return place.key == report.place->key; })) {
    places.push_back(*report.place);
  }
  for (const PlaceFacts& place : report.places) {
    const auto at = std::lower_bound(place_keys.begin(), place_keys.end(), place.key);
    if (at == place_keys.end() || *at != place.key) place_keys.insert(at, place.key);
  }
}

std::optional<double> AgreementOf(const FamilyTraits& traits, const AgreedFacts& agreed, const ReportFacts& report) {
  if (agreed.hypothetical != report.hypothetical) return std::nullopt;
  if (agreed.ordinal != 0 && report.ordinal != 0 && agreed.ordinal != report.ordinal) return std::nullopt;
  const auto participants = ParticipantAgreement(traits, agreed, report);
  if (!participants) return std::nullopt;
  const auto place = PlaceAgreement(traits, agreed, report);
  if (!place) return std::nullopt;
  const double ordinal = agreed.ordinal != 0 && agreed.ordinal == report.ordinal ? kSameOrdinal : 0;
  const double frame = agreed.frame == report.frame ? kSameFrame : 0;
  const double count = SharedCount(agreed.counts, report.counts) > 0 ? kSameCount : 0;
  return *participants + *place + ordinal + count + frame;
}

}  // namespace sitrep::query::corroboration
