#pragma once

#include <cstddef>
#include <map>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"

namespace sitrep::rpc {

// The open streams of one method, at most `limit` of them. Owned by the service; outlives the streams. When the server
// drains it is closed: every open stream is told, and new ones are refused. Thread-safe.
class OpenStreams {
 public:
  explicit OpenStreams(size_t limit) : limit_(limit) {}

  // Registers a stream under an identity of the caller's. RESOURCE_EXHAUSTED (OVERLOADED) when there are `limit` of
  // them, UNAVAILABLE (SHUTTING_DOWN) once closed. `on_drain` is called at most once, with a lock held that Leave()
  // also takes.
  absl::Status Enter(const void* stream, absl::AnyInvocable<void()> on_drain) ABSL_LOCKS_EXCLUDED(mutex_);
  void Leave(const void* stream) ABSL_LOCKS_EXCLUDED(mutex_);

  void Close() ABSL_LOCKS_EXCLUDED(mutex_);

  size_t open() const ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  const size_t limit_;
  mutable absl::Mutex mutex_;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
  std::map<const void*, absl::AnyInvocable<void()>> streams_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace sitrep::rpc
