#include "services/query/corroboration_view/report_facts.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/hash.h"
#include "common/text/unicode.h"

namespace sitrep::query::corroboration {
namespace {

using type::v1::EntitySummary;
using type::v1::Event;
using type::v1::Participant;

// Farther than this from its centre nothing is a section of a city.
constexpr double kSectionKm = 30;
// Two linked places so near are one: a town and its airfield under its name.
constexpr double kSameKm = 2;

// That five people died is told of many an event, that twenty-one did of few.
constexpr uint64_t kMinTellingCount = 7;

constexpr uint64_t kEntityKeys = 1;
constexpr uint64_t kNameKeys = 2;

uint64_t KeyOf(const Participant& participant) {
  if (!participant.entity_id().empty()) return Hash64(participant.entity_id(), kEntityKeys);
  return Hash64(text::FoldForSearch(participant.name()), kNameKeys);
}

template <typename T>
void AddSorted(std::vector<T>& sorted, const T& value) {
  const auto at = std::lower_bound(sorted.begin(), sorted.end(), value);
  if (at == sorted.end() || *at != value) sorted.insert(at, value);
}

Party PartyOf(const stored::v1::ReportRow& row, const google::protobuf::RepeatedPtrField<Participant>& participants) {
  Party party;
  for (const Participant& participant : participants) {
    if (participant.entity_id().empty() && participant.name().empty()) continue;
    AddSorted(party.keys, KeyOf(participant));
    const EntitySummary* entity = FindEntity(row, participant.entity_id());
    if (entity != nullptr && !entity->country_code().empty()) AddSorted(party.countries, entity->country_code());
  }
  return party;
}

bool InSectionRange(const PlaceFacts& a, const PlaceFacts& b) {
  return a.located && b.located && DistanceKm(a.latitude, a.longitude, b.latitude, b.longitude) <= kSectionKm;
}

}  // namespace

void Party::Add(const Party& other) {
  for (const uint64_t key : other.keys) AddSorted(keys, key);
  for (const std::string& country : other.countries) AddSorted(countries, country);
}

const EntitySummary* FindEntity(const stored::v1::ReportRow& row, const std::string& entity_id) {
  if (entity_id.empty()) return nullptr;
  for (const EntitySummary& entity : row.entities()) {
    if (entity.entity_id() == entity_id) return &entity;
  }
  return nullptr;
}

double DistanceKm(double latitude_a, double longitude_a, double latitude_b, double longitude_b) {
  constexpr double kRadians = std::numbers::pi / 180;
  constexpr double kEarthRadiusKm = 6371;
  const double sin_latitude = std::sin((latitude_b - latitude_a) * kRadians / 2);
  const double sin_longitude = std::sin((longitude_b - longitude_a) * kRadians / 2);
  const double h = sin_latitude * sin_latitude +
                   std::cos(latitude_a * kRadians) * std::cos(latitude_b * kRadians) * sin_longitude * sin_longitude;
  return 2 * kEarthRadiusKm * std::asin(std::min(1.0, std::sqrt(h)));
}

PlaceFacts PlaceFactsOf(const Participant& place, const EntitySummary* entity) {
  PlaceFacts facts;
  facts.key = KeyOf(place);
  if (entity == nullptr) return facts;
  facts.linked = true;
  facts.country = entity->country_code();
  if (!entity->has_location()) return facts;
  const type::v1::Location& location = entity->location();
  facts.admin1 = location.admin1_code();
  if (absl::StartsWith(location.feature_code(), "PCL")) {
    facts.level = PlaceFacts::Level::kCountry;
  } else if (location.feature_code() == "ADM1") {
    facts.level = PlaceFacts::Level::kAdmin1;
  }
  facts.section = location.feature_code() == "PPLX";
  facts.located = location.latitude() != 0 || location.longitude() != 0;
  facts.latitude = location.latitude();
  facts.longitude = location.longitude();
  return facts;
}

PlaceRelation RelationOf(const PlaceFacts& a, const PlaceFacts& b) {
  using Level = PlaceFacts::Level;
  if (a.key == b.key) return PlaceRelation::kSame;
  if (!a.linked || !b.linked) return PlaceRelation::kUnknown;
  if (a.level == Level::kSpecific && b.level == Level::kSpecific && a.located && b.located) {
    if (DistanceKm(a.latitude, a.longitude, b.latitude, b.longitude) <= kSameKm) return PlaceRelation::kSame;
  }
  if (a.country.empty() || b.country.empty()) return PlaceRelation::kUnknown;
  if (a.country != b.country) return PlaceRelation::kApart;
  if (a.level == Level::kCountry || b.level == Level::kCountry) return PlaceRelation::kContains;
  if (a.admin1.empty() || b.admin1.empty()) return PlaceRelation::kUnknown;
  if (a.section != b.section && InSectionRange(a, b)) return PlaceRelation::kSame;
  if (a.admin1 != b.admin1) return PlaceRelation::kApart;
  if (a.level == Level::kAdmin1 || b.level == Level::kAdmin1) return PlaceRelation::kContains;
  return PlaceRelation::kNear;
}

ReportFacts FactsOf(const stored::v1::ReportRow& row) {
  const Event& event = row.event();
  ReportFacts facts;
  facts.actors = PartyOf(row, event.actors());
  facts.recipients = PartyOf(row, event.recipients());
  facts.everybody = facts.actors;
  facts.everybody.Add(facts.recipients);
  for (const Participant& place : event.places()) {
    if (place.entity_id().empty() && place.name().empty()) continue;
    facts.places.push_back(PlaceFactsOf(place, FindEntity(row, place.entity_id())));
  }
  if (!facts.places.empty()) facts.place = facts.places.front();
  facts.ordinal = event.ordinal();
  for (const type::v1::Count& count : event.counts()) {
    if (count.low() < kMinTellingCount) continue;
    AddSorted(facts.counts, Hash64(absl::StrCat(count.kind(), "\n", count.low(), "\n", count.high())));
  }
  facts.hypothetical = event.realis() == Event::HYPOTHETICAL;
  facts.stated_time = event.has_interval() && !event.time_from_publication();
  facts.frame = event.frame();
  return facts;
}

}  // namespace sitrep::query::corroboration
