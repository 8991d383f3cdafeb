#include "common/client/article_submitter.h"

#include <utility>

#include "absl/time/clock.h"
#include "common/base/cursor.h"
#include "common/base/status_macros.h"
#include "common/client/backoff.h"

namespace sitrep::client {
namespace {

// Owners are fixed; more hops mean pods that contradict each other, which the caller should hear.
constexpr int kMaxHops = 3;

}  // namespace

ArticleSubmitter::ArticleSubmitter(IngestClient& ingest, Options options, OnResult on_result)
    : ingest_(ingest), options_(options), on_result_(std::move(on_result)) {}

ArticleSubmitter::~ArticleSubmitter() = default;

absl::Status ArticleSubmitter::LearnLayout() {
  if (!layout_.pods.empty()) return absl::OkStatus();
  const absl::Time deadline = absl::Now() + options_.patience;
  Backoff backoff;
  while (true) {
    const absl::StatusOr<IngestLayout> layout = ingest_.Layout(deadline - absl::Now());
    if (layout.ok()) {
      layout_ = *layout;
      return absl::OkStatus();
    }
    const absl::Duration delay = backoff.Next();
    const bool away = absl::IsUnavailable(layout.status()) || absl::IsDeadlineExceeded(layout.status());
    if (!away || absl::Now() + delay > deadline) return layout.status();
    absl::SleepFor(delay);
  }
}

SubmitStream& ArticleSubmitter::StreamTo(const std::string& address) {
  std::unique_ptr<SubmitStream>& stream = streams_[address];
  if (stream == nullptr) {
    stream = std::make_unique<SubmitStream>(
        ingest_.ChannelTo(address), options_,
        [this](uint64_t position, const ingest::v1::ArticleSubmission& article,
               const ingest::v1::SubmissionResult& result) { OnAnswer(position, article, result); });
  }
  return *stream;
}

absl::Status ArticleSubmitter::Submit(ingest::v1::ArticleSubmission article) {
  SITREP_RETURN_IF_ERROR(LearnLayout());
  SITREP_RETURN_IF_ERROR(SendOn());
  SubmitStream& stream = StreamTo(OwnerOf(layout_, article));
  return stream.Submit(next_position_++, std::move(article));
}

absl::Status ArticleSubmitter::SendOn() {
  std::deque<Misrouted> misrouted;
  {
    absl::MutexLock lock(&mutex_);
    misrouted.swap(misrouted_);
  }
  for (Misrouted& sent_on : misrouted) {
    SITREP_RETURN_IF_ERROR(StreamTo(sent_on.owner).Submit(sent_on.position, std::move(sent_on.article)));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> ArticleSubmitter::Finish() {
  CursorVector token;
  for (bool done = false; !done;) {
    SITREP_RETURN_IF_ERROR(SendOn());
    for (auto& [address, stream] : streams_) {
      SITREP_ASSIGN_OR_RETURN(const CursorVector reached, stream->Finish());
      if (reached.log_id != 0) token.log_id = reached.log_id;
      token.Advance(reached);
    }
    absl::MutexLock lock(&mutex_);
    done = misrouted_.empty();
  }
  return token.log_id == 0 ? std::string() : EncodeCursor(token);
}

void ArticleSubmitter::OnAnswer(uint64_t position, const ingest::v1::ArticleSubmission& article,
                                const ingest::v1::SubmissionResult& result) {
  absl::MutexLock lock(&mutex_);
  const std::string& owner = result.refusal().owner();
  if (result.refusal().reason() == "NOT_OWNER" && !owner.empty() && hops_[position]++ < kMaxHops) {
    misrouted_.push_back({position, owner, article});
    return;
  }
  hops_.erase(position);
  early_.emplace(position, result);
  for (auto next = early_.begin(); next != early_.end() && next->first == next_result_; next = early_.begin()) {
    on_result_(next->first, next->second);
    early_.erase(next);
    ++next_result_;
  }
}

}  // namespace sitrep::client
