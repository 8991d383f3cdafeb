#include "common/storage/backup.h"

#include <rocksdb/utilities/backup_engine.h>

#include <filesystem>
#include <memory>
#include <system_error>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/storage/rocks_status.h"

namespace sitrep::storage {
namespace {

namespace fs = std::filesystem;

rocksdb::BackupEngineOptions OptionsFor(const std::string& folder) {
  rocksdb::BackupEngineOptions options(folder);
  options.share_table_files = true;
  options.share_files_with_checksum = true;
  options.sync = true;
  return options;
}

BackupInfo Newest(const std::vector<rocksdb::BackupInfo>& infos) {
  BackupInfo newest;
  for (const rocksdb::BackupInfo& info : infos) {
    if (info.backup_id > newest.id) newest = {info.backup_id, info.size};
  }
  return newest;
}

}  // namespace

absl::StatusOr<BackupInfo> CreateBackup(const Shard& shard, const std::string& folder, uint32_t keep) {
  const fs::path path = fs::path(folder).lexically_normal();
  if (!path.is_absolute()) return InvalidField("folder", absl::StrCat("must be an absolute path: ", folder));
  std::error_code error;
  const std::string inside = path.lexically_relative(fs::absolute(shard.path(), error)).string();
  if (!inside.empty() && inside.rfind("..", 0) != 0) {
    return InvalidField("folder", absl::StrCat("must not lie inside the shard ", shard.path()));
  }
  fs::create_directories(path, error);
  if (error) return InvalidField("folder", absl::StrCat("cannot be made: ", folder, ": ", error.message()));

  rocksdb::BackupEngine* raw = nullptr;
  SITREP_RETURN_IF_ERROR(
      FromRocks(rocksdb::BackupEngine::Open(rocksdb::Env::Default(), OptionsFor(folder), &raw), "open the backups"));
  const std::unique_ptr<rocksdb::BackupEngine> engine(raw);
  rocksdb::CreateBackupOptions options;
  options.flush_before_backup = true;
  SITREP_RETURN_IF_ERROR(FromRocks(engine->CreateNewBackup(options, &shard.db()), "back up"));
  if (keep > 0) {
    SITREP_RETURN_IF_ERROR(FromRocks(engine->PurgeOldBackups(keep), "delete old backups"));
  }
  std::vector<rocksdb::BackupInfo> infos;
  engine->GetBackupInfo(&infos);
  return Newest(infos);
}

absl::StatusOr<BackupInfo> RestoreBackup(const std::string& folder, const std::string& path) {
  std::error_code error;
  if (!fs::is_directory(folder, error)) return absl::NotFoundError(absl::StrCat("no folder of backups: ", folder));
  if (fs::exists(path, error) && !fs::is_empty(path, error)) {
    return absl::FailedPreconditionError(absl::StrCat(path, " is not empty: restore into a new folder"));
  }
  rocksdb::BackupEngineReadOnly* raw = nullptr;
  SITREP_RETURN_IF_ERROR(FromRocks(
      rocksdb::BackupEngineReadOnly::Open(rocksdb::Env::Default(), OptionsFor(folder), &raw), "open the backups"));
  const std::unique_ptr<rocksdb::BackupEngineReadOnly> engine(raw);
  std::vector<rocksdb::BackupInfo> infos;
  engine->GetBackupInfo(&infos);
  const BackupInfo newest = Newest(infos);
  if (newest.id == 0) return absl::NotFoundError(absl::StrCat("no backup in ", folder));
  SITREP_RETURN_IF_ERROR(FromRocks(engine->VerifyBackup(newest.id, true), "verify the backup"));
  fs::create_directories(path, error);
  if (error) return absl::FailedPreconditionError(absl::StrCat(path, ": cannot be made: ", error.message()));
  SITREP_RETURN_IF_ERROR(FromRocks(engine->RestoreDBFromBackup(newest.id, path, path), "restore"));
  return newest;
}

}  // namespace sitrep::storage
