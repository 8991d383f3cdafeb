#pragma once

#include <rocksdb/file_system.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace sitrep::testing {

// A file system that can lose power and fill up, for ShardOptions::file_system. Per file it remembers how many bytes
// were synced, and which new files have not had their folder synced.
//
// A power cut: PowerOff() makes every later write fail, so that nothing the destructors do reaches the disk; destroy
// the shard; PowerOn() cuts every file to what was synced, removes files whose folder was never synced, and works
// again. Renames count as durable at once (RocksDB syncs the folder after each that matters). Thread-safe.
class UnsyncedLossFileSystem final : public rocksdb::FileSystemWrapper {
 public:
  UnsyncedLossFileSystem();

  const char* Name() const override { return "UnsyncedLossFileSystem"; }

  void PowerOff() ABSL_LOCKS_EXCLUDED(mutex_);
  void PowerOn() ABSL_LOCKS_EXCLUDED(mutex_);

  // While full, new bytes are refused with "no space" and GetFreeSpace answers 0; names of empty files and syncs still
  // fit, as on most real file systems.
  void SetDiskFull(bool full) ABSL_LOCKS_EXCLUDED(mutex_);

  // Bytes written and not synced so far, over all files.
  uint64_t unsynced_bytes() const ABSL_LOCKS_EXCLUDED(mutex_);

  rocksdb::IOStatus NewWritableFile(const std::string& name, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* result,
                                    rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus ReopenWritableFile(const std::string& name, const rocksdb::FileOptions& options,
                                       std::unique_ptr<rocksdb::FSWritableFile>* result,
                                       rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus ReuseWritableFile(const std::string& name, const std::string& old_name,
                                      const rocksdb::FileOptions& options,
                                      std::unique_ptr<rocksdb::FSWritableFile>* result,
                                      rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus NewDirectory(const std::string& name, const rocksdb::IOOptions& options,
                                 std::unique_ptr<rocksdb::FSDirectory>* result,
                                 rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus DeleteFile(const std::string& name, const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus RenameFile(const std::string& from, const std::string& to, const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus GetFreeSpace(const std::string& path, const rocksdb::IOOptions& options, uint64_t* free_bytes,
                                 rocksdb::IODebugContext* debug) override;

 private:
  friend class TrackedFile;
  friend class TrackedDirectory;
  struct FileState {
    uint64_t written = 0;
    uint64_t synced = 0;
    bool entry_synced = false;
  };

  // An I/O error once the power went; HasRoom also says no to new bytes while the disk is full.
  rocksdb::IOStatus Powered() const ABSL_LOCKS_EXCLUDED(mutex_);
  rocksdb::IOStatus HasRoom() const ABSL_LOCKS_EXCLUDED(mutex_);
  void SetWritten(const std::string& name, uint64_t written) ABSL_LOCKS_EXCLUDED(mutex_);
  void SetSynced(const std::string& name) ABSL_LOCKS_EXCLUDED(mutex_);
  void SyncEntries(const std::string& directory) ABSL_LOCKS_EXCLUDED(mutex_);

  mutable absl::Mutex mutex_;
  bool power_ ABSL_GUARDED_BY(mutex_) = true;
  bool disk_full_ ABSL_GUARDED_BY(mutex_) = false;
  std::map<std::string, FileState> files_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace sitrep::testing
