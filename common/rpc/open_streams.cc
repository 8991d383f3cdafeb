#include "common/rpc/open_streams.h"

#include <utility>

#include "absl/time/clock.h"
#include "common/rpc/status.h"

namespace sitrep::rpc {

absl::Status OpenStreams::Enter(const void* stream, absl::AnyInvocable<void()> on_drain,
                                absl::AnyInvocable<void()> on_renew) {
  absl::MutexLock lock(&mutex_);
  if (closed_) return ShuttingDown();
  if (streams_.size() >= limit_) return Overloaded("list of open streams of this method");
  streams_.emplace(stream, Stream{std::move(on_drain), std::move(on_renew), absl::Now()});
  return absl::OkStatus();
}

void OpenStreams::Leave(const void* stream) {
  absl::MutexLock lock(&mutex_);
  streams_.erase(stream);
}

void OpenStreams::Close() {
  absl::MutexLock lock(&mutex_);
  if (closed_) return;
  closed_ = true;
  for (auto& [key, stream] : streams_) stream.on_drain();
}

void OpenStreams::RenewOlderThan(absl::Duration age) {
  absl::MutexLock lock(&mutex_);
  const absl::Time before = absl::Now() - age;
  for (auto& [key, stream] : streams_) {
    if (stream.renewed || stream.since >= before) continue;
    stream.renewed = true;
    stream.on_renew();
  }
}

size_t OpenStreams::open() const {
  absl::MutexLock lock(&mutex_);
  return streams_.size();
}

}  // namespace sitrep::rpc
