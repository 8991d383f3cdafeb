#include "common/client/log_watcher.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/client/backoff.h"
#include "common/rpc/status.h"

namespace sitrep::client {

LogWatcher::LogWatcher(std::shared_ptr<grpc::Channel> channel, Options options, std::string cursor, OnBatch on_batch)
    : options_(std::move(options)),
      on_batch_(std::move(on_batch)),
      stub_(ingest::v1::IngestService::NewStub(std::move(channel))),
      cursor_(std::move(cursor)),
      thread_([this] { Run(); }) {}

void LogWatcher::Stop() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
    if (context_ != nullptr) context_->TryCancel();
  }
  if (thread_.joinable()) thread_.join();
}

absl::Status LogWatcher::failure() const {
  absl::MutexLock lock(&mutex_);
  return failure_;
}

std::string LogWatcher::trouble() const {
  absl::MutexLock lock(&mutex_);
  return trouble_;
}

void LogWatcher::Run() {
  Backoff backoff;
  while (true) {
    const absl::Status status = RunStream();
    absl::MutexLock lock(&mutex_);
    if (stopping_) return;
    // These will be the same next time.
    if (absl::IsInvalidArgument(status) || absl::IsOutOfRange(status) || absl::IsFailedPrecondition(status)) {
      failure_ = status;
      trouble_ = absl::StrCat("the log cannot be followed: ", status.message());
      return;
    }
    if (delivered_) backoff.Reset();
    // A stream renewed is no trouble.
    if (delivered_ && rpc::EndedInOrder(status)) continue;
    trouble_ = absl::StrCat("no ingest answers: ", status.message());
    if (mutex_.AwaitWithTimeout(absl::Condition(&stopping_), backoff.Next())) return;
  }
}

absl::Status LogWatcher::RunStream() {
  grpc::ClientContext context;
  {
    absl::MutexLock lock(&mutex_);
    if (stopping_) return absl::CancelledError("stopped");
    context_ = &context;
    stream_ended_ = false;
    delivered_ = false;
  }
  ingest::v1::WatchArticlesRequest request;
  for (const uint32_t partition : options_.partitions) request.add_partitions(partition);
  request.set_control(options_.control);
  request.set_only_control(options_.only_control);
  request.set_cursor(cursor_);
  request.set_max_batch_bytes(options_.max_batch_bytes);
  request.set_heartbeat_interval_ms(static_cast<uint32_t>(absl::ToInt64Milliseconds(options_.heartbeat_interval)));
  const auto stream = stub_->WatchArticles(&context, request);
  // In place of a deadline, which an endless stream cannot have.
  std::thread watchdog([this, &context] {
    absl::MutexLock lock(&mutex_);
    while (!stream_ended_) {
      const uint64_t before = activity_;
      const auto moved = [this, before]()
                             ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return stream_ended_ || activity_ != before; };
      if (!mutex_.AwaitWithTimeout(absl::Condition(&moved), options_.silence_timeout) && before % 2 == 0) {
        context.TryCancel();
        return;
      }
    }
  });
  ingest::v1::WatchArticlesResponse response;
  bool wanted = true;
  while (wanted && stream->Read(&response)) {
    cursor_ = response.cursor();
    {
      absl::MutexLock lock(&mutex_);
      ++activity_;
      delivered_ = true;
      trouble_.clear();
    }
    wanted = on_batch_(std::move(response));
    absl::MutexLock lock(&mutex_);
    ++activity_;
    if (!wanted) stopping_ = true;
  }
  if (!wanted) context.TryCancel();
  {
    absl::MutexLock lock(&mutex_);
    stream_ended_ = true;
  }
  watchdog.join();
  const grpc::Status status = stream->Finish();
  absl::MutexLock lock(&mutex_);
  context_ = nullptr;
  return rpc::FromGrpc(status);
}

}  // namespace sitrep::client
