#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/base/cursor.h"
#include "common/client/ingest_client.h"
#include "common/client/log_watcher.h"
#include "sitrep/ingest/v1/ingest_service.pb.h"

namespace sitrep::client {

// Follows the log for ever, however many pods serve it: one LogWatcher a pod, whose batches become one sequence. A
// batch is handed on only when the control partition has come as far as its newest record (by append time, which the
// heartbeats of the control partition's owner carry onward), so whoever has an article has every control record from
// before it. A pod that is ahead waits, and ingest with it: no more than one batch a pod is held.
class LogFollower {
 public:
  struct Options {
    std::vector<Partition> partitions;  // Of articles; empty: all.
    bool only_control = false;          // The control partition alone; else it comes along.
    uint32_t max_batch_bytes = 1 << 20;
    absl::Duration silence_timeout = absl::Seconds(20);
  };
  // One batch at a time, on threads of the follower. Its cursor is that of everything handed on so far, by which a
  // later follower can start; it names every partition of the log, at 0 those of which nothing came yet. False ends it
  // all.
  using OnBatch = LogWatcher::OnBatch;

  // Begins at once, where `start` stands (partitions absent or at 0: at the oldest retained record). `ingest` must
  // outlive it.
  LogFollower(IngestClient& ingest, Options options, CursorVector start, OnBatch on_batch);
  ~LogFollower() { Stop(); }

  // Waits for an `on_batch` that runs: make it return first. From one thread; harmless twice.
  void Stop() ABSL_LOCKS_EXCLUDED(mutex_);

  // OK while following or connecting; else why one of the watches has ended for good.
  absl::Status failure() const ABSL_LOCKS_EXCLUDED(mutex_);
  // Why something does not come: empty while all streams are up and nothing waits long.
  std::string trouble() const ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  struct Watch {
    std::string address;
    std::unique_ptr<LogWatcher> watcher;
  };

  // On a thread of its own: finds out where the partitions are and starts to watch.
  void Start();
  void StartWatches(const IngestLayout& layout) ABSL_LOCKS_EXCLUDED(mutex_);
  bool OnWatch(bool has_control, ingest::v1::WatchArticlesResponse response) ABSL_LOCKS_EXCLUDED(mutex_);
  // False when the follower is stopping.
  bool AwaitControl(int64_t append_time_us) ABSL_LOCKS_EXCLUDED(mutex_);
  // False when whoever listens wants no more.
  bool Deliver(ingest::v1::WatchArticlesResponse response) ABSL_LOCKS_EXCLUDED(deliver_mutex_, mutex_);

  IngestClient& ingest_;
  const Options options_;
  const CursorVector start_;
  const OnBatch on_batch_;

  // Held while a batch is being handed on.
  absl::Mutex deliver_mutex_;
  // What every pod must answer from; 0: not known.
  uint64_t log_id_ ABSL_GUARDED_BY(deliver_mutex_) = 0;
  CursorVector reached_ ABSL_GUARDED_BY(deliver_mutex_);
  bool delivered_ ABSL_GUARDED_BY(deliver_mutex_) = false;

  mutable absl::Mutex mutex_;
  std::vector<Watch> watches_ ABSL_GUARDED_BY(mutex_);
  // Every control record with an earlier append time has been handed on.
  int64_t control_watermark_us_ ABSL_GUARDED_BY(mutex_) = 0;
  // How many batches wait for it, and since when at least one does.
  int waiting_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::Time waiting_since_ ABSL_GUARDED_BY(mutex_);
  std::string start_trouble_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread starter_;
};

}  // namespace sitrep::client
