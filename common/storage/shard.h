#pragma once

#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/write_batch.h>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "common/storage/disk_full_listener.h"
#include "common/storage/shard_options.h"

namespace sitrep::storage {

// Whether a write survives loss of power (its WAL record synced before it returns) or only the death of the process.
enum class Durability { kSynced, kProcessCrashOnly };

// A figure of RocksDB for the metrics endpoint. `family` is empty for those of the whole shard.
struct ShardProperty {
  std::string name;
  std::string family;
  double value = 0;
};

// One open RocksDB folder, and the only owner of it: a second open, in this process or another, is refused.
// Thread-safe.
class Shard {
 public:
  ~Shard();
  Shard(const Shard&) = delete;
  Shard& operator=(const Shard&) = delete;

  // For reads, iterators, snapshots, checkpoints. Write through Write().
  rocksdb::DB& db() const { return *db_; }

  // The handle of a family named in the options; aborts for any other name.
  rocksdb::ColumnFamilyHandle* Family(std::string_view name) const;

  // The value of a key, nullopt if there is none.
  absl::StatusOr<std::optional<std::string>> Get(rocksdb::ColumnFamilyHandle* family, std::string_view key,
                                                 const rocksdb::ReadOptions& options = {}) const;

  // Applies the batch, all or nothing. RESOURCE_EXHAUSTED (DISK_FULL) while the disk is full; once there is room again
  // the next call resumes by itself. After an error other than that refusal the batch may or may not survive a restart.
  // A batch of deletions is exempt from min_free_disk_bytes.
  absl::Status Write(rocksdb::WriteBatch& batch, Durability durability) ABSL_LOCKS_EXCLUDED(recovery_mutex_);

  // Makes every earlier write survive loss of power.
  absl::Status Sync();

  // Figures for callback gauges, read now: sizes, memory, pending compactions, stalls, errors.
  std::vector<ShardProperty> Properties() const;

  // True from a write that found the disk full to one that did not.
  bool disk_full() const;

  // A random number drawn when the shard was created; copies (checkpoints, backups) share it. Names the log in cursors.
  uint64_t creation_id() const { return creation_id_; }
  // What the folder said before this program marked it with its own version; equal to it for a new shard.
  uint32_t previous_format_version() const { return previous_format_version_; }
  const std::string& path() const { return path_; }

 private:
  friend absl::StatusOr<std::unique_ptr<Shard>> OpenShard(const ShardOptions& options);
  Shard() = default;

  absl::Status CheckIdentity(const ShardOptions& options);
  absl::Status WriteIdentity(const ShardOptions& options);
  absl::StatusOr<bool> IsEmpty() const;
  // Refuses the batch while there is no room for it; resumes a database that stopped for lack of room.
  absl::Status EnsureRoom(const rocksdb::WriteBatch& batch) ABSL_LOCKS_EXCLUDED(recovery_mutex_);

  std::string path_;
  uint64_t min_free_disk_bytes_ = 0;
  uint64_t creation_id_ = 0;
  uint32_t previous_format_version_ = 0;
  // Everything the database points to is declared, and so destroyed, around it.
  std::unique_ptr<rocksdb::Env> env_;
  std::shared_ptr<rocksdb::Cache> cache_;
  std::shared_ptr<DiskFullListener> disk_full_;
  std::unique_ptr<rocksdb::DB> db_;
  std::map<std::string, rocksdb::ColumnFamilyHandle*, std::less<>> families_;
  absl::Mutex recovery_mutex_;
};

// Opens or creates a shard. FAILED_PRECONDITION, naming both versions (kinds, or the folder): written by a newer
// program; older than this program reads (reason SHARD_TOO_OLD); of another kind; held by another process; not a shard
// of Sitrep. RESOURCE_EXHAUSTED (DISK_FULL), DATA_LOSS: as FromRocks. INVALID_ARGUMENT: the options contradict
// themselves.
absl::StatusOr<std::unique_ptr<Shard>> OpenShard(const ShardOptions& options);

}  // namespace sitrep::storage
