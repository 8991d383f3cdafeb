#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/query/document_view/fan_out.h"
#include "services/query/document_view/partition_source.h"
#include "sitrep/query/v1/query_service.pb.h"

namespace sitrep::query {

// A SearchArticles request with names resolved and numbers in range.
struct SearchSpec {
  Query query;
  Order order = Order::kRelevance;
  size_t page_size = 10;
  size_t passages = 2;
  std::vector<FacetField> facets;
  size_t facet_size = 10;
  std::string page_token;
  // Of the request without page size and token.
  uint64_t request_hash = 0;
  type::v1::OffsetUnit offset_unit = type::v1::OFFSET_UNIT_BYTE;
};

// Asks the partitions twice, first for the statistics that BM25 needs of the whole corpus, then for hits, and merges:
// the answer is the same however the corpus is partitioned. A query without words is ordered newest first.
// INVALID_ARGUMENT (PAGE_TOKEN_INVALID), and what sources fail with.
absl::StatusOr<v1::SearchArticlesResponse> SearchArticles(const FanOut& corpus, const SearchSpec& spec);

struct CountSpec {
  Query query;
  v1::CountArticlesRequest::Bucket bucket = v1::CountArticlesRequest::BUCKET_UNSPECIFIED;
  std::vector<FacetField> facets;
  size_t facet_size = 10;
};

// Buckets without articles are left out; weeks begin on Monday.
absl::StatusOr<v1::CountArticlesResponse> CountArticles(const FanOut& corpus, const CountSpec& spec);

}  // namespace sitrep::query
