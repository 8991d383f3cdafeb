#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "services/query/document_view/fan_out.h"
#include "services/query/query_language/ast.h"

namespace sitrep::query {

// The articles that fulfil a query, to be asked about one by one: eight bytes each, whoever holds them. For one
// request.
class MatchingArticles {
 public:
  static absl::StatusOr<MatchingArticles> Find(const FanOut& corpus, const Query& query);

  // False also for articles the document views do not hold.
  bool Contains(const std::string& article_id) const;

 private:
  explicit MatchingArticles(std::vector<uint64_t> id_hashes) : id_hashes_(std::move(id_hashes)) {}

  std::vector<uint64_t> id_hashes_;  // Sorted.
};

}  // namespace sitrep::query
