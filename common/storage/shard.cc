#include "common/storage/shard.h"

#include <rocksdb/iterator.h>

#include <algorithm>
#include <filesystem>
#include <limits>
#include <set>
#include <system_error>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/byte_codec.h"
#include "common/base/check.h"
#include "common/base/error.h"
#include "common/base/hash.h"
#include "common/base/status_macros.h"
#include "common/storage/rocks_options.h"
#include "common/storage/rocks_status.h"

namespace sitrep::storage {
namespace {

// In the default column family, alone.
constexpr char kIdentityKey[] = "sitrep.shard";
constexpr uint64_t kLeastMemoryBudgetBytes = 16 << 20;

// What the identity row holds: sized kind, varint format version, creation id in 8 bytes.
struct Identity {
  std::string kind;
  uint64_t format_version = 0;
  uint64_t creation_id = 0;
};

std::string EncodeIdentity(const Identity& identity) {
  std::string bytes;
  AppendSized(bytes, identity.kind);
  AppendVarint(bytes, identity.format_version);
  AppendBigEndian64(bytes, identity.creation_id);
  return bytes;
}

absl::StatusOr<Identity> DecodeIdentity(std::string_view bytes) {
  const auto kind = ReadSized(bytes);
  const auto format_version = ReadVarint(bytes);
  const auto creation_id = ReadBigEndian64(bytes);
  // Bytes that follow are a newer program's: the version check has to see them first.
  if (!kind || !format_version || !creation_id) return StoredDataCorrupt("identity of the shard");
  return Identity{std::string(*kind), *format_version, *creation_id};
}

absl::Status ValidateOptions(const ShardOptions& options) {
  if (options.path.empty()) return InvalidField("path", "must not be empty");
  if (options.kind.empty()) return InvalidField("kind", "must not be empty");
  if (options.oldest_readable_version < 1 || options.oldest_readable_version > options.format_version) {
    return InvalidField("oldest_readable_version",
                        absl::StrCat("must be 1 to format_version: ", options.oldest_readable_version));
  }
  if (options.memory_budget_bytes < kLeastMemoryBudgetBytes) {
    return InvalidField("memory_budget_bytes", absl::StrCat("must be at least 16 MiB: ", options.memory_budget_bytes));
  }
  std::set<std::string> names;
  for (const FamilyOptions& family : options.families) {
    if (family.name.empty() || family.name == rocksdb::kDefaultColumnFamilyName || !names.insert(family.name).second) {
      return InvalidField("families",
                          absl::StrCat("names must be unique and neither empty nor default: ", family.name));
    }
  }
  return absl::OkStatus();
}

absl::Status OpenError(const rocksdb::Status& status, const std::string& path) {
  // RocksDB reports a held lock as a plain IOError; its text is the only mark.
  const std::string text = status.ToString();
  if (status.IsIOError() && (absl::StrContains(text, "lock file") || absl::StrContains(text, "lock hold"))) {
    return absl::FailedPreconditionError(absl::StrCat("shard is held by another process: ", path));
  }
  return FromRocks(status, absl::StrCat("open shard ", path));
}

// A column family that this program does not know, which RocksDB wants opened all the same, gets the defaults.
FamilyOptions OptionsOf(const std::string& name, const ShardOptions& options) {
  const auto it = std::find_if(options.families.begin(), options.families.end(),
                               [&name](const FamilyOptions& family) { return family.name == name; });
  if (it != options.families.end()) return *it;
  FamilyOptions unknown;
  unknown.name = name;
  return unknown;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Shard>> OpenShard(const ShardOptions& options) {
  SITREP_RETURN_IF_ERROR(ValidateOptions(options));
  std::unique_ptr<Shard> shard(new Shard);
  shard->path_ = options.path;
  shard->min_free_disk_bytes_ = options.min_free_disk_bytes;
  if (options.file_system) shard->env_ = rocksdb::NewCompositeEnv(options.file_system);
  rocksdb::Env* const env = shard->env_ ? shard->env_.get() : rocksdb::Env::Default();

  std::error_code error;
  std::filesystem::create_directories(options.path, error);
  if (error) {
    return absl::FailedPreconditionError(
        absl::StrCat("cannot create the folder of the shard ", options.path, ": ", error.message()));
  }

  rocksdb::LRUCacheOptions cache_options;
  cache_options.capacity = options.memory_budget_bytes;
  cache_options.high_pri_pool_ratio = 0.3;
  cache_options.low_pri_pool_ratio = 0.3;
  shard->cache_ = rocksdb::NewLRUCache(cache_options);
  shard->disk_full_ = std::make_shared<DiskFullListener>();
  rocksdb::DBOptions db_options = DatabaseOptions(options, env, shard->cache_);
  db_options.listeners.push_back(shard->disk_full_);

  std::vector<std::string> names = {rocksdb::kDefaultColumnFamilyName};
  if (env->FileExists(options.path + "/CURRENT").ok()) {
    const rocksdb::Status listed = rocksdb::DB::ListColumnFamilies(db_options, options.path, &names);
    if (!listed.ok()) return OpenError(listed, options.path);
  }
  std::vector<rocksdb::ColumnFamilyDescriptor> descriptors;
  for (const std::string& name : names) {
    descriptors.emplace_back(name, ColumnFamilyOptions(OptionsOf(name, options), options, shard->cache_));
  }
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* db = nullptr;
  const rocksdb::Status opened = rocksdb::DB::Open(db_options, options.path, descriptors, &handles, &db);
  if (!opened.ok()) return OpenError(opened, options.path);
  shard->db_.reset(db);
  for (rocksdb::ColumnFamilyHandle* handle : handles) shard->families_[handle->GetName()] = handle;

  // Only a shard that is ours gets our families.
  SITREP_RETURN_IF_ERROR(shard->CheckIdentity(options));
  for (const FamilyOptions& family : options.families) {
    rocksdb::ColumnFamilyHandle*& handle = shard->families_[family.name];
    if (handle != nullptr) continue;
    const rocksdb::Status created =
        db->CreateColumnFamily(ColumnFamilyOptions(family, options, shard->cache_), family.name, &handle);
    if (!created.ok()) {
      shard->families_.erase(family.name);
      return FromRocks(created, absl::StrCat("create column family ", family.name));
    }
  }
  SITREP_RETURN_IF_ERROR(shard->WriteIdentity(options));
  return shard;
}

Shard::~Shard() {
  if (!db_) return;
  for (const auto& [name, handle] : families_) db_->DestroyColumnFamilyHandle(handle);
}

absl::StatusOr<bool> Shard::IsEmpty() const {
  for (const auto& [name, handle] : families_) {
    const std::unique_ptr<rocksdb::Iterator> it(db_->NewIterator(rocksdb::ReadOptions(), handle));
    it->SeekToFirst();
    if (it->Valid()) return false;
    if (!it->status().ok()) return FromRocks(it->status(), absl::StrCat("read shard ", path_));
  }
  return true;
}

absl::Status Shard::CheckIdentity(const ShardOptions& options) {
  SITREP_ASSIGN_OR_RETURN(const std::optional<std::string> row, Get(db_->DefaultColumnFamily(), kIdentityKey));
  if (!row) {
    // New, or a creation that was interrupted before its first row.
    SITREP_ASSIGN_OR_RETURN(const bool empty, IsEmpty());
    if (!empty)
      return absl::FailedPreconditionError(absl::StrCat("folder holds a database that is not a shard: ", path_));
    std::string database_identity;
    const rocksdb::Status status = db_->GetDbIdentity(database_identity);
    if (!status.ok()) return FromRocks(status, "read the identity of the database");
    creation_id_ = Hash64(database_identity);
    return absl::OkStatus();
  }
  SITREP_ASSIGN_OR_RETURN(const Identity identity, DecodeIdentity(*row));
  if (identity.kind != options.kind) {
    return absl::FailedPreconditionError(
        absl::StrCat("shard is of kind ", identity.kind, ", this program needs ", options.kind, ": ", path_));
  }
  if (identity.format_version > options.format_version) {
    return absl::FailedPreconditionError(absl::StrCat("shard has format version ", identity.format_version,
                                                      ", written by a newer program; this one knows versions up to ",
                                                      options.format_version, ": ", path_));
  }
  if (identity.format_version < options.oldest_readable_version) {
    return MakeError(
        absl::StatusCode::kFailedPrecondition, "SHARD_TOO_OLD",
        absl::StrCat("shard has format version ", identity.format_version, ", this program reads versions from ",
                     options.oldest_readable_version, " on: ", path_));
  }
  creation_id_ = identity.creation_id;
  previous_format_version_ = static_cast<uint32_t>(identity.format_version);
  return absl::OkStatus();
}

absl::Status Shard::WriteIdentity(const ShardOptions& options) {
  if (previous_format_version_ == options.format_version) return absl::OkStatus();
  if (previous_format_version_ == 0) previous_format_version_ = options.format_version;
  rocksdb::WriteOptions write_options;
  write_options.sync = true;
  const Identity identity{options.kind, options.format_version, creation_id_};
  return FromRocks(db_->Put(write_options, kIdentityKey, EncodeIdentity(identity)), "write the identity of the shard");
}

rocksdb::ColumnFamilyHandle* Shard::Family(std::string_view name) const {
  const auto it = families_.find(name);
  Check(it != families_.end(), "no such column family: " + std::string(name));
  return it->second;
}

absl::StatusOr<std::optional<std::string>> Shard::Get(rocksdb::ColumnFamilyHandle* family, std::string_view key,
                                                      const rocksdb::ReadOptions& options) const {
  std::string value;
  const rocksdb::Status status = db_->Get(options, family, rocksdb::Slice(key), &value);
  if (status.ok()) return value;
  if (status.IsNotFound()) return std::nullopt;
  return FromRocks(status, absl::StrCat("read ", family->GetName()));
}

absl::Status Shard::EnsureRoom(const rocksdb::WriteBatch& batch) {
  uint64_t free_bytes = std::numeric_limits<uint64_t>::max();
  const rocksdb::IOStatus asked = db_->GetFileSystem()->GetFreeSpace(path_, rocksdb::IOOptions(), &free_bytes, nullptr);
  // A file system that cannot tell is only known to be full when a write fails.
  if (!asked.ok()) free_bytes = std::numeric_limits<uint64_t>::max();
  const bool adds_data = batch.HasPut() || batch.HasMerge() || batch.HasPutEntity();
  if (adds_data && free_bytes < min_free_disk_bytes_) {
    disk_full_->SetFull(true);
    return MakeError(
        absl::StatusCode::kResourceExhausted, "DISK_FULL",
        absl::StrCat("disk has ", free_bytes, " bytes left, the shard keeps ", min_free_disk_bytes_, " free: ", path_));
  }
  if (!disk_full_->full()) return absl::OkStatus();
  absl::MutexLock lock(&recovery_mutex_);
  if (!disk_full_->full()) return absl::OkStatus();
  const rocksdb::Status resumed = db_->Resume();
  if (resumed.severity() >= rocksdb::Status::Severity::kFatalError) {
    return MakeError(
        absl::StatusCode::kInternal, "INTERNAL_FAILURE",
        absl::StrCat("database stopped for good on a full disk, restart the process: ", resumed.ToString()));
  }
  if (!resumed.ok()) return FromRocks(resumed, "resume after a full disk");
  disk_full_->SetFull(free_bytes < min_free_disk_bytes_);
  return absl::OkStatus();
}

absl::Status Shard::Write(rocksdb::WriteBatch& batch, Durability durability) {
  SITREP_RETURN_IF_ERROR(EnsureRoom(batch));
  rocksdb::WriteOptions write_options;
  write_options.sync = durability == Durability::kSynced;
  const rocksdb::Status status = db_->Write(write_options, &batch);
  if (status.IsNoSpace()) disk_full_->SetFull(true);
  return FromRocks(status, "write");
}

absl::Status Shard::Sync() { return FromRocks(db_->SyncWAL(), "sync the write-ahead log"); }

bool Shard::disk_full() const { return disk_full_->full(); }

std::vector<ShardProperty> Shard::Properties() const {
  using Names = rocksdb::DB::Properties;
  struct Source {
    const char* name;
    const std::string& property;
  };
  const Source per_family[] = {
      {"estimated_keys", Names::kEstimateNumKeys},
      {"sst_bytes", Names::kTotalSstFilesSize},
      {"blob_bytes", Names::kTotalBlobFileSize},
      {"blob_garbage_bytes", Names::kLiveBlobFileGarbageSize},
      {"memtable_bytes", Names::kCurSizeAllMemTables},
      {"table_reader_bytes", Names::kEstimateTableReadersMem},
      {"pending_compaction_bytes", Names::kEstimatePendingCompactionBytes},
      {"immutable_memtables", Names::kNumImmutableMemTable},
  };
  const Source whole_shard[] = {
      {"background_errors", Names::kBackgroundErrors},
      {"running_flushes", Names::kNumRunningFlushes},
      {"running_compactions", Names::kNumRunningCompactions},
      {"compaction_pending", Names::kCompactionPending},
      {"delayed_write_bytes_per_second", Names::kActualDelayedWriteRate},
      {"writes_stopped", Names::kIsWriteStopped},
      {"snapshots", Names::kNumSnapshots},
  };
  std::vector<ShardProperty> properties;
  uint64_t value = 0;
  for (const auto& [name, handle] : families_) {
    for (const Source& source : per_family) {
      if (db_->GetIntProperty(handle, source.property, &value)) {
        properties.push_back({source.name, name, static_cast<double>(value)});
      }
    }
  }
  for (const Source& source : whole_shard) {
    if (db_->GetIntProperty(source.property, &value))
      properties.push_back({source.name, "", static_cast<double>(value)});
  }
  properties.push_back({"cache_bytes", "", static_cast<double>(cache_->GetUsage())});
  properties.push_back({"cache_capacity_bytes", "", static_cast<double>(cache_->GetCapacity())});
  properties.push_back({"disk_full", "", disk_full_->full() ? 1.0 : 0.0});
  std::error_code cannot_tell;
  const std::filesystem::space_info disk = std::filesystem::space(path_, cannot_tell);
  if (!cannot_tell) {
    properties.push_back({"disk_free_bytes", "", static_cast<double>(disk.available)});
    properties.push_back({"disk_capacity_bytes", "", static_cast<double>(disk.capacity)});
  }
  return properties;
}

}  // namespace sitrep::storage
