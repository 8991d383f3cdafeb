#pragma once

#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/obs/log.h"
#include "common/obs/metrics.h"
#include "services/query/generations.h"

namespace sitrep::query {

// When a pod that has started may be sent requests: once its views have come as far as the log had at the start. One
// that has data, and cannot find out or cannot come so far because ingest or the taggers do not answer, is ready all
// the same after a while: old answers are better than none. Thread-safe.
class Readiness {
 public:
  // `generations` and `log` must outlive it. `ingest`: every pod that owns some of the log.
  Readiness(std::vector<std::shared_ptr<grpc::Channel>> ingest, const Generations& generations, absl::Duration timeout,
            obs::Metrics& metrics, obs::Log& log);
  ~Readiness() { Stop(); }

  // Asks on a thread of its own; `on_ready` is called from there, once, unless Stop comes first. Each from one thread.
  void Start(std::function<void()> on_ready);
  void Stop() ABSL_LOCKS_EXCLUDED(mutex_);

  // Why this pod is not ready, or why it is although it has not caught up; empty when it has.
  std::string trouble() const ABSL_LOCKS_EXCLUDED(mutex_);
  bool ready() const ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  void Run(const std::function<void()>& on_ready);
  // False when this is stopped first.
  bool WaitUntilReady();

  const std::vector<std::shared_ptr<grpc::Channel>> ingest_;
  const Generations& generations_;
  const absl::Duration timeout_;
  obs::Log& log_;

  mutable absl::Mutex mutex_;
  std::string trouble_ ABSL_GUARDED_BY(mutex_) = "not ready: starting";
  bool ready_ ABSL_GUARDED_BY(mutex_) = false;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
  obs::CallbackRegistration gauge_;
};

}  // namespace sitrep::query
