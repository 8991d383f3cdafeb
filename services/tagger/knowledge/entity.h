#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "absl/types/span.h"

namespace sitrep::tagger {

enum class EntityKind : uint8_t { kPerson, kOrganisation, kPlace, kGroup };

// "PERSON", "ORGANISATION", "PLACE", "GROUP", as the protos spell it.
std::string_view EntityKindName(EntityKind kind);

// Days since 1970-01-01 in the proleptic Gregorian calendar, as text::DaysSinceEpoch counts them.
using EpochDay = int32_t;
inline constexpr EpochDay kBeginningOfTime = std::numeric_limits<EpochDay>::min();
inline constexpr EpochDay kEndOfTime = std::numeric_limits<EpochDay>::max();

// An office somebody held from `from_day` (inclusive) to `to_day` (exclusive). A date that the source knows only to the
// month or year is widened, so two successive holders may overlap by that much and by the day of handing over.
struct Role {
  std::string_view office;  // Canonical office id, such as "foreign-minister".
  std::string_view title;   // The office in words: "foreign minister".
  std::string_view of;      // ISO 3166 country ("RU") or entity id ("org:nato").
  EpochDay from_day = kBeginningOfTime;
  EpochDay to_day = kEndOfTime;  // kEndOfTime: still held when the knowledge base was compiled (end of 2022).
};

// Names one entity of one KnowledgeBase. Valid as long as that object lives; never store it, store Entity::id.
enum class EntityHandle : uint32_t {};
inline constexpr EntityHandle kNoEntity{std::numeric_limits<uint32_t>::max()};

// What the knowledge base says of one entity: a value whose views point into the knowledge base that answered, so it
// must not outlive it. Fields that do not apply are empty or 0.
struct Entity {
  EntityHandle handle = kNoEntity;
  // "geonames:703448", "place:donbas", "person:volodymyr-zelenskyy", "org:nato", "group:ua", "group:republicans-us".
  std::string id;
  std::string_view name;
  EntityKind kind = EntityKind::kPlace;
  std::string_view country;  // ISO 3166-1 alpha-2; "XK" is Kosovo, as in GeoNames. Empty: belongs to no one country.
  std::string_view sector;   // PLOVER sector of organisations, groups and people: "GOV", "MIL", "REB", "IGO", ...
  std::string_view gender;   // "m", "f" or empty; people only.
  std::string_view wikidata;
  // 0 to 1: how likely an article is about it before any word is read; comparable within a kind.
  float prominence = 0;
  absl::Span<const Role> roles;  // Sorted by from_day.

  // Places.
  float latitude = 0;
  float longitude = 0;
  bool has_location = false;
  uint32_t geonames_id = 0;
  char feature_class = 0;  // GeoNames: 'P' city, 'A' country or area, 'H' water, 'L' region, 'S' building, 'T' relief.
  std::string_view feature_code;  // "PPLC", "ADM1", "PCLI", ...
  std::string_view admin1_code;   // As GeoNames, without the country: "12".
  std::string_view admin1_name;
  uint64_t population = 0;
};

}  // namespace sitrep::tagger
