#include "services/ingest/log/append_clock.h"

#include <algorithm>

namespace sitrep::ingest {

AppendClock::AppendClock(const Clock& clock, const ArticleLog& log) : clock_(clock) {
  for (const Partition partition : log.owners().all()) last_us_ = std::max(last_us_, log.LastAppendTime(partition));
}

void AppendClock::Catch() { last_us_ = std::max(last_us_, absl::ToUnixMicros(clock_.Now())); }

int64_t AppendClock::Stamp() {
  absl::MutexLock lock(&mutex_);
  Catch();
  stamped_ = true;
  return last_us_;
}

void AppendClock::Visible() {
  absl::MutexLock lock(&mutex_);
  stamped_ = false;
}

int64_t AppendClock::Watermark() {
  absl::MutexLock lock(&mutex_);
  if (!stamped_) Catch();
  return last_us_;
}

}  // namespace sitrep::ingest
