#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/storage/shard.h"
#include "common/testing/temp_dir.h"
#include "services/query/corroboration_view/corroboration_view.h"
#include "services/query/document_view/document_view.h"
#include "tests/eval/reading/text_reader.h"

namespace sitrep::eval {

// An article as a client submits it.
struct SubmittedArticle {
  std::string id;
  std::string headline;
  std::string text;
  std::string publication_time;  // ISO 8601, or empty.
};

// The views of the query service over a shard in a temporary folder, filled by way of ingest's intake. Not thread-safe.
class ArticleViews {
 public:
  static absl::StatusOr<std::unique_ptr<ArticleViews>> Open();

  // Adds one article, annotated by `reader`, or without annotations when there is none. What intake refuses is an
  // error. Articles count as appended one a second.
  absl::Status Add(const SubmittedArticle& article, const TextReader* reader);
  // Must come before the views are asked.
  absl::Status Commit();

  const query::DocumentView& documents() const { return *documents_; }
  const query::CorroborationView& corroboration() const { return *corroboration_; }

 private:
  ArticleViews() = default;

  const testing::TempDir folder_;
  std::unique_ptr<storage::Shard> shard_;
  std::unique_ptr<query::DocumentView> documents_;
  std::unique_ptr<query::CorroborationView> corroboration_;
  CursorVector cursor_{.log_id = 1};
  uint64_t appended_ = 0;
  std::vector<query::TaggedRecord> pending_;
};

}  // namespace sitrep::eval
