#include "common/testing/unsynced_loss_file_system.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

namespace sitrep::testing {

using rocksdb::DataVerificationInfo;
using rocksdb::FileOptions;
using rocksdb::FSDirectory;
using rocksdb::FSWritableFile;
using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

// Reports every write and sync of one file.
class TrackedFile final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  TrackedFile(UnsyncedLossFileSystem& fs, std::string name, std::unique_ptr<FSWritableFile> file)
      : FSWritableFileOwnerWrapper(std::move(file)), fs_(fs), name_(std::move(name)) {}

  IOStatus Append(const Slice& data, const IOOptions& options, IODebugContext* debug) override {
    IOStatus status = fs_.HasRoom();
    if (status.ok()) status = FSWritableFileOwnerWrapper::Append(data, options, debug);
    return Written(status, options, debug);
  }
  IOStatus Append(const Slice& data, const IOOptions& options, const DataVerificationInfo& verification,
                  IODebugContext* debug) override {
    IOStatus status = fs_.HasRoom();
    if (status.ok()) status = FSWritableFileOwnerWrapper::Append(data, options, verification, debug);
    return Written(status, options, debug);
  }
  IOStatus PositionedAppend(const Slice& data, uint64_t offset, const IOOptions& options,
                            IODebugContext* debug) override {
    IOStatus status = fs_.HasRoom();
    if (status.ok()) status = FSWritableFileOwnerWrapper::PositionedAppend(data, offset, options, debug);
    return Written(status, options, debug);
  }
  IOStatus PositionedAppend(const Slice& data, uint64_t offset, const IOOptions& options,
                            const DataVerificationInfo& verification, IODebugContext* debug) override {
    IOStatus status = fs_.HasRoom();
    if (status.ok()) {
      status = FSWritableFileOwnerWrapper::PositionedAppend(data, offset, options, verification, debug);
    }
    return Written(status, options, debug);
  }
  IOStatus Truncate(uint64_t size, const IOOptions& options, IODebugContext* debug) override {
    IOStatus status = fs_.Powered();
    if (status.ok()) status = FSWritableFileOwnerWrapper::Truncate(size, options, debug);
    return Written(status, options, debug);
  }
  IOStatus Sync(const IOOptions& options, IODebugContext* debug) override {
    IOStatus status = fs_.Powered();
    if (status.ok()) status = FSWritableFileOwnerWrapper::Sync(options, debug);
    return Synced(status);
  }
  IOStatus Fsync(const IOOptions& options, IODebugContext* debug) override {
    IOStatus status = fs_.Powered();
    if (status.ok()) status = FSWritableFileOwnerWrapper::Fsync(options, debug);
    return Synced(status);
  }

 private:
  IOStatus Written(IOStatus status, const IOOptions& options, IODebugContext* debug) {
    if (status.ok()) fs_.SetWritten(name_, GetFileSize(options, debug));
    return status;
  }
  IOStatus Synced(IOStatus status) {
    if (status.ok()) fs_.SetSynced(name_);
    return status;
  }

  UnsyncedLossFileSystem& fs_;
  const std::string name_;
};

// Reports the syncs of one folder, which make its new entries durable.
class TrackedDirectory final : public rocksdb::FSDirectoryWrapper {
 public:
  TrackedDirectory(UnsyncedLossFileSystem& fs, std::string name, std::unique_ptr<FSDirectory> directory)
      : FSDirectoryWrapper(std::move(directory)), fs_(fs), name_(std::move(name)) {}

  IOStatus Fsync(const IOOptions& options, IODebugContext* debug) override {
    IOStatus status = fs_.Powered();
    if (status.ok()) status = FSDirectoryWrapper::Fsync(options, debug);
    if (status.ok()) fs_.SyncEntries(name_);
    return status;
  }
  IOStatus FsyncWithDirOptions(const IOOptions& options, IODebugContext* debug,
                               const rocksdb::DirFsyncOptions& sync_options) override {
    IOStatus status = fs_.Powered();
    if (status.ok()) status = FSDirectoryWrapper::FsyncWithDirOptions(options, debug, sync_options);
    if (status.ok()) fs_.SyncEntries(name_);
    return status;
  }

 private:
  UnsyncedLossFileSystem& fs_;
  const std::string name_;
};

namespace {

// RocksDB spells the same file with and without doubled slashes.
std::string Normal(const std::string& name) { return std::filesystem::path(name).lexically_normal().string(); }

}  // namespace

UnsyncedLossFileSystem::UnsyncedLossFileSystem() : FileSystemWrapper(rocksdb::FileSystem::Default()) {}

void UnsyncedLossFileSystem::PowerOff() {
  absl::MutexLock lock(&mutex_);
  power_ = false;
}

void UnsyncedLossFileSystem::PowerOn() {
  absl::MutexLock lock(&mutex_);
  for (const auto& [name, state] : files_) {
    std::error_code gone;
    if (!state.entry_synced) {
      std::filesystem::remove(name, gone);
    } else if (state.synced < state.written) {
      std::filesystem::resize_file(name, state.synced, gone);
    }
  }
  files_.clear();
  power_ = true;
}

void UnsyncedLossFileSystem::SetDiskFull(bool full) {
  absl::MutexLock lock(&mutex_);
  disk_full_ = full;
}

uint64_t UnsyncedLossFileSystem::unsynced_bytes() const {
  absl::MutexLock lock(&mutex_);
  uint64_t bytes = 0;
  for (const auto& [name, state] : files_) bytes += state.written - state.synced;
  return bytes;
}

IOStatus UnsyncedLossFileSystem::Powered() const {
  absl::MutexLock lock(&mutex_);
  return power_ ? IOStatus::OK() : IOStatus::IOError("the power is off");
}

IOStatus UnsyncedLossFileSystem::HasRoom() const {
  absl::MutexLock lock(&mutex_);
  if (!power_) return IOStatus::IOError("the power is off");
  if (disk_full_) {
    IOStatus status = IOStatus::NoSpace("the disk is full");
    // As RocksDB's own file system marks ENOSPC.
    status.SetRetryable(true);
    return status;
  }
  return IOStatus::OK();
}

void UnsyncedLossFileSystem::SetWritten(const std::string& name, uint64_t written) {
  absl::MutexLock lock(&mutex_);
  FileState& state = files_[name];
  state.written = written;
  state.synced = std::min(state.synced, written);
}

void UnsyncedLossFileSystem::SetSynced(const std::string& name) {
  absl::MutexLock lock(&mutex_);
  FileState& state = files_[name];
  state.synced = state.written;
}

void UnsyncedLossFileSystem::SyncEntries(const std::string& directory) {
  absl::MutexLock lock(&mutex_);
  for (auto& [name, state] : files_) {
    if (std::filesystem::path(name).parent_path() == directory) state.entry_synced = true;
  }
}

IOStatus UnsyncedLossFileSystem::NewWritableFile(const std::string& name, const FileOptions& options,
                                                 std::unique_ptr<FSWritableFile>* result, IODebugContext* debug) {
  IOStatus status = Powered();
  if (status.ok()) status = FileSystemWrapper::NewWritableFile(name, options, result, debug);
  if (!status.ok()) return status;
  const std::string normal = Normal(name);
  {
    absl::MutexLock lock(&mutex_);
    files_[normal] = FileState{};
  }
  *result = std::make_unique<TrackedFile>(*this, normal, std::move(*result));
  return status;
}

IOStatus UnsyncedLossFileSystem::ReopenWritableFile(const std::string& name, const FileOptions& options,
                                                    std::unique_ptr<FSWritableFile>* result, IODebugContext* debug) {
  IOStatus status = Powered();
  if (status.ok()) status = FileSystemWrapper::ReopenWritableFile(name, options, result, debug);
  if (!status.ok()) return status;
  const std::string normal = Normal(name);
  const uint64_t size = (*result)->GetFileSize(IOOptions(), debug);
  {
    absl::MutexLock lock(&mutex_);
    files_.try_emplace(normal, FileState{.written = size, .synced = size, .entry_synced = true});
  }
  *result = std::make_unique<TrackedFile>(*this, normal, std::move(*result));
  return status;
}

IOStatus UnsyncedLossFileSystem::ReuseWritableFile(const std::string& name, const std::string& old_name,
                                                   const FileOptions& options, std::unique_ptr<FSWritableFile>* result,
                                                   IODebugContext* debug) {
  IOStatus status = RenameFile(old_name, name, IOOptions(), debug);
  if (status.ok()) status = NewWritableFile(name, options, result, debug);
  return status;
}

IOStatus UnsyncedLossFileSystem::NewDirectory(const std::string& name, const IOOptions& options,
                                              std::unique_ptr<FSDirectory>* result, IODebugContext* debug) {
  IOStatus status = FileSystemWrapper::NewDirectory(name, options, result, debug);
  if (!status.ok()) return status;
  *result = std::make_unique<TrackedDirectory>(*this, Normal(name), std::move(*result));
  return status;
}

IOStatus UnsyncedLossFileSystem::DeleteFile(const std::string& name, const IOOptions& options, IODebugContext* debug) {
  if (IOStatus status = Powered(); !status.ok()) return status;
  {
    absl::MutexLock lock(&mutex_);
    files_.erase(Normal(name));
  }
  return FileSystemWrapper::DeleteFile(name, options, debug);
}

IOStatus UnsyncedLossFileSystem::RenameFile(const std::string& from, const std::string& to, const IOOptions& options,
                                            IODebugContext* debug) {
  absl::MutexLock lock(&mutex_);
  if (!power_) return IOStatus::IOError("the power is off");
  IOStatus status = FileSystemWrapper::RenameFile(from, to, options, debug);
  if (!status.ok()) return status;
  const auto it = files_.find(Normal(from));
  if (it != files_.end()) {
    FileState state = it->second;
    state.entry_synced = true;
    files_.erase(it);
    files_[Normal(to)] = state;
  }
  return status;
}

IOStatus UnsyncedLossFileSystem::GetFreeSpace(const std::string& path, const IOOptions& options, uint64_t* free_bytes,
                                              IODebugContext* debug) {
  {
    absl::MutexLock lock(&mutex_);
    if (disk_full_) {
      *free_bytes = 0;
      return IOStatus::OK();
    }
  }
  return FileSystemWrapper::GetFreeSpace(path, options, free_bytes, debug);
}

}  // namespace sitrep::testing
