#include "services/query/peer/whole_pods.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/base/error.h"

namespace sitrep::query {
namespace {

constexpr char kForwardedKey[] = "sitrep-forwarded";

// Whether another pod may answer what this one could not.
bool IsOfThePod(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsResourceExhausted(status) || absl::IsCancelled(status) ||
         absl::IsDeadlineExceeded(status) || absl::IsDataLoss(status) || absl::IsUnimplemented(status) ||
         ReadErrorDetail(status).reason == "UNKNOWN_FIELD";
}

}  // namespace

bool IsForwarded(const grpc::CallbackServerContext& call) { return call.client_metadata().contains(kForwardedKey); }

void MarkForwarded(grpc::ClientContext& context) { context.AddMetadata(kForwardedKey, "1"); }

WholePods::WholePods(Peers& peers, obs::Metrics& metrics)
    : peers_(peers),
      forwarded_(metrics.AddCounter("sitrep_peer_forwarded_requests_total",
                                    "Requests sent on to a pod that has the views of all partitions")) {}

std::vector<std::shared_ptr<Peer>> WholePods::Candidates() const {
  std::vector<std::shared_ptr<Peer>> candidates;
  for (const PeerState& state : peers_.States()) {
    if (state.IsUsable() && state.description.whole()) candidates.push_back(state.peer);
  }
  if (candidates.size() > 1) {
    std::rotate(candidates.begin(), candidates.begin() + static_cast<ptrdiff_t>(turn_++ % candidates.size()),
                candidates.end());
  }
  return candidates;
}

absl::Status WholePods::NoCandidate() const {
  std::string why;
  for (const PeerState& state : peers_.States()) {
    if (!state.description.whole()) continue;
    absl::StrAppend(&why, "; ", state.peer->address(), ": ",
                    state.trouble.empty() ? "catching up with the log" : state.trouble);
  }
  return MakeError(absl::StatusCode::kUnavailable, "NEIGHBOUR_UNAVAILABLE",
                   absl::StrCat("no query pod with the views of all partitions answers", why));
}

absl::Status WholePods::TryEach(const RequestScope& scope,
                                absl::FunctionRef<absl::Status(Peer& peer, grpc::ClientContext& context)> call) const {
  const std::vector<std::shared_ptr<Peer>> candidates = Candidates();
  absl::Status status = candidates.empty() ? NoCandidate() : absl::OkStatus();
  for (size_t i = 0; i < candidates.size(); ++i) {
    const absl::Time now = absl::Now();
    // Half of what is left for each but the last.
    const absl::Time deadline = i + 1 == candidates.size() ? scope.deadline : now + (scope.deadline - now) / 2;
    const std::unique_ptr<grpc::ClientContext> context = ContextFor(scope, deadline);
    candidates[i]->Enter(context.get());
    status = call(*candidates[i], *context);
    candidates[i]->Leave(context.get());
    if (!IsOfThePod(status) || scope.IsCancelled() || absl::Now() >= scope.deadline) return status;
    if (absl::IsUnavailable(status)) peers_.Suspect(*candidates[i], status);
  }
  return status;
}

absl::StatusOr<std::vector<v1::ArticleReference>> WholePods::NearDuplicates(const RequestScope& scope,
                                                                            const std::string& article_id,
                                                                            int limit) const {
  absl::Status status = NoCandidate();
  const std::vector<std::shared_ptr<Peer>> candidates = Candidates();
  for (size_t i = 0; i < candidates.size(); ++i) {
    const absl::Time now = absl::Now();
    PeerSession session(candidates[i], {}, "", scope,
                        i + 1 == candidates.size() ? scope.deadline : now + (scope.deadline - now) / 2);
    peer::v1::Question question;
    question.mutable_near_duplicates()->set_article_id(article_id);
    question.mutable_near_duplicates()->set_limit(static_cast<uint32_t>(limit));
    session.Ask(std::move(question));
    absl::StatusOr<peer::v1::Answer> answer = session.Answer();
    if (answer.ok()) {
      auto& references = *answer->mutable_near_duplicates()->mutable_references();
      return std::vector<v1::ArticleReference>(std::make_move_iterator(references.begin()),
                                               std::make_move_iterator(references.end()));
    }
    status = answer.status();
    if (scope.IsCancelled() || absl::Now() >= scope.deadline) break;
    if (absl::IsUnavailable(status)) peers_.Suspect(*candidates[i], status);
  }
  return status;
}

}  // namespace sitrep::query
