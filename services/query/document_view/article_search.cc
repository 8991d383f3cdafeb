#include "services/query/document_view/article_search.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "absl/types/span.h"
#include "common/base/page_bytes.h"
#include "common/base/page_token.h"
#include "common/base/status_macros.h"
#include "common/text/iso_date.h"
#include "services/query/document_view/page_position.h"

namespace sitrep::query {
namespace {

// The sum of all partitions' answers.
struct MergedAnswer {
  std::vector<Rank> hits;
  uint64_t total = 0;
  std::map<FacetField, ValueCounts> facets;
  DayCounts days;
};

void Merge(PartitionAnswer answer, BestRanks& best, MergedAnswer& merged) {
  for (const Rank& rank : answer.hits) best.Offer(rank);
  merged.total += answer.total;
  for (auto& [field, counts] : answer.facets) {
    for (auto& [value, count] : counts) merged.facets[field][value] += count;
  }
  for (const auto& [day, count] : answer.days.days) merged.days.days[day] += count;
  merged.days.undated += answer.days.undated;
}

bool IsOfDays(FacetField field) { return field == FacetField::kDay || field == FacetField::kMonth; }

absl::StatusOr<MergedAnswer> Ask(FanOut& fan_out, const PartitionQuery& query, const CorpusStatistics& statistics) {
  MergedAnswer merged;
  BestRanks best(query.order, query.limit, nullptr);
  SITREP_RETURN_IF_ERROR(fan_out.ForEach([&](PartitionSource& source) -> absl::Status {
    SITREP_ASSIGN_OR_RETURN(PartitionAnswer answer, source.Search(query, statistics));
    Merge(std::move(answer), best, merged);
    return absl::OkStatus();
  }));
  merged.hits = std::move(best).Take();
  return merged;
}

// Names of entities for people to read.
absl::Status LabelEntities(FanOut& fan_out, v1::Facet& facet) {
  std::vector<std::string> ids;
  for (const v1::FacetValue& value : facet.values()) ids.push_back(value.value());
  std::map<std::string, std::string> names;
  SITREP_RETURN_IF_ERROR(fan_out.ForEach([&](PartitionSource& source) -> absl::Status {
    SITREP_ASSIGN_OR_RETURN(const EntityRows rows, source.Entities(ids));
    for (const auto& [id, row] : rows) names.emplace(id, row.name());
    return absl::OkStatus();
  }));
  for (v1::FacetValue& value : *facet.mutable_values()) {
    const auto name = names.find(value.value());
    if (name != names.end() && !name->second.empty()) value.set_label(name->second);
  }
  return absl::OkStatus();
}

template <typename Response>
absl::Status FillFacets(FanOut& fan_out, const std::vector<FacetField>& fields, size_t facet_size,
                        const MergedAnswer& merged, Response& response) {
  static const ValueCounts kNoCounts;
  for (const FacetField field : fields) {
    v1::Facet& facet = *response.add_facets();
    facet.set_field(std::string(FacetFieldName(field)));
    const auto counted = merged.facets.find(field);
    const ValueCounts counts =
        IsOfDays(field) ? DayFacet(merged.days, field) : (counted == merged.facets.end() ? kNoCounts : counted->second);
    for (CountedValue& value : MostFrequent(counts, facet_size)) {
      v1::FacetValue& out = *facet.add_values();
      out.set_label(value.value);
      out.set_value(std::move(value.value));
      out.set_articles(value.count);
    }
    if (field == FacetField::kEntity || field == FacetField::kPlace) {
      SITREP_RETURN_IF_ERROR(LabelEntities(fan_out, facet));
    }
  }
  return absl::OkStatus();
}

PartitionQuery MakePartitionQuery(const Query& query, const std::vector<FacetField>& facets) {
  PartitionQuery partition_query{.query = query};
  for (const FacetField field : facets) {
    if (IsOfDays(field)) {
      partition_query.count_days = true;
    } else {
      partition_query.facets.push_back(field);
    }
  }
  return partition_query;
}

absl::StatusOr<CorpusStatistics> CollectStatistics(FanOut& fan_out, const Query& query) {
  CorpusStatistics statistics;
  SITREP_RETURN_IF_ERROR(fan_out.ForEach([&](PartitionSource& source) -> absl::Status {
    SITREP_ASSIGN_OR_RETURN(const CorpusStatistics part, source.CollectStatistics(query));
    statistics.Add(part);
    return absl::OkStatus();
  }));
  return statistics;
}

// Has the partitions describe their hits and puts them in order while there is room: how many ranks came on the page.
absl::StatusOr<size_t> FillHits(FanOut& fan_out, absl::Span<const Rank> ranks, const HighlightTerms& terms,
                                size_t passages, v1::SearchArticlesResponse& response) {
  std::map<Partition, std::vector<Rank>> of_partition;
  for (const Rank& rank : ranks) of_partition[rank.partition].push_back(rank);
  std::map<std::pair<Partition, uint32_t>, v1::ArticleHit> described;
  SITREP_RETURN_IF_ERROR(fan_out.ForEach([&](PartitionSource& source) -> absl::Status {
    const auto found = of_partition.find(source.partition());
    if (found == of_partition.end()) return absl::OkStatus();
    SITREP_ASSIGN_OR_RETURN(std::vector<v1::ArticleHit> hits, source.Describe(found->second, terms, passages));
    for (size_t i = 0; i < hits.size(); ++i) {
      described[{source.partition(), found->second[i].docno}] = std::move(hits[i]);
    }
    return absl::OkStatus();
  }));
  PageBytes bytes(response.ByteSizeLong());
  for (size_t i = 0; i < ranks.size(); ++i) {
    const auto found = described.find({ranks[i].partition, ranks[i].docno});
    if (found == described.end()) continue;
    if (!bytes.Add(found->second.ByteSizeLong())) return i;
    *response.add_hits() = std::move(found->second);
  }
  return ranks.size();
}

// First day of the bucket that a day lies in.
int32_t BucketOf(v1::CountArticlesRequest::Bucket bucket, int32_t day) {
  text::CivilDay civil = text::DayFromEpoch(day);
  switch (bucket) {
    case v1::CountArticlesRequest::WEEK:
      return day - (static_cast<int32_t>(text::WeekdayOf(civil)) - static_cast<int32_t>(text::Weekday::kMonday));
    case v1::CountArticlesRequest::YEAR:
      civil.month = 1;
      [[fallthrough]];
    case v1::CountArticlesRequest::MONTH:
      civil.day = 1;
      return static_cast<int32_t>(text::DaysSinceEpoch(civil));
    default:
      return day;
  }
}

}  // namespace

absl::StatusOr<v1::SearchArticlesResponse> SearchArticles(const PartitionSources& sources, const SearchSpec& spec) {
  PartitionQuery query = MakePartitionQuery(spec.query, spec.facets);
  query.order = spec.order == Order::kRelevance && ScoredKeys(spec.query).empty() ? Order::kNewest : spec.order;
  // One more than the page tells whether another follows.
  query.limit = spec.page_size + 1;

  FanOut fan_out(sources, spec.completeness);
  CorpusStatistics statistics;
  if (spec.page_token.empty()) {
    SITREP_ASSIGN_OR_RETURN(statistics, CollectStatistics(fan_out, spec.query));
  } else {
    SITREP_ASSIGN_OR_RETURN(const std::string payload, DecodePageToken(spec.page_token, spec.request_hash));
    std::optional<SearchPosition> position = DecodeSearchPosition(payload);
    if (!position || position->statistics.document_frequencies.size() != ScoredKeys(spec.query).size()) {
      return PageTokenDamaged();
    }
    query.after = position->last;
    statistics = std::move(position->statistics);
  }

  SITREP_ASSIGN_OR_RETURN(const MergedAnswer merged, Ask(fan_out, query, statistics));
  v1::SearchArticlesResponse response;
  response.set_total(merged.total);
  SITREP_RETURN_IF_ERROR(FillFacets(fan_out, spec.facets, spec.facet_size, merged, response));
  const absl::Span<const Rank> page =
      absl::MakeConstSpan(merged.hits).first(std::min(merged.hits.size(), spec.page_size));
  SITREP_ASSIGN_OR_RETURN(const size_t listed,
                          FillHits(fan_out, page, TermsToHighlight(spec.query, statistics), spec.passages, response));
  if (listed > 0 && listed < merged.hits.size()) {
    response.set_next_page_token(EncodePageToken(
        spec.request_hash, EncodeSearchPosition({.last = merged.hits[listed - 1], .statistics = statistics})));
  }
  for (const v1::MissingPart& part : fan_out.missing()) *response.add_missing() = part;
  return response;
}

absl::StatusOr<v1::CountArticlesResponse> CountArticles(const PartitionSources& sources, const CountSpec& spec) {
  PartitionQuery query = MakePartitionQuery(spec.query, spec.facets);
  query.limit = 0;
  query.count_days = true;
  FanOut fan_out(sources, FanOut::Completeness::kTolerant);
  SITREP_ASSIGN_OR_RETURN(const MergedAnswer merged, Ask(fan_out, query, {}));
  v1::CountArticlesResponse response;
  response.set_total(merged.total);
  response.set_undated(merged.days.undated);
  if (spec.bucket != v1::CountArticlesRequest::BUCKET_UNSPECIFIED) {
    std::map<int32_t, uint64_t> buckets;
    for (const auto& [day, count] : merged.days.days) buckets[BucketOf(spec.bucket, day)] += count;
    for (const auto& [day, count] : buckets) {
      v1::TimeBucket& bucket = *response.add_series();
      bucket.set_day(text::FormatDay(text::DayFromEpoch(day)));
      bucket.set_articles(count);
    }
  }
  SITREP_RETURN_IF_ERROR(FillFacets(fan_out, spec.facets, spec.facet_size, merged, response));
  for (const v1::MissingPart& part : fan_out.missing()) *response.add_missing() = part;
  return response;
}

}  // namespace sitrep::query
