#include "common/client/submit_stream.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/client/backoff.h"
#include "common/rpc/status.h"

namespace sitrep::client {
namespace {

// Whether the same batch may be taken by the same server a moment later.
bool WorthRetrying(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsResourceExhausted(status) || absl::IsCancelled(status) ||
         absl::IsDeadlineExceeded(status);
}

}  // namespace

SubmitStream::SubmitStream(std::shared_ptr<grpc::Channel> channel, SubmitOptions options, OnResult on_result)
    : options_(options),
      on_result_(std::move(on_result)),
      stub_(ingest::v1::IngestService::NewStub(std::move(channel))),
      thread_([this] { Run(); }) {}

SubmitStream::~SubmitStream() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
    if (context_ != nullptr) context_->TryCancel();
  }
  thread_.join();
}

absl::Status SubmitStream::Submit(uint64_t position, ingest::v1::ArticleSubmission article) {
  const size_t bytes = article.ByteSizeLong();
  if (filling_.request.articles_size() > 0 && filling_bytes_ + bytes > options_.max_batch_bytes) {
    SITREP_RETURN_IF_ERROR(SendFilling());
  }
  filling_bytes_ += bytes;
  *filling_.request.add_articles() = std::move(article);
  filling_.positions.push_back(position);
  if (static_cast<size_t>(filling_.request.articles_size()) < options_.max_batch_articles) return absl::OkStatus();
  return SendFilling();
}

absl::Status SubmitStream::SendFilling() {
  if (filling_.request.articles_size() == 0) return absl::OkStatus();
  SITREP_RETURN_IF_ERROR(WaitForRoom(options_.max_batches_in_flight - 1));
  filling_.request.set_batch(next_batch_++);
  auto batch = std::make_shared<const Batch>(std::move(filling_));
  filling_ = Batch{};
  filling_bytes_ = 0;
  absl::MutexLock lock(&mutex_);
  in_flight_.push_back(std::move(batch));
  return absl::OkStatus();
}

absl::Status SubmitStream::WaitForRoom(size_t in_flight) {
  absl::MutexLock lock(&mutex_);
  while (in_flight_.size() > in_flight) {
    if (!failure_.ok()) return failure_;
    const uint64_t before = acknowledged_;
    const auto moved = [this, before]()
                           ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return acknowledged_ != before || !failure_.ok(); };
    if (!mutex_.AwaitWithTimeout(absl::Condition(&moved), options_.patience)) {
      return absl::DeadlineExceededError(
          absl::StrCat("ingest acknowledged nothing for ", absl::FormatDuration(options_.patience)));
    }
  }
  return failure_;
}

absl::StatusOr<CursorVector> SubmitStream::Finish() {
  SITREP_RETURN_IF_ERROR(SendFilling());
  SITREP_RETURN_IF_ERROR(WaitForRoom(0));
  absl::MutexLock lock(&mutex_);
  return token_;
}

void SubmitStream::Run() {
  Backoff backoff;
  while (true) {
    const uint64_t before = [this] {
      absl::MutexLock lock(&mutex_);
      return acknowledged_;
    }();
    const absl::Status status = RunStream();
    absl::MutexLock lock(&mutex_);
    if (stopping_) return;
    if (!WorthRetrying(status)) {
      failure_ = status.ok() ? absl::InternalError("ingest ended the stream without being asked") : status;
      return;
    }
    if (acknowledged_ != before) backoff.Reset();
    if (mutex_.AwaitWithTimeout(absl::Condition(&stopping_), backoff.Next())) return;
  }
}

absl::Status SubmitStream::RunStream() {
  grpc::ClientContext context;
  // No deadline: the stream lives as long as there are articles. `patience` bounds every wait, keepalive finds a dead
  // peer.
  {
    absl::MutexLock lock(&mutex_);
    const auto work = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return stopping_ || !in_flight_.empty(); };
    mutex_.Await(absl::Condition(&work));
    if (stopping_) return absl::CancelledError("stopped");
    context_ = &context;
    sent_ = 0;
    reader_ended_ = false;
  }
  const std::unique_ptr<Stream> stream = stub_->SubmitArticles(&context);
  std::thread reader([this, &stream] {
    ingest::v1::SubmitArticlesResponse response;
    while (stream->Read(&response)) OnResponse(response);
    absl::MutexLock lock(&mutex_);
    reader_ended_ = true;
  });
  Write(*stream);
  {
    absl::MutexLock lock(&mutex_);
    if (stopping_) context.TryCancel();
  }
  reader.join();
  const grpc::Status status = stream->Finish();
  absl::MutexLock lock(&mutex_);
  context_ = nullptr;
  return rpc::FromGrpc(status);
}

void SubmitStream::Write(Stream& stream) {
  while (true) {
    std::shared_ptr<const Batch> batch;
    {
      absl::MutexLock lock(&mutex_);
      mutex_.Await(absl::Condition(this, &SubmitStream::MayWrite));
      if (stopping_ || reader_ended_) return;
      batch = in_flight_[sent_++];
    }
    if (!stream.Write(batch->request)) return;
  }
}

void SubmitStream::OnResponse(const ingest::v1::SubmitArticlesResponse& response) {
  std::shared_ptr<const Batch> batch;
  {
    absl::MutexLock lock(&mutex_);
    if (in_flight_.empty() || in_flight_.front()->request.batch() != response.batch()) return;
    batch = in_flight_.front();
  }
  const int results = std::min(response.results_size(), batch->request.articles_size());
  for (int i = 0; i < results; ++i) {
    on_result_(batch->positions[i], batch->request.articles(i), response.results(i));
  }
  absl::StatusOr<CursorVector> token = CursorVector{};
  if (!response.write_token().empty()) token = DecodeCursor(response.write_token(), "write_token");
  absl::MutexLock lock(&mutex_);
  in_flight_.pop_front();
  --sent_;
  ++acknowledged_;
  if (token.ok() && token->log_id != 0) {
    token_.log_id = token->log_id;
    token_.Advance(*token);
  }
}

}  // namespace sitrep::client
