#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/types/span.h"
#include "common/base/cursor.h"
#include "common/base/ids.h"
#include "services/ingest/log/article_log.h"
#include "sitrep/ingest/storage/v1/log_entry.pb.h"

namespace sitrep::ingest {

// An entry that is in the log now.
struct AppendedEntry {
  Partition partition;
  Offset offset;
  const storage::v1::LogEntry* entry = nullptr;
};

// How many articles the log holds.
struct ArticleCounts {
  uint64_t articles = 0;  // Not retracted.
  uint64_t revisions = 0;
  uint64_t retracted = 0;
  uint64_t control_records = 0;  // In force.
};

// From an article id to its revisions, and from a control record's kind and key to the one in force: a view of the log
// with a cursor of its own, so it can be deleted and is rebuilt by CatchUp. One writer at a time; reads are
// thread-safe.
class ArticleIndex {
 public:
  virtual ~ArticleIndex() = default;

  // Nothing when no article of this id was ever accepted.
  virtual absl::StatusOr<std::optional<storage::v1::ArticleHead>> Find(const ArticleId& id) const = 0;
  // Offset of the control record in force; nothing when there is none or it says deleted.
  virtual absl::StatusOr<std::optional<Offset>> FindControl(uint32_t kind, std::string_view key) const = 0;

  // Entries in log order; those before its cursor are skipped.
  virtual absl::Status Apply(absl::Span<const AppendedEntry> entries) = 0;
  // Reads what the log has and the index lacks, and finishes erasures that a crash interrupted.
  virtual absl::Status CatchUp(ArticleLog& log) = 0;

  virtual ArticleCounts counts() const = 0;
};

// What a retraction, a revision or a control record does to the row of its article: shared by Apply and by Verify.
void ApplyToHead(const storage::v1::LogEntry& entry, Offset offset, storage::v1::ArticleHead& head);

// The key of an entry in its partition: the article id, or kind and key of a control record.
std::string KeyOf(const storage::v1::LogEntry& entry);

}  // namespace sitrep::ingest
