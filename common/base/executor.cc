#include "common/base/executor.h"

#include <utility>

#include "common/base/check.h"

namespace sitrep {

Executor::Executor(int threads, size_t queue_limit) : queue_limit_(queue_limit) {
  Check(threads >= 1 && queue_limit >= 1, "an executor needs at least one thread and one place in its queue");
  workers_.reserve(threads);
  for (int i = 0; i < threads; ++i) workers_.emplace_back([this] { Work(); });
}

Executor::~Executor() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  for (std::thread& worker : workers_) worker.join();
}

bool Executor::TrySubmit(absl::AnyInvocable<void()> task) {
  absl::MutexLock lock(&mutex_);
  if (stopping_ || queue_.size() >= queue_limit_) return false;
  queue_.push_back(std::move(task));
  return true;
}

size_t Executor::queue_depth() const {
  absl::MutexLock lock(&mutex_);
  return queue_.size();
}

size_t Executor::busy() const {
  absl::MutexLock lock(&mutex_);
  return busy_;
}

void Executor::Work() {
  while (true) {
    absl::AnyInvocable<void()> task;
    {
      absl::MutexLock lock(&mutex_);
      mutex_.Await(absl::Condition(this, &Executor::WorkOrStop));
      if (queue_.empty()) return;
      task = std::move(queue_.front());
      queue_.pop_front();
      ++busy_;
    }
    task();
    // What the task captured dies here, while the task still counts as running.
    task = nullptr;
    absl::MutexLock lock(&mutex_);
    --busy_;
  }
}

}  // namespace sitrep
