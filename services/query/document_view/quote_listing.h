#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "services/query/document_view/fan_out.h"
#include "services/query/document_view/partition_source.h"
#include "sitrep/query/v1/query_service.pb.h"

namespace sitrep::query {

// A ListQuotes request with names resolved and numbers in range.
struct QuoteSpec {
  QuoteFilter filter;
  size_t page_size = 50;
  std::string page_token;
  uint64_t request_hash = 0;
};

// Quotes, newest publication first. The same words of the same speaker in several articles are one quote: that of the
// earliest article, with at most kMaxAlsoIn of the others beside it; `total` counts it once. INVALID_ARGUMENT
// (PAGE_TOKEN_INVALID), and what sources fail with.
inline constexpr size_t kMaxAlsoIn = 50;
absl::StatusOr<v1::ListQuotesResponse> ListQuotes(const FanOut& corpus, const QuoteSpec& spec);

}  // namespace sitrep::query
