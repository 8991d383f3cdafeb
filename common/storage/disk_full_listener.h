#pragma once

#include <rocksdb/listener.h>

#include <atomic>

namespace sitrep::storage {

// Remembers that RocksDB stopped because the disk was full, so that the next write resumes it (Shard::Write). RocksDB's
// own recovery, which looks every five seconds and meanwhile refuses to be resumed, is switched off for this error.
// Thread-safe.
class DiskFullListener final : public rocksdb::EventListener {
 public:
  const char* Name() const override { return "sitrep.DiskFullListener"; }

  void OnBackgroundError(rocksdb::BackgroundErrorReason, rocksdb::Status* error) override {
    if (error->IsNoSpace()) full_ = true;
  }
  void OnErrorRecoveryBegin(rocksdb::BackgroundErrorReason, rocksdb::Status error, bool* auto_recovery) override {
    if (error.IsNoSpace()) *auto_recovery = false;
  }

  bool full() const { return full_; }
  void SetFull(bool full) { full_ = full; }

 private:
  std::atomic<bool> full_ = false;
};

}  // namespace sitrep::storage
