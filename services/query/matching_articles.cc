#include "services/query/matching_articles.h"

#include <optional>
#include <utility>

#include "common/base/status_macros.h"
#include "services/query/document_view/posting_reader.h"
#include "services/query/document_view/query_evaluator.h"
#include "services/query/document_view/stored_rows.h"

namespace sitrep::query {

absl::StatusOr<MatchingArticles> MatchingArticles::Find(std::shared_ptr<const ViewState> view, const Query& query) {
  MatchingArticles articles(std::move(view));
  for (const auto& [partition, state] : articles.view_->partitions()) {
    PostingReader reader(*articles.view_, *state);
    QueryEvaluator evaluator(*articles.view_, reader);
    SITREP_ASSIGN_OR_RETURN(DocumentSet documents, evaluator.Evaluate(query));
    articles.documents_.emplace(partition, std::move(documents));
  }
  return articles;
}

bool MatchingArticles::Contains(const std::string& article_id) const {
  const CursorVector& cursor = view_->cursor();
  const auto partitions = static_cast<uint32_t>(cursor.next.size() - cursor.next.count(kControlPartition));
  if (partitions == 0) return false;
  const Partition partition = PartitionOf(ArticleId{article_id}, partitions);
  const auto documents = documents_.find(partition);
  if (documents == documents_.end()) return false;
  const absl::StatusOr<std::optional<IdRow>> row = ReadIdRow(view_->shard(), partition, article_id, view_->snapshot());
  return row.ok() && row->has_value() && documents->second.Contains((*row)->docno);
}

}  // namespace sitrep::query
