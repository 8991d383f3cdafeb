#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string_view>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "common/storage/shard.h"
#include "services/ingest/log/article_log.h"

namespace sitrep::ingest {

// The embedded log: one RocksDB shard. Three families: `log` (the entries), `log_keys` (key to offsets, for Erase) and
// `log_meta` (number of partitions, whose they are, fence, trimmed prefix). An Append is one synced WriteBatch. Keys
// and values: FORMAT.md.
class RocksArticleLog final : public ArticleLog {
 public:
  // The families it needs in the shard.
  static std::vector<sitrep::storage::FamilyOptions> Families();

  // A new log gets `partitions`; an existing one keeps its own and FAILED_PRECONDITION says so when they differ.
  // `partitions` 0 accepts what is there and makes 8. `shard` must outlive the log.
  static absl::StatusOr<std::unique_ptr<RocksArticleLog>> Open(sitrep::storage::Shard& shard, uint32_t partitions);
  // The log of one pod among several. A shard is of one log, one ordinal and one set of partitions for ever:
  // FAILED_PRECONDITION names what it is and what was asked.
  static absl::StatusOr<std::unique_ptr<RocksArticleLog>> Open(sitrep::storage::Shard& shard, Owners owners);
  ~RocksArticleLog() override;

  uint64_t log_id() const override { return log_id_; }
  const Owners& owners() const override { return owners_; }
  absl::StatusOr<Fence> AcquireFence() override;
  absl::StatusOr<std::vector<Offset>> Append(Fence fence, absl::Span<const NewEntry> entries) override;
  absl::StatusOr<std::vector<StoredEntry>> Read(Partition partition, Offset from, size_t max_entries,
                                                size_t max_bytes) const override;
  absl::StatusOr<storage::v1::LogEntry> ReadOne(Partition partition, Offset offset) const override;
  Offset StartOffset(Partition partition) const override;
  Offset EndOffset(Partition partition) const override;
  int64_t LastAppendTime(Partition partition) const override;
  absl::Status TrimPrefix(Partition partition, Offset to) override;
  absl::Status Erase(Partition partition, std::string_view key, Offset before) override;

 private:
  struct Ends {
    Offset start;
    Offset end;
    int64_t last_append_time_us = 0;
  };

  RocksArticleLog(sitrep::storage::Shard& shard, Owners owners, uint64_t log_id);
  absl::Status LoadEnds(Partition partition);
  // nullopt for a partition this pod does not have.
  std::optional<Ends> EndsOf(Partition partition) const;
  void CompactErased();
  bool EraseOrStop() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return erased_ || stopping_; }

  sitrep::storage::Shard& shard_;
  const Owners owners_;
  const uint64_t log_id_;
  rocksdb::ColumnFamilyHandle* const log_;
  rocksdb::ColumnFamilyHandle* const keys_;
  rocksdb::ColumnFamilyHandle* const meta_;

  absl::Mutex append_mutex_;  // Held over the synced write, so that offsets are durable in their order.
  mutable absl::Mutex mutex_;
  std::map<Partition, Ends> ends_ ABSL_GUARDED_BY(mutex_);
  bool erased_ ABSL_GUARDED_BY(mutex_) = false;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::atomic<bool> stop_compaction_ = false;
  std::thread compactor_;
};

}  // namespace sitrep::ingest
