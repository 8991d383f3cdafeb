#include "common/rpc/open_streams.h"

#include <utility>

#include "common/rpc/status.h"

namespace sitrep::rpc {

absl::Status OpenStreams::Enter(const void* stream, absl::AnyInvocable<void()> on_drain) {
  absl::MutexLock lock(&mutex_);
  if (closed_) return ShuttingDown();
  if (streams_.size() >= limit_) return Overloaded("list of open streams of this method");
  streams_.emplace(stream, std::move(on_drain));
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
  for (auto& [stream, on_drain] : streams_) on_drain();
}

size_t OpenStreams::open() const {
  absl::MutexLock lock(&mutex_);
  return streams_.size();
}

}  // namespace sitrep::rpc
