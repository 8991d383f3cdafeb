#include "services/query/document_view/facets.h"

#include <algorithm>
#include <array>
#include <utility>

#include "common/base/string_views.h"
#include "common/text/iso_date.h"
#include "services/query/document_view/document_rows.h"

namespace sitrep::query {
namespace {

constexpr std::array<std::pair<FacetField, std::string_view>, 7> kFieldNames = {{
    {FacetField::kSource, "source"},
    {FacetField::kEntity, "entity"},
    {FacetField::kPlace, "place"},
    {FacetField::kEventType, "event_type"},
    {FacetField::kTopic, "topic"},
    {FacetField::kDay, "day"},
    {FacetField::kMonth, "month"},
}};

void CountEach(const google::protobuf::RepeatedPtrField<std::string>& values, ValueCounts& counts) {
  for (const std::string& value : values) ++counts[value];
}

void CountDocument(const stored::v1::DocumentValues& values, FacetField field, ValueCounts& counts) {
  switch (field) {
    case FacetField::kSource:
      if (!values.source().empty()) ++counts[values.source()];
      break;
    case FacetField::kEntity:
      CountEach(values.entity_ids(), counts);
      break;
    case FacetField::kPlace:
      CountEach(values.place_ids(), counts);
      break;
    case FacetField::kEventType:
      CountEach(values.event_types(), counts);
      break;
    case FacetField::kTopic:
      CountEach(values.topics(), counts);
      break;
    case FacetField::kDay:
    case FacetField::kMonth:
      break;
  }
}

}  // namespace

std::optional<FacetField> ParseFacetField(std::string_view name) {
  for (const auto& [field, field_name] : kFieldNames) {
    if (field_name == name) return field;
  }
  return std::nullopt;
}

std::string_view FacetFieldName(FacetField field) { return kFieldNames[static_cast<size_t>(field)].second; }

DayCounts CountDays(const PartitionState& partition, const DocumentSet& documents) {
  DayCounts counts;
  documents.ForEach([&](uint32_t docno) {
    const int32_t day = partition.PublicationDay(docno);
    if (day == kUndatedDay) {
      ++counts.undated;
    } else {
      ++counts.days[day];
    }
  });
  return counts;
}

absl::Status CountValues(const ViewState& view, const PartitionState& partition, const DocumentSet& documents,
                         const std::vector<FacetField>& fields, std::map<FacetField, ValueCounts>& counts) {
  if (fields.empty()) return absl::OkStatus();
  stored::v1::DocumentValues values;
  return ForEachDocumentRow(view, partition.partition, kValuesFamily, documents, [&](uint32_t, std::string_view row) {
    if (!values.ParseFromArray(row.data(), static_cast<int>(row.size()))) return false;
    for (const FacetField field : fields) CountDocument(values, field, counts[field]);
    return true;
  });
}

std::vector<CountedValue> MostFrequent(const ValueCounts& counts, size_t limit) {
  std::vector<CountedValue> values;
  values.reserve(counts.size());
  for (const auto& [value, count] : counts) values.push_back({value, count});
  const size_t kept = std::min(limit, values.size());
  std::partial_sort(values.begin(), values.begin() + static_cast<ptrdiff_t>(kept), values.end(),
                    [](const CountedValue& a, const CountedValue& b) {
                      return a.count != b.count ? a.count > b.count : a.value < b.value;
                    });
  values.resize(kept);
  return values;
}

ValueCounts DayFacet(const DayCounts& counts, FacetField field) {
  constexpr size_t kMonthLength = 7;  // "2022-03"
  ValueCounts facet;
  for (const auto& [day, count] : counts.days) {
    std::string value = text::FormatDay(text::DayFromEpoch(day));
    if (field == FacetField::kMonth) value.resize(kMonthLength);
    facet[value] += count;
  }
  return facet;
}

}  // namespace sitrep::query
