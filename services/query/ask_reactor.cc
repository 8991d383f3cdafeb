#include "services/query/ask_reactor.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/rpc/request_checks.h"
#include "services/query/corroboration_view/corroboration_view.h"
#include "services/query/document_view/local_partition.h"
#include "services/query/freshness.h"
#include "services/query/peer/answering.h"

namespace sitrep::query {
namespace {

// The part of the asking pod's patience that may be spent waiting.
constexpr double kTimeForFreshness = 0.9;

}  // namespace

AskReactor::AskReactor(grpc::CallbackServerContext* context, rpc::Runtime& runtime, rpc::OpenStreams& sessions,
                       const Holding& holding, const PinViews& pin)
    : StreamReactor(context, runtime, "Ask", sessions), holding_(holding), pin_(pin) {
  if (Admit()) Receive(&question_);
}

void AskReactor::OnReadDone(bool ok) {
  // The asking side has what it wanted, or has gone.
  if (!ok) return End(absl::OkStatus());
  const absl::Status known = rpc::RejectUnknown(question_);
  if (!known.ok()) return End(known);
  if (opened_ == question_.has_opening()) {
    return End(absl::InvalidArgumentError("a session is opened once, by its first question"));
  }
  if (opened_) return AnswerSoon();
  const absl::Status opening = CheckOpening();
  if (!opening.ok()) return End(opening);
  opened_ = true;
  WaitForFreshness();
}

absl::Status AskReactor::CheckOpening() {
  for (const uint32_t value : question_.opening().partitions()) {
    const Partition partition{value};
    if (!holding_.Holds(partition)) {
      return MakeError(absl::StatusCode::kFailedPrecondition, "WRONG_PARTITION",
                       absl::StrCat("this pod does not hold partition ", value), {{"partition", absl::StrCat(value)}});
    }
    partitions_.push_back(partition);
  }
  std::sort(partitions_.begin(), partitions_.end());
  partitions_.erase(std::unique(partitions_.begin(), partitions_.end()), partitions_.end());
  return absl::OkStatus();
}

void AskReactor::WaitForFreshness() {
  const std::string& min_freshness = question_.opening().min_freshness();
  if (min_freshness.empty()) return AnswerSoon();
  const absl::StatusOr<CursorVector> token = DecodeCursor(min_freshness, "min_freshness");
  if (!token.ok()) return End(token.status());
  const absl::Time now = absl::Now();
  const absl::Time deadline = std::min(absl::FromChrono(context().deadline()), now + runtime().max_deadline);
  // Given up early enough for the asking pod to hear why.
  const absl::Time give_up = now + (deadline - now) * kTimeForFreshness;
  const ServedViews views = pin_();
  views.freshness->WhenReached(OnlyHeld(holding_, *token), give_up, [this](const absl::Status& reached) {
    if (!reached.ok()) return End(reached);
    AnswerSoon();
  });
}

void AskReactor::AnswerSoon() {
  if (!runtime().executor.TrySubmit([this] { AnswerNow(); })) End(rpc::Overloaded("queue of other pods' questions"));
}

void AskReactor::AnswerNow() {
  if (IsCancelled()) return End(absl::CancelledError("the asking pod left"));
  if (!own_.has_value()) {
    views_ = pin_();
    own_.emplace(OpenPartitions(views_.documents, partitions_));
  }
  absl::StatusOr<peer::v1::Answer> answer =
      question_.has_near_duplicates() ? NearDuplicates() : AnswerQuestion(*own_, question_);
  if (!answer.ok()) return End(answer.status());
  answer_ = *std::move(answer);
  Send(&answer_);
}

absl::StatusOr<peer::v1::Answer> AskReactor::NearDuplicates() const {
  if (views_.corroboration == nullptr) {
    return MakeError(absl::StatusCode::kUnavailable, "NEIGHBOUR_UNAVAILABLE", "this pod has no corroboration view");
  }
  const peer::v1::NearDuplicatesOf& wanted = question_.near_duplicates();
  absl::StatusOr<std::vector<v1::ArticleReference>> found = views_.corroboration->NearDuplicates(
      ArticleId{wanted.article_id()}, static_cast<int>(wanted.limit()), [this] { return IsCancelled(); });
  peer::v1::Answer answer;
  peer::v1::References& references = *answer.mutable_near_duplicates();
  // The corroboration view may not have come so far as the document view that names the article.
  if (absl::IsNotFound(found.status())) return answer;
  SITREP_RETURN_IF_ERROR(found.status());
  for (v1::ArticleReference& reference : *found) *references.add_references() = std::move(reference);
  return answer;
}

void AskReactor::OnWriteDone(bool ok) {
  if (!ok) return End(absl::OkStatus());
  Receive(&question_);
}

}  // namespace sitrep::query
