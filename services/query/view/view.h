#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/base/cursor.h"
#include "common/base/ids.h"
#include "sitrep/ingest/v1/control.pb.h"
#include "sitrep/ingest/v1/ingest_service.pb.h"
#include "sitrep/type/v1/annotation.pb.h"

namespace sitrep::query {

// An article with what the tagger made of it.
struct TaggedArticle {
  ingest::v1::StoredArticle article;
  type::v1::Annotations annotations;  // Empty when `failure` is set.
  std::string failure;                // Why tagging failed for good; empty otherwise.
  std::string pipeline_version;
  std::string knowledge_version;
};

// The article is gone; every revision of it.
struct RetractedArticle {
  ArticleId article_id;
  std::string reason;
};

// One record of the log as views see it, in log order within its partition.
struct TaggedRecord {
  Partition partition;
  Offset offset;
  absl::Time append_time;
  std::variant<TaggedArticle, RetractedArticle, ingest::v1::ControlRecord> body;
};

// Something derived from the log alone, kept in this process's shard, that can be deleted and rebuilt at any time.
// Apply is called by one thread, the follower's; everything else of a view is safe to call meanwhile and sees a state
// between two Applies.
class View {
 public:
  virtual ~View() = default;

  // Short and fixed: "document".
  virtual std::string_view name() const = 0;

  // Everything before it has been applied. Of log_id 0 when nothing ever was.
  virtual CursorVector cursor() const = 0;

  // Applies `records` and moves the cursor to `next`, both or neither, in one write. Records before cursor() may be
  // among them after a crash and are skipped. The newest revision of an article replaces the older ones.
  virtual absl::Status Apply(absl::Span<const TaggedRecord> records, const CursorVector& next) = 0;

  // Puts a new tagging of an article in the place of the one that is stored, outside the order of the log, and leaves
  // the cursor alone. Does nothing when another revision is current by now or the article is gone. Called by the
  // follower's thread, as Apply is.
  virtual absl::Status Replace(const TaggedRecord& record) = 0;
};

}  // namespace sitrep::query
