#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "services/query/document_view/document_set.h"
#include "services/query/document_view/view_state.h"
#include "services/query/query_language/ast.h"

namespace sitrep::query {

// The articles of one pinned state that fulfil a query, to be asked about one by one. For one request.
class MatchingArticles {
 public:
  static absl::StatusOr<MatchingArticles> Find(std::shared_ptr<const ViewState> view, const Query& query);

  // False also for articles the document view does not hold.
  bool Contains(const std::string& article_id) const;

 private:
  explicit MatchingArticles(std::shared_ptr<const ViewState> view) : view_(std::move(view)) {}

  std::shared_ptr<const ViewState> view_;
  std::map<Partition, DocumentSet> documents_;
};

}  // namespace sitrep::query
