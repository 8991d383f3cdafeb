#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "common/base/ids.h"
#include "services/ingest/log/owners.h"
#include "sitrep/ingest/storage/v1/log_entry.pb.h"

namespace sitrep::ingest {

// An entry to append. Entries with the same key (an article id; kind and key of a control record) are versions of one
// thing, which Erase removes together.
struct NewEntry {
  Partition partition;
  std::string key;
  storage::v1::LogEntry entry;
};

// An entry as read.
struct StoredEntry {
  Offset offset;
  storage::v1::LogEntry entry;
};

// A right to append. A newer one, whoever acquired it, ends it.
struct Fence {
  uint64_t value = 0;
};

// The log: partitions of entries, in order of append, durable once Append has returned. Offsets begin at 0, increase,
// and may have gaps (erased entries). The seam behind which an embedded or a replicated engine stands. Thread-safe;
// reads see every entry whose Append has returned.
class ArticleLog {
 public:
  virtual ~ArticleLog() = default;

  // Names this log in cursors; drawn when the log was created.
  virtual uint64_t log_id() const = 0;
  // Fixed when the log was created; the control partition is not counted.
  uint32_t partitions() const { return owners().partitions(); }
  // Which of them this process has; it can neither read nor append to the others.
  virtual const Owners& owners() const = 0;

  // Ends every earlier fence.
  virtual absl::StatusOr<Fence> AcquireFence() = 0;

  // Appends the entries, in their order within each partition, and returns when they are durable: their offsets, one
  // for each. All or nothing within a partition. ABORTED (FENCED) when a newer fence exists, RESOURCE_EXHAUSTED
  // (DISK_FULL).
  virtual absl::StatusOr<std::vector<Offset>> Append(Fence fence, absl::Span<const NewEntry> entries) = 0;

  // Entries of one partition from `from` on: at most `max_entries`, and no more once `max_bytes` are exceeded. Empty at
  // the end. OUT_OF_RANGE (CURSOR_EXPIRED) below StartOffset, (CURSOR_IN_FUTURE) above EndOffset.
  virtual absl::StatusOr<std::vector<StoredEntry>> Read(Partition partition, Offset from, size_t max_entries,
                                                        size_t max_bytes) const = 0;
  // NOT_FOUND when there is no entry at this offset (any more).
  virtual absl::StatusOr<storage::v1::LogEntry> ReadOne(Partition partition, Offset offset) const = 0;

  virtual Offset StartOffset(Partition partition) const = 0;
  // One past the last entry.
  virtual Offset EndOffset(Partition partition) const = 0;
  // Append time of the newest entry, microseconds since 1970; 0 when there is none.
  virtual int64_t LastAppendTime(Partition partition) const = 0;

  // Forgets entries below `to`.
  virtual absl::Status TrimPrefix(Partition partition, Offset to) = 0;
  // Removes every entry of this key below `before`. Their bytes are gone from the disk after the next compaction, which
  // begins in the background.
  virtual absl::Status Erase(Partition partition, std::string_view key, Offset before) = 0;
};

}  // namespace sitrep::ingest
