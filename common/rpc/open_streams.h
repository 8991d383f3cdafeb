#pragma once

#include <cstddef>
#include <map>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace sitrep::rpc {

// The open streams of one method, at most `limit` of them. Owned by the service; outlives the streams. When the server
// drains it is closed: every open stream is told, and new ones are refused. Streams that have grown old are asked to be
// opened again. Thread-safe.
class OpenStreams {
 public:
  explicit OpenStreams(size_t limit) : limit_(limit) {}

  // Registers a stream under an identity of the caller's. RESOURCE_EXHAUSTED (OVERLOADED) when there are `limit` of
  // them, UNAVAILABLE (SHUTTING_DOWN) once closed. `on_drain` and `on_renew` are called at most once each, with
  // a lock held that Leave() also takes.
  absl::Status Enter(const void* stream, absl::AnyInvocable<void()> on_drain, absl::AnyInvocable<void()> on_renew)
      ABSL_LOCKS_EXCLUDED(mutex_);
  void Leave(const void* stream) ABSL_LOCKS_EXCLUDED(mutex_);

  void Close() ABSL_LOCKS_EXCLUDED(mutex_);

  // Asks the streams that are older.
  void RenewOlderThan(absl::Duration age) ABSL_LOCKS_EXCLUDED(mutex_);

  size_t open() const ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  struct Stream {
    absl::AnyInvocable<void()> on_drain;
    absl::AnyInvocable<void()> on_renew;
    absl::Time since;
    bool renewed = false;
  };

  const size_t limit_;
  mutable absl::Mutex mutex_;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
  std::map<const void*, Stream> streams_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace sitrep::rpc
