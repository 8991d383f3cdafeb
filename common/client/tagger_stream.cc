#include "common/client/tagger_stream.h"

#include <utility>

#include "absl/time/clock.h"
#include "common/rpc/status.h"

namespace sitrep::client {

TaggerStream::TaggerStream(std::string endpoint, tagger::v1::TaggerService::Stub& stub, Owner& owner)
    : endpoint_(std::move(endpoint)), owner_(owner), context_(std::make_unique<grpc::ClientContext>()) {
  stub.async()->TagArticles(context_.get(), this);
  // The owner sends from outside of reactions: held until reading has ended, which it does when the call has.
  AddHold();
  StartRead(&response_);
  StartCall();
}

bool TaggerStream::MaySend() const {
  absl::MutexLock lock(&mutex_);
  return !writing_ && !finished_ && !broken_;
}

void TaggerStream::Send(tagger::v1::TagArticlesRequest request) {
  absl::MutexLock lock(&mutex_);
  if (writing_ || finished_) return;
  if (unanswered_.empty()) moved_at_ = absl::Now();
  for (const tagger::v1::TagArticle& article : request.articles()) unanswered_.insert(article.id());
  // Unanswered all the same: OnEnd is still to come.
  if (broken_) return;
  request_ = std::move(request);
  writing_ = true;
  StartWrite(&request_);
}

void TaggerStream::Finish() {
  absl::MutexLock lock(&mutex_);
  finished_ = true;
  if (writing_ || broken_ || half_closed_) return;
  half_closed_ = true;
  StartWritesDone();
}

void TaggerStream::Cancel() {
  absl::MutexLock lock(&mutex_);
  if (context_ != nullptr) context_->TryCancel();
}

size_t TaggerStream::in_flight() const {
  absl::MutexLock lock(&mutex_);
  return unanswered_.size();
}

std::vector<uint64_t> TaggerStream::Unanswered() const {
  absl::MutexLock lock(&mutex_);
  return {unanswered_.begin(), unanswered_.end()};
}

bool TaggerStream::greeted() const {
  absl::MutexLock lock(&mutex_);
  return greeted_;
}

absl::Time TaggerStream::silent_since() const {
  absl::MutexLock lock(&mutex_);
  return unanswered_.empty() ? absl::InfiniteFuture() : moved_at_;
}

void TaggerStream::OnReadDone(bool ok) {
  if (!ok) {
    {
      absl::MutexLock lock(&mutex_);
      broken_ = true;
    }
    RemoveHold();
    return;
  }
  {
    absl::MutexLock lock(&mutex_);
    greeted_ = true;
    moved_at_ = absl::Now();
    for (tagger::v1::TaggedArticle& article : *response_.mutable_articles()) {
      if (unanswered_.erase(article.id()) == 0) article.set_id(0);
    }
  }
  owner_.OnAnswers(*this, std::move(response_));
  response_.Clear();
  StartRead(&response_);
}

void TaggerStream::OnWriteDone(bool ok) {
  {
    absl::MutexLock lock(&mutex_);
    writing_ = false;
    if (!ok) broken_ = true;
    if (finished_ && !broken_ && !half_closed_) {
      half_closed_ = true;
      StartWritesDone();
    }
  }
  if (ok) owner_.OnWritten(*this);
}

void TaggerStream::OnDone(const grpc::Status& status) {
  {
    // It holds the channel. The last channel must not die here: the thread that it ends is this one (gRPC 1.51), so the
    // owner is told only when it holds the channel alone.
    absl::MutexLock lock(&mutex_);
    context_ = nullptr;
  }
  owner_.OnEnd(*this, rpc::FromGrpc(status));
  delete this;
}

}  // namespace sitrep::client
