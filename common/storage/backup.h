#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/storage/shard.h"

namespace sitrep::storage {

struct BackupInfo {
  uint32_t id = 0;
  uint64_t bytes = 0;  // Of the files this backup refers to, shared ones included.
};

// Adds a consistent backup of the shard to `folder` (RocksDB's BackupEngine: files that an earlier backup there has are
// not copied again). The folder is made when absent. INVALID_ARGUMENT when `folder` is not an absolute path or lies
// inside the shard. Then deletes all but the newest `keep` backups there; 0 keeps all. Takes as long as copying does;
// writes go on meanwhile. Thread-safe, one backup at a time a folder.
absl::StatusOr<BackupInfo> CreateBackup(const Shard& shard, const std::string& folder, uint32_t keep = 0);

// Writes the newest backup of `folder` as a shard to `path`, which must be empty or absent. No process may hold it.
// NOT_FOUND when there is no backup, FAILED_PRECONDITION when `path` holds something, DATA_LOSS when checksums differ.
absl::StatusOr<BackupInfo> RestoreBackup(const std::string& folder, const std::string& path);

}  // namespace sitrep::storage
