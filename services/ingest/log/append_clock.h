#pragma once

#include <cstdint>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "services/ingest/log/article_log.h"

namespace sitrep::ingest {

// Stamps append times for the one writer, and promises readers how far they have come: a watermark that moves with the
// wall clock although nothing is written, so that followers of several pods know what can still come. Append times are
// microseconds since 1970, never run backwards and never fall below a promise given. Thread-safe.
class AppendClock {
 public:
  // Begins no earlier than the newest entry of the log.
  AppendClock(const Clock& clock, const ArticleLog& log);

  // The append time of the entries about to be appended. The watermark stands still at it until they are Visible.
  int64_t Stamp() ABSL_LOCKS_EXCLUDED(mutex_);
  // The entries last stamped can be read, or never will be.
  void Visible() ABSL_LOCKS_EXCLUDED(mutex_);

  // No entry that cannot be read yet has, or will get, an append time before this. Read the ends of the log after it,
  // not before: what lies below them may be older than the promise.
  int64_t Watermark() ABSL_LOCKS_EXCLUDED(mutex_);

  absl::Time Now() const { return clock_.Now(); }

 private:
  void Catch() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const Clock& clock_;
  absl::Mutex mutex_;
  int64_t last_us_ ABSL_GUARDED_BY(mutex_) = 0;
  bool stamped_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace sitrep::ingest
