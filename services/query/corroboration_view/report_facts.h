#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "services/query/corroboration_view/rows.h"
#include "sitrep/type/v1/annotation.pb.h"

// What of a report is compared with other reports, computed once. Pure functions, thread-safe.
namespace sitrep::query::corroboration {

// A place as far as reports are compared by it.
struct PlaceFacts {
  uint64_t key = 0;     // Hash of the entity id, or of the folded name of a place that is not linked.
  std::string country;  // ISO 3166-1 alpha-2; empty when unknown.
  std::string admin1;   // GeoNames code within the country; empty when unknown.
  enum class Level { kCountry, kAdmin1, kSpecific };
  Level level = Level::kSpecific;
  bool section = false;  // Part of a populated place (GeoNames PPLX).
  bool linked = false;
  bool located = false;
  double latitude = 0;
  double longitude = 0;
};

enum class PlaceRelation {
  kUnknown,   // One of them is not linked, so nothing can be said.
  kSame,      // Or one is a section of the other.
  kContains,  // One lies in the other: country, first-order area.
  kNear,      // Two places of one first-order area.
  kApart,
};
PlaceRelation RelationOf(const PlaceFacts& a, const PlaceFacts& b);

// Kilometres along the great circle (haversine on a sphere of 6,371 km).
double DistanceKm(double latitude_a, double longitude_a, double latitude_b, double longitude_b);

// Who takes part on one side.
struct Party {
  std::vector<uint64_t> keys;          // Hashes of entity ids, or of folded names, ascending.
  std::vector<std::string> countries;  // ISO codes, ascending.

  bool empty() const { return keys.empty(); }
  void Add(const Party& other);
};

struct ReportFacts {
  Party actors;
  Party recipients;
  Party everybody;                  // Both together.
  std::optional<PlaceFacts> place;  // The most telling one.
  std::vector<PlaceFacts> places;   // All of them, the most telling first.
  uint32_t ordinal = 0;
  std::vector<uint64_t> counts;  // Hashes of kind and number of those large enough to tell one event by, ascending.
  bool hypothetical = false;
  bool stated_time = false;  // Words of the text say when.
  std::string frame;
};

ReportFacts FactsOf(const stored::v1::ReportRow& row);

// The summary of an entity in a report; null when it has none.
const type::v1::EntitySummary* FindEntity(const stored::v1::ReportRow& row, const std::string& entity_id);

PlaceFacts PlaceFactsOf(const type::v1::Participant& place, const type::v1::EntitySummary* entity);

}  // namespace sitrep::query::corroboration
