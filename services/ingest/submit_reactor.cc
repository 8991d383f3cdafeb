#include "services/ingest/submit_reactor.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/rpc/request_checks.h"
#include "services/ingest/acknowledgement.h"
#include "services/ingest/intake/intake.h"

namespace sitrep::ingest {
namespace {

constexpr int kMaxBatchArticles = 1'024;
// Batches are meant to stay under 2 MiB; a single article may be larger than that, and is then a batch of its own.
constexpr size_t kMaxBatchBytes = 2 << 20;

absl::Status CheckBatch(const v1::SubmitArticlesRequest& request, uint64_t last_batch) {
  if (request.batch() <= last_batch) {
    return InvalidField("batch", absl::StrCat("must grow: ", request.batch(), " after ", last_batch));
  }
  if (request.articles_size() > kMaxBatchArticles) {
    return InvalidField("articles",
                        absl::StrCat("has ", request.articles_size(), " articles, more than ", kMaxBatchArticles));
  }
  if (request.articles_size() > 1 && request.ByteSizeLong() > kMaxBatchBytes) {
    return InvalidField("articles", absl::StrCat("have ", request.ByteSizeLong(), " bytes together, more than ",
                                                 kMaxBatchBytes, ": send smaller batches"));
  }
  return absl::OkStatus();
}

}  // namespace

SubmitReactor::SubmitReactor(grpc::CallbackServerContext* context, rpc::Runtime& runtime, rpc::OpenStreams& streams,
                             LogWriter& writer, uint64_t log_id)
    : StreamReactor(context, runtime, "SubmitArticles", streams), writer_(writer) {
  {
    absl::MutexLock lock(&link_->mutex);
    link_->reactor = this;
  }
  {
    absl::MutexLock lock(&state_mutex_);
    acknowledged_.log_id = log_id;
  }
  if (Admit()) Continue();
}

SubmitReactor::~SubmitReactor() {
  absl::MutexLock lock(&link_->mutex);
  link_->reactor = nullptr;
}

void SubmitReactor::EndSoon(absl::Status reason) {
  {
    absl::MutexLock lock(&state_mutex_);
    draining_ = std::move(reason);
  }
  Continue();
}

void SubmitReactor::Continue() {
  enum class Next { kNothing, kEnd, kDrained };
  Next next = Next::kNothing;
  absl::Status drained;
  std::shared_ptr<Batch> to_write;
  std::shared_ptr<Batch> to_read;
  {
    absl::MutexLock lock(&state_mutex_);
    if (!write_outstanding_ && !batches_.empty() && batches_.front()->state == Batch::State::kAnswered) {
      write_outstanding_ = true;
      to_write = batches_.front();
    }
    if (batches_.empty() && !write_outstanding_ && no_more_batches_) next = Next::kEnd;
    if (batches_.empty() && !write_outstanding_ && !draining_.ok()) {
      next = Next::kDrained;
      drained = draining_;
    }
    if (next == Next::kNothing && !read_outstanding_ && !no_more_batches_ && draining_.ok() &&
        batches_.size() < kWindow) {
      read_outstanding_ = true;
      reading_ = std::make_shared<Batch>();
      to_read = reading_;
    }
  }
  if (to_write != nullptr) Send(&to_write->response);
  if (to_read != nullptr) Receive(&to_read->request);
  if (next == Next::kEnd) End(absl::OkStatus());
  if (next == Next::kDrained) End(drained);
}

void SubmitReactor::OnReadDone(bool ok) {
  std::shared_ptr<Batch> batch;
  absl::Status valid;
  {
    absl::MutexLock lock(&state_mutex_);
    read_outstanding_ = false;
    batch = std::move(reading_);
    if (!ok) {
      no_more_batches_ = true;
    } else {
      valid = CheckBatch(batch->request, last_batch_);
      last_batch_ = batch->request.batch();
      if (valid.ok()) batches_.push_back(batch);
    }
  }
  if (!ok) return Continue();
  if (!valid.ok()) return End(valid);
  const bool admitted = runtime().executor.TrySubmit([link = link_, batch] {
    const absl::Status taken_in = TakeInBatch(*batch);
    absl::MutexLock lock(&link->mutex);
    if (link->reactor != nullptr) link->reactor->OnTakenIn(batch, taken_in);
  });
  if (!admitted) return End(rpc::Overloaded("request queue"));
  Continue();
}

absl::Status SubmitReactor::TakeInBatch(Batch& batch) {
  SITREP_RETURN_IF_ERROR(rpc::RejectUnknown(batch.request));
  for (const v1::ArticleSubmission& submission : batch.request.articles()) {
    v1::SubmissionResult& result = *batch.response.add_results();
    absl::StatusOr<storage::v1::Article> article = TakeIn(submission);
    if (!article.ok()) {
      *result.mutable_refusal() = ToRefusal(article.status());
      batch.places.push_back(-1);
      continue;
    }
    batch.places.push_back(static_cast<int>(batch.articles.size()));
    storage::v1::Article& kept = batch.acknowledgements.emplace_back();
    kept.set_article_id(article->article_id());
    kept.set_publication_granularity(article->publication_granularity());
    kept.set_publication_unix_s(article->publication_unix_s());
    kept.set_publication_offset(article->publication_offset());
    batch.articles.push_back(*std::move(article));
  }
  batch.response.set_batch(batch.request.batch());
  batch.response.set_max_batches_in_flight(kWindow);
  batch.request.Clear();
  return absl::OkStatus();
}

void SubmitReactor::OnTakenIn(const std::shared_ptr<Batch>& batch, const absl::Status& status) {
  if (!status.ok()) return End(status);
  absl::Status submitted;
  {
    absl::MutexLock lock(&state_mutex_);
    batch->state = Batch::State::kTakenIn;
    submitted = SubmitTakenIn();
  }
  if (!submitted.ok()) return End(submitted);
  Continue();
}

absl::Status SubmitReactor::SubmitTakenIn() {
  for (const std::shared_ptr<Batch>& batch : batches_) {
    if (batch->state == Batch::State::kTakingIn) break;
    if (batch->state != Batch::State::kTakenIn) continue;
    batch->state = Batch::State::kSubmitted;
    SITREP_RETURN_IF_ERROR(writer_.Submit(std::move(batch->articles),
                                          [link = link_, batch](std::vector<absl::StatusOr<Accepted>> results) {
                                            absl::MutexLock lock(&link->mutex);
                                            if (link->reactor != nullptr) link->reactor->OnWritten(batch, results);
                                          }));
  }
  return absl::OkStatus();
}

void SubmitReactor::OnWritten(const std::shared_ptr<Batch>& batch,
                              const std::vector<absl::StatusOr<Accepted>>& results) {
  {
    absl::MutexLock lock(&state_mutex_);
    for (size_t i = 0; i < batch->places.size(); ++i) {
      const int place = batch->places[i];
      if (place < 0) continue;
      v1::SubmissionResult& result = *batch->response.mutable_results(static_cast<int>(i));
      const absl::StatusOr<Accepted>& accepted = results[place];
      if (accepted.ok()) {
        *result.mutable_acknowledgement() = ToAcknowledgement(batch->acknowledgements[place], *accepted);
        acknowledged_.Advance(accepted->partition, accepted->next);
      } else {
        *result.mutable_refusal() = ToRefusal(accepted.status());
      }
    }
    batch->response.set_write_token(EncodeCursor(acknowledged_));
    batch->state = Batch::State::kAnswered;
  }
  Continue();
}

void SubmitReactor::OnWriteDone(bool ok) {
  if (!ok) return End(absl::CancelledError("client went away"));
  {
    absl::MutexLock lock(&state_mutex_);
    write_outstanding_ = false;
    batches_.pop_front();
  }
  Continue();
}

}  // namespace sitrep::ingest
