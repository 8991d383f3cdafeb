#pragma once

#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/base/cursor.h"

namespace sitrep::query {

// Read-your-writes: who waits until the views have reached a write token. Waiting holds no thread. Thread-safe. The
// destructor answers SHUTTING_DOWN.
class Freshness {
 public:
  using Done = absl::AnyInvocable<void(absl::Status)>;

  // `reached`: where the views stand.
  explicit Freshness(CursorVector reached);
  ~Freshness();

  // OK at once when the views have been there, else from the thread that calls Advance; DEADLINE_EXCEEDED
  // (NOT_FRESH_YET) at the deadline, INVALID_ARGUMENT (CURSOR_INVALID) for a token of another log, RESOURCE_EXHAUSTED
  // (OVERLOADED) when too many wait. Callbacks must not block.
  void WhenReached(CursorVector token, absl::Time deadline, Done done) ABSL_LOCKS_EXCLUDED(mutex_);

  // The views stand here now.
  void Advance(const CursorVector& reached) ABSL_LOCKS_EXCLUDED(mutex_);

  CursorVector reached() const ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  struct Waiter {
    CursorVector token;
    absl::Time deadline;
    Done done;
  };
  void Run() ABSL_LOCKS_EXCLUDED(mutex_);

  mutable absl::Mutex mutex_;
  CursorVector reached_ ABSL_GUARDED_BY(mutex_);
  std::vector<Waiter> waiters_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread timer_;
};

}  // namespace sitrep::query
