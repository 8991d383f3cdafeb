#pragma once

#include <cstddef>
#include <deque>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/synchronization/mutex.h"

namespace sitrep {

// A fixed number of threads that run tasks from one bounded queue, first in, first out. The bound is the admission
// control of the process: when the queue is full the caller is told at once and answers RESOURCE_EXHAUSTED. The
// destructor runs what was accepted, then joins; nothing may submit any more by then, except tasks, whose submissions
// are refused. Thread-safe.
class Executor {
 public:
  // Both at least 1. `queue_limit` counts waiting tasks, not running ones.
  Executor(int threads, size_t queue_limit);
  ~Executor();
  Executor(const Executor&) = delete;
  Executor& operator=(const Executor&) = delete;

  // False, and the task is dropped unrun, when the queue is full or the executor is being destroyed. Never blocks.
  [[nodiscard]] bool TrySubmit(absl::AnyInvocable<void()> task) ABSL_LOCKS_EXCLUDED(mutex_);

  // For metrics: tasks waiting, tasks running, and the two limits.
  size_t queue_depth() const ABSL_LOCKS_EXCLUDED(mutex_);
  size_t busy() const ABSL_LOCKS_EXCLUDED(mutex_);
  size_t queue_limit() const { return queue_limit_; }
  size_t threads() const { return workers_.size(); }

 private:
  void Work() ABSL_LOCKS_EXCLUDED(mutex_);
  bool WorkOrStop() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return !queue_.empty() || stopping_; }

  const size_t queue_limit_;
  mutable absl::Mutex mutex_;
  std::deque<absl::AnyInvocable<void()>> queue_ ABSL_GUARDED_BY(mutex_);
  size_t busy_ ABSL_GUARDED_BY(mutex_) = 0;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> workers_;
};

}  // namespace sitrep
