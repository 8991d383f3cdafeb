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

bool IsOfDays(FacetField field) { return field == FacetField::kDay || field == FacetField::kMonth; }

// Names of entities for people to read.
absl::Status LabelEntities(const FanOut& corpus, v1::Facet& facet) {
  std::vector<std::string> ids;
  for (const v1::FacetValue& value : facet.values()) ids.push_back(value.value());
  SITREP_ASSIGN_OR_RETURN(const KnownEntities entities, corpus.Entities(ids));
  for (v1::FacetValue& value : *facet.mutable_values()) {
    const auto entity = entities.find(value.value());
    if (entity != entities.end() && !entity->second.row.name().empty()) value.set_label(entity->second.row.name());
  }
  return absl::OkStatus();
}

template <typename Response>
absl::Status FillFacets(const FanOut& corpus, const std::vector<FacetField>& fields, size_t facet_size,
                        const PartitionAnswer& merged, Response& response) {
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
      SITREP_RETURN_IF_ERROR(LabelEntities(corpus, facet));
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

// Has the partitions describe their hits and lists them while there is room: how many came on the page.
absl::StatusOr<size_t> FillHits(const FanOut& corpus, absl::Span<const Rank> ranks, const HitSpec& spec,
                                v1::SearchArticlesResponse& response) {
  SITREP_ASSIGN_OR_RETURN(std::vector<v1::ArticleHit> hits, corpus.Describe(ranks, spec));
  PageBytes bytes(response.ByteSizeLong());
  for (size_t i = 0; i < hits.size(); ++i) {
    if (!bytes.Add(hits[i].ByteSizeLong())) return i;
    *response.add_hits() = std::move(hits[i]);
  }
  return hits.size();
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

absl::StatusOr<v1::SearchArticlesResponse> SearchArticles(const FanOut& corpus, const SearchSpec& spec) {
  PartitionQuery query = MakePartitionQuery(spec.query, spec.facets);
  query.order = spec.order == Order::kRelevance && ScoredKeys(spec.query).empty() ? Order::kNewest : spec.order;
  // One more than the page tells whether another follows.
  query.limit = spec.page_size + 1;

  HitSpec hits{.query = spec.query, .passages = spec.passages, .offset_unit = spec.offset_unit};
  if (spec.page_token.empty()) {
    SITREP_ASSIGN_OR_RETURN(hits.statistics, corpus.CollectStatistics(spec.query));
  } else {
    SITREP_ASSIGN_OR_RETURN(const std::string payload, DecodePageToken(spec.page_token, spec.request_hash));
    std::optional<SearchPosition> position = DecodeSearchPosition(payload);
    if (!position || position->statistics.document_frequencies.size() != ScoredKeys(spec.query).size()) {
      return PageTokenDamaged();
    }
    query.after = position->last;
    hits.statistics = std::move(position->statistics);
  }

  SITREP_ASSIGN_OR_RETURN(const PartitionAnswer merged, corpus.Search(query, hits.statistics));
  v1::SearchArticlesResponse response;
  response.set_total(merged.total);
  SITREP_RETURN_IF_ERROR(FillFacets(corpus, spec.facets, spec.facet_size, merged, response));
  const absl::Span<const Rank> page =
      absl::MakeConstSpan(merged.hits).first(std::min(merged.hits.size(), spec.page_size));
  SITREP_ASSIGN_OR_RETURN(const size_t listed, FillHits(corpus, page, hits, response));
  if (listed > 0 && listed < merged.hits.size()) {
    response.set_next_page_token(EncodePageToken(
        spec.request_hash, EncodeSearchPosition({.last = merged.hits[listed - 1], .statistics = hits.statistics})));
  }
  corpus.ListMissing(response);
  return response;
}

absl::StatusOr<v1::CountArticlesResponse> CountArticles(const FanOut& corpus, const CountSpec& spec) {
  PartitionQuery query = MakePartitionQuery(spec.query, spec.facets);
  query.limit = 0;
  query.count_days = true;
  SITREP_ASSIGN_OR_RETURN(const PartitionAnswer merged, corpus.Search(query, {}));
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
  SITREP_RETURN_IF_ERROR(FillFacets(corpus, spec.facets, spec.facet_size, merged, response));
  corpus.ListMissing(response);
  return response;
}

}  // namespace sitrep::query
