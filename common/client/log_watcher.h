#pragma once

#include <grpcpp/channel.h>

#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "sitrep/ingest/v1/ingest_service.grpc.pb.h"

namespace sitrep::client {

// Follows what one pod has of the log for ever: one WatchArticles stream, opened again from the last cursor delivered
// when it breaks or falls silent. Responses come one at a time on a thread of the watcher; while `on_batch` blocks, the
// server waits.
class LogWatcher {
 public:
  struct Options {
    std::vector<uint32_t> partitions;  // Empty: all that the pod has.
    bool control = true;
    bool only_control = false;
    uint32_t max_batch_bytes = 1 << 20;
    // How long without news until there is a heartbeat; zero: as the server likes, which is a second or so.
    absl::Duration heartbeat_interval;
    // Heartbeats come every second or so; a stream silent for so long is broken off.
    absl::Duration silence_timeout = absl::Seconds(20);
  };
  // False ends the watch.
  using OnBatch = std::function<bool(ingest::v1::WatchArticlesResponse batch)>;

  LogWatcher(std::shared_ptr<grpc::Channel> channel, Options options, std::string cursor, OnBatch on_batch);
  ~LogWatcher() { Stop(); }

  // Waits for an `on_batch` that runs: make it return first. From one thread; harmless twice.
  void Stop() ABSL_LOCKS_EXCLUDED(mutex_);

  // OK while following or connecting; else why the watch has ended for good (the cursor is expired or of another log).
  absl::Status failure() const ABSL_LOCKS_EXCLUDED(mutex_);
  // Why nothing comes: empty while the stream is up.
  std::string trouble() const ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  void Run();
  absl::Status RunStream();

  const Options options_;
  const OnBatch on_batch_;
  const std::unique_ptr<ingest::v1::IngestService::Stub> stub_;
  std::string cursor_;  // The thread's.

  mutable absl::Mutex mutex_;
  absl::Status failure_ ABSL_GUARDED_BY(mutex_);
  std::string trouble_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  bool delivered_ ABSL_GUARDED_BY(mutex_) = false;
  // Counts responses; odd while one is being handled, when silence is ours and not the server's.
  uint64_t activity_ ABSL_GUARDED_BY(mutex_) = 0;
  bool stream_ended_ ABSL_GUARDED_BY(mutex_) = false;
  grpc::ClientContext* context_ ABSL_GUARDED_BY(mutex_) = nullptr;
  std::thread thread_;
};

}  // namespace sitrep::client
