#pragma once

#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "services/query/generation.h"

namespace sitrep::query {

// The generations of the views that lie in one data folder, each in a folder `generation-N`, and which of them serves.
// Thread-safe.
class Generations {
 public:
  // `options.path` is the data folder, the rest is every generation's. `metrics` and `log` must outlive it.
  static absl::StatusOr<std::unique_ptr<Generations>> Open(GenerationOptions options, obs::Metrics& metrics,
                                                           obs::Log& log);
  // Every pin must be gone.
  ~Generations() = default;

  // The one that serves reads; never null. A request, or a step of a stream, takes it once and keeps it until its
  // answer is made, so that the answer is of one generation.
  std::shared_ptr<Generation> Current() const ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  explicit Generations(std::shared_ptr<Generation> current) : current_(std::move(current)) {}

  mutable absl::Mutex mutex_;
  // Shared by the requests that read it.
  std::shared_ptr<Generation> current_ ABSL_GUARDED_BY(mutex_);
  obs::CallbackRegistration shard_gauges_;
};

}  // namespace sitrep::query
