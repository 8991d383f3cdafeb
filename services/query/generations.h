#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "services/query/generation.h"
#include "services/query/generation_folders.h"
#include "services/query/pipeline_records.h"

namespace sitrep::query {

// The generations of the views that lie in one data folder. One serves. When the log announces another pipeline version
// than the one that tagged it, a second one is built beside it from the beginning of the log, the shadow, at low
// priority; once the log says that this version is active, and the shadow has applied all that the live one has, reads
// switch, and the old one goes when its last reader has. A crash at any point is harmless: the file `serving` says
// which one serves, the log what is wanted. A thread of its own does all this. Thread-safe.
class Generations {
 public:
  // Fills an absent folder with views that somebody else has built; false: they are built from the log.
  using FetchFolder = std::function<bool(const std::string& path)>;

  // `options.path` is the data folder, the rest is every generation's. Views of an older format, or built for other
  // holdings, are deleted and built anew. `fetch` may be null. `metrics` and `log` must outlive it.
  static absl::StatusOr<std::unique_ptr<Generations>> Open(GenerationOptions options, FetchFolder fetch,
                                                           obs::Metrics& metrics, obs::Log& log);
  // Every pin must be gone.
  ~Generations();

  // The one that serves reads; never null. A request, or a step of a stream, takes it once and keeps it until its
  // answer is made, so that the answer is of one generation.
  std::shared_ptr<Generation> Current() const ABSL_LOCKS_EXCLUDED(mutex_);
  // The one being built; null when there is none.
  std::shared_ptr<Generation> Shadow() const ABSL_LOCKS_EXCLUDED(mutex_);
  PipelineRecords pipelines() const ABSL_LOCKS_EXCLUDED(mutex_);
  // Why the exchange does not go on: empty when it does, or there is none.
  std::string trouble() const ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  Generations(GenerationOptions options, obs::Metrics& metrics, obs::Log& log);

  absl::Status OpenServing(const FetchFolder& fetch);
  // Pins are counted; the last one hands the generation to the thread, which closes it and deletes its folder if
  // another one has taken its place.
  std::shared_ptr<Generation> Share(std::unique_ptr<Generation> generation);
  absl::StatusOr<std::shared_ptr<Generation>> OpenGeneration(uint32_t number, Generation::Kind kind,
                                                             const std::string& pipeline_version);
  void FollowLive(Generation& generation);

  // The thread.
  void Run();
  void Step();
  void CloseUnused();
  absl::Status BindIfNeeded(Generation& current, const PipelineRecords& pipelines);
  void BuildShadow(const std::string& pipeline_version);
  void DropShadow();
  void SwitchIfReached();
  absl::Status Switch(const std::shared_ptr<Generation>& live, const std::shared_ptr<Generation>& shadow);
  void NoteTrouble(const absl::Status& status);
  bool HasWork() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return stopping_ || changed_ || !unused_.empty(); }

  GenerationOptions options_;
  obs::Metrics& metrics_;
  obs::Log& log_;
  // The thread's own.
  GenerationFolders folders_;
  CursorVector live_before_;
  uint32_t serving_number_ = 1;
  uint32_t shadow_number_ = 0;

  // The shadow has to hurry: its version is active.
  std::atomic<bool> hurry_ = false;

  mutable absl::Mutex mutex_;
  // Shared by the requests that read them.
  std::shared_ptr<Generation> current_ ABSL_GUARDED_BY(mutex_);
  std::shared_ptr<Generation> shadow_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::unique_ptr<Generation>> unused_ ABSL_GUARDED_BY(mutex_);
  PipelineRecords pipelines_ ABSL_GUARDED_BY(mutex_);
  std::string trouble_ ABSL_GUARDED_BY(mutex_);
  bool changed_ ABSL_GUARDED_BY(mutex_) = false;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
  obs::CallbackRegistration shard_gauges_;
  std::vector<obs::CallbackRegistration> gauges_;
};

}  // namespace sitrep::query
