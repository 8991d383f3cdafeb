#pragma once

#include "absl/status/statusor.h"
#include "common/base/ids.h"
#include "services/query/document_view/posting_reader.h"
#include "services/query/query_language/ast.h"

namespace sitrep::query {

// The live documents of a partition that fulfil a query; what Matches says of each, found by the index. For one
// request.
class QueryEvaluator {
 public:
  QueryEvaluator(const ViewState& view, PostingReader& reader) : view_(view), reader_(reader) {}

  absl::StatusOr<DocumentSet> Evaluate(const Query& query);

 private:
  absl::StatusOr<DocumentSet> All(const AndNode& node);
  absl::StatusOr<DocumentSet> Any(const OrNode& node);
  absl::StatusOr<DocumentSet> Phrase(const PhraseNode& node);
  absl::StatusOr<DocumentSet> Published(const PublishedNode& node);
  absl::StatusOr<DocumentSet> Mentioned(const MentionedNode& node);
  absl::StatusOr<DocumentSet> Near(const NearNode& node);
  absl::StatusOr<DocumentSet> Article(const ArticleNode& node);
  DocumentSet None() const { return DocumentSet(reader_.partition().end_docno()); }

  const ViewState& view_;
  PostingReader& reader_;
};

}  // namespace sitrep::query
