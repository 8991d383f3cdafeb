#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "common/base/executor.h"
#include "common/obs/metrics.h"
#include "services/tagger/memo.h"
#include "services/tagger/operator_entities.h"
#include "services/tagger/pipeline.h"
#include "sitrep/tagger/v1/tagger_service.pb.h"
#include "sitrep/type/v1/annotation.pb.h"

namespace sitrep::tagger {

// The annotations of one text, complete, and how they came about.
struct Tagged {
  type::v1::Annotations annotations;
  std::string knowledge_version;
  bool remembered = false;
};

// From a text to its annotations by way of the memo. Equal requests in flight are computed once. Thread-safe.
class Tagging {
 public:
  using Done = absl::AnyInvocable<void(absl::StatusOr<Tagged>)>;

  // All must outlive it.
  Tagging(const Pipeline& pipeline, const OperatorEntities& operator_entities, Memo& memo, Executor& executor,
          obs::Metrics& metrics);
  // Waits for what is in flight.
  ~Tagging();

  // Validates, then answers once, here when the input is wrong, else from a thread of the executor.
  // RESOURCE_EXHAUSTED (OVERLOADED) when its queue is full.
  void Tag(std::shared_ptr<const v1::TagInput> input, std::shared_ptr<const KnowledgeOverlay> overlay, Done done)
      ABSL_LOCKS_EXCLUDED(mutex_);

  const Pipeline& pipeline() const { return pipeline_; }
  const OperatorEntities& operator_entities() const { return operator_entities_; }

  // Since the start of the process.
  uint64_t texts_tagged() const { return static_cast<uint64_t>(texts_.value()); }
  uint64_t tokens_tagged() const { return static_cast<uint64_t>(tokens_.value()); }
  uint64_t memo_hits() const { return static_cast<uint64_t>(hits_.value()); }
  uint64_t memo_misses() const { return static_cast<uint64_t>(misses_.value()); }

 private:
  absl::StatusOr<Tagged> FindOrCompute(const Hash128& key, const v1::TagInput& input, const KnowledgeOverlay& overlay);

  const Pipeline& pipeline_;
  const OperatorEntities& operator_entities_;
  Memo& memo_;
  Executor& executor_;
  obs::Counter texts_;
  obs::Counter tokens_;
  obs::Counter failures_;
  obs::Counter hits_;
  obs::Counter misses_;
  obs::Histogram seconds_;

  bool Idle() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return in_flight_.empty() && finishing_ == 0; }

  absl::Mutex mutex_;
  // Answers that are being given.
  size_t finishing_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::flat_hash_map<Hash128, std::vector<Done>> in_flight_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace sitrep::tagger
