#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "services/query/corroboration_view/incidents.h"
#include "services/query/corroboration_view/view_reader.h"

namespace sitrep::query::corroboration {

// A condition on where an event was: any of these holds for some place of a report.
struct PlaceCondition {
  std::vector<std::string> entity_ids;
  // The place lies in one of these countries (ISO 3166-1 alpha-2).
  std::vector<std::string> country_codes;
  // The place lies in one of these first-order areas: "UA.12", country and GeoNames code.
  std::vector<std::string> admin1_areas;
  struct Circle {
    double latitude = 0;
    double longitude = 0;
    double radius_km = 0;
  };
  std::optional<Circle> circle;
};

// An EventFilter whose names were resolved. An incident matches when its reports together fulfil every condition; a
// claim that another report asserts counts as asserted.
struct EventFilter {
  // For each entity asked for, the ids it may mean; one of them takes part as actor, recipient or claimant.
  std::vector<std::vector<std::string>> entities;
  std::optional<PlaceCondition> place;
  std::optional<PlaceCondition> near;
  // PLOVER types or frames; any.
  std::vector<std::string> types;
  // Days since 1970, both inclusive; the event's days touch them. Reports without a time match only when both are
  // absent.
  std::optional<int32_t> from_day;
  std::optional<int32_t> to_day;
  // Of the incident; any.
  std::vector<type::v1::Event::Realis> realis;
  // Any.
  std::vector<std::string> sources;
  // Stemmed words (text::TermOf); the evidence of one report holds all of them.
  std::vector<std::string> terms;
  // At least so many independent sources.
  uint32_t min_sources = 0;
  // Of the request's fields without paging: page tokens are bound to it.
  uint64_t request_hash = 0;
};

// Different sources of an incident, texts that repeat another counted with it. A source without a name counts by its
// text.
absl::StatusOr<uint32_t> IndependentSources(const std::vector<std::string>& article_ids, ViewReader& reader);
absl::StatusOr<uint32_t> IndependentSources(const Incident& incident, ViewReader& reader);

// Everything but from_day, to_day (the caller's choice of buckets) and min_sources.
bool Matches(const EventFilter& filter, const Incident& incident);

}  // namespace sitrep::query::corroboration
