#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "services/query/document_view/document_set.h"
#include "services/query/document_view/view_state.h"

namespace sitrep::query {

// What answers can be counted by. Entities are people, organisations and groups; places have a facet of their own.
enum class FacetField { kSource, kEntity, kPlace, kEventType, kTopic, kDay, kMonth };

// "source", "entity", "place", "event_type", "topic", "day", "month".
std::optional<FacetField> ParseFacetField(std::string_view name);
std::string_view FacetFieldName(FacetField field);

// How many documents have each value of a field. Exact, so that counts of partitions may be added.
using ValueCounts = absl::flat_hash_map<std::string, uint64_t>;

// Documents by day of publication.
struct DayCounts {
  std::map<int32_t, uint64_t> days;
  uint64_t undated = 0;
};
DayCounts CountDays(const PartitionState& partition, const DocumentSet& documents);

// Counts the values of `fields`, none of them kDay or kMonth (use CountDays), over `documents`.
absl::Status CountValues(const ViewState& view, const PartitionState& partition, const DocumentSet& documents,
                         const std::vector<FacetField>& fields, std::map<FacetField, ValueCounts>& counts);

// A value and its count, most frequent first, then by value.
struct CountedValue {
  std::string value;
  uint64_t count = 0;
};
std::vector<CountedValue> MostFrequent(const ValueCounts& counts, size_t limit);

// The values of a day or month facet.
ValueCounts DayFacet(const DayCounts& counts, FacetField field);

}  // namespace sitrep::query
