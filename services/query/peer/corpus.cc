#include "services/query/peer/corpus.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "services/query/document_view/local_partition.h"
#include "services/query/peer/remote_partitions.h"

namespace sitrep::query {
namespace {

// A request begins anew at most so often; each time it has lost another replica.
constexpr int kMaxAttempts = 4;
// What is kept back of the time left: for a second replica, or else for an answer without the partitions.
constexpr double kLeftForAnotherReplica = 0.5;
constexpr double kLeftForTheAnswer = 0.1;
constexpr absl::Duration kMostLeftForTheAnswer = absl::Seconds(1);

bool Contains(const std::vector<Partition>& ascending, Partition partition) {
  return std::binary_search(ascending.begin(), ascending.end(), partition);
}

std::vector<Partition> Common(const std::vector<Partition>& a, const std::vector<Partition>& b) {
  std::vector<Partition> common;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(common));
  return common;
}

std::vector<Partition> Rest(const std::vector<Partition>& all, const std::vector<Partition>& without) {
  std::vector<Partition> rest;
  std::set_difference(all.begin(), all.end(), without.begin(), without.end(), std::back_inserter(rest));
  return rest;
}

absl::Time DeadlineOfTry(absl::Time deadline, bool has_alternative) {
  const absl::Time now = absl::Now();
  const absl::Duration left = std::max(deadline - now, absl::ZeroDuration());
  if (has_alternative) return now + left * (1 - kLeftForAnotherReplica);
  return deadline - std::min(left * kLeftForTheAnswer, kMostLeftForTheAnswer);
}

// An error that every replica would answer.
bool IsAboutTheRequest(const absl::Status& status) { return ReadErrorDetail(status).reason == "CURSOR_INVALID"; }

bool IsWorthMoreThanMissing(const absl::Status& status) {
  return absl::IsResourceExhausted(status) || ReadErrorDetail(status).reason == "NOT_FRESH_YET";
}

std::string WhyMissing(Partition partition, const std::vector<PeerState>& peers,
                       const std::map<uint64_t, absl::Status>& losses) {
  std::vector<std::string> reasons;
  for (const PeerState& state : peers) {
    if (!Contains(state.partitions, partition)) continue;
    const auto loss = losses.find(state.description.incarnation());
    if (loss != losses.end()) {
      reasons.push_back(absl::StrCat(state.peer->address(), ": ", loss->second.message()));
    } else if (!state.trouble.empty()) {
      reasons.push_back(absl::StrCat(state.peer->address(), ": ", state.trouble));
    } else {
      reasons.push_back(absl::StrCat(state.peer->address(), " is catching up with the log"));
    }
  }
  return reasons.empty() ? "no query pod is known to hold it" : absl::StrJoin(reasons, "; ");
}

// Partitions that are missing for the same reason together.
std::vector<v1::MissingPart> PartsOf(const std::vector<Partition>& missing, const std::vector<PeerState>& peers,
                                     const std::map<uint64_t, absl::Status>& losses) {
  std::vector<v1::MissingPart> parts;
  for (const Partition partition : missing) {
    std::string why = WhyMissing(partition, peers, losses);
    auto part = std::find_if(parts.begin(), parts.end(), [&](const v1::MissingPart& p) { return p.why() == why; });
    if (part == parts.end()) {
      part = parts.emplace(parts.end());
      part->set_why(std::move(why));
    }
    part->add_partitions(partition.value);
  }
  return parts;
}

absl::Status NobodyAnswersFor(const std::vector<v1::MissingPart>& parts) {
  std::string problem;
  for (const v1::MissingPart& part : parts) {
    absl::StrAppend(&problem, problem.empty() ? "" : "; ", "partitions ", absl::StrJoin(part.partitions(), ", "), ": ",
                    part.why());
  }
  return MakeError(absl::StatusCode::kUnavailable, "NEIGHBOUR_UNAVAILABLE", problem);
}

}  // namespace

Corpus::Corpus(Holding holding, Peers& peers, obs::Metrics& metrics)
    : holding_(std::move(holding)),
      peers_(peers),
      answered_(metrics.AddCounter("sitrep_peer_sessions_total", "Conversations with other query pods by outcome",
                                   {{"outcome", "answered"}})),
      lost_(metrics.AddCounter("sitrep_peer_sessions_total", "Conversations with other query pods by outcome",
                               {{"outcome", "lost"}})),
      redone_(metrics.AddCounter("sitrep_peer_redone_requests_total",
                                 "Requests begun anew because a replica was lost in their middle")),
      incomplete_(metrics.AddCounter("sitrep_peer_incomplete_answers_total",
                                     "Answers without partitions that no replica answered for")),
      missing_gauge_(metrics.AddGaugeCallback("sitrep_query_partitions_missing",
                                              "Partitions that neither this pod nor a ready peer holds",
                                              [this] { return static_cast<double>(CountMissing()); })) {}

size_t Corpus::CountMissing() const {
  if (holding_.HoldsAll()) return 0;
  const std::vector<PeerState> peers = peers_.States();
  size_t missing = 0;
  for (uint32_t p = 0; p < holding_.log_partitions; ++p) {
    const Partition partition{p};
    const bool is_held =
        holding_.Holds(partition) || std::any_of(peers.begin(), peers.end(), [&](const PeerState& peer) {
          return peer.IsUsable() && Contains(peer.partitions, partition);
        });
    if (!is_held) ++missing;
  }
  return missing;
}

Corpus::Plan Corpus::MakePlan(const std::vector<Partition>& wanted, const std::vector<PeerState>& peers,
                              const Losses& losses, const std::string& pipeline_version) const {
  Plan plan;
  for (const Partition partition : wanted) {
    (holding_.Holds(partition) ? plan.own : plan.missing).push_back(partition);
  }
  if (plan.missing.empty()) return plan;

  std::vector<const PeerState*> usable;
  for (const PeerState& state : peers) {
    if (state.IsUsable() && !losses.contains(state.description.incarnation())) usable.push_back(&state);
  }
  if (usable.empty()) return plan;
  std::rotate(usable.begin(), usable.begin() + static_cast<ptrdiff_t>(turn_++ % usable.size()), usable.end());
  // Answers of one pipeline fit together best.
  std::stable_partition(usable.begin(), usable.end(), [&](const PeerState* state) {
    return state->description.pipeline_version() == pipeline_version;
  });
  while (!plan.missing.empty()) {
    // As few pods as can be: the one that covers most of what is left.
    const PeerState* best = nullptr;
    std::vector<Partition> covered;
    for (const PeerState* state : usable) {
      const bool same_pipeline = state->description.pipeline_version() == pipeline_version;
      if (best != nullptr && !same_pipeline && best->description.pipeline_version() == pipeline_version) break;
      std::vector<Partition> common = Common(plan.missing, state->partitions);
      if (common.size() <= covered.size()) continue;
      best = state;
      covered = std::move(common);
    }
    if (best == nullptr) break;
    plan.missing = Rest(plan.missing, covered);
    const bool has_alternative = std::all_of(covered.begin(), covered.end(), [&](Partition partition) {
      return std::any_of(usable.begin(), usable.end(), [&](const PeerState* other) {
        return other != best && Contains(other->partitions, partition);
      });
    });
    plan.shares.push_back({best->peer, best->description.incarnation(), std::move(covered), has_alternative});
  }
  return plan;
}

absl::Status Corpus::CheckMissing(const CorpusDemand& demand, const Plan& plan, const std::vector<PeerState>& peers,
                                  const Losses& losses) const {
  if (plan.missing.empty()) return absl::OkStatus();
  for (const PeerState& state : peers) {
    const auto loss = losses.find(state.description.incarnation());
    if (loss == losses.end() || Common(state.partitions, plan.missing).empty()) continue;
    if (IsWorthMoreThanMissing(loss->second)) return loss->second;
  }
  bool may_be_missing = !demand.complete && !(plan.own.empty() && plan.shares.empty());
  if (!demand.min_freshness.empty()) {
    SITREP_ASSIGN_OR_RETURN(const CursorVector token, DecodeCursor(demand.min_freshness, "min_freshness"));
    for (const Partition partition : plan.missing) may_be_missing &= token.At(partition).value == 0;
  }
  if (may_be_missing) return absl::OkStatus();
  return NobodyAnswersFor(PartsOf(plan.missing, peers, losses));
}

uint32_t Corpus::LogPartitions(const ServedViews& own) const {
  if (holding_.log_partitions != 0) return holding_.log_partitions;
  const std::map<Partition, Offset>& next = own.documents->cursor().next;
  return static_cast<uint32_t>(next.size() - next.count(kControlPartition));
}

std::vector<v1::MissingPart> Corpus::Missing(const ServedViews& own) const {
  const std::vector<PeerState> peers = peers_.States();
  return PartsOf(MakePlan(All(), peers, {}, own.pipeline_version).missing, peers, {});
}

std::vector<Partition> Corpus::All() const {
  std::vector<Partition> all;
  for (uint32_t p = 0; p < holding_.log_partitions; ++p) all.push_back(Partition{p});
  return all;
}

absl::Status Corpus::Ask(const CorpusDemand& demand, const ServedViews& own, AskCorpus ask) const {
  if (holding_.log_partitions == 0) return ask(OpenPartitions(own.documents));
  const std::vector<Partition> wanted = demand.partitions.empty() ? All() : demand.partitions;

  Losses losses;
  for (int attempt = 1;; ++attempt) {
    const std::vector<PeerState> peers = holding_.HoldsAll() ? std::vector<PeerState>() : peers_.States();
    const Plan plan = MakePlan(wanted, peers, losses, own.pipeline_version);
    SITREP_RETURN_IF_ERROR(CheckMissing(demand, plan, peers, losses));

    PartitionSources sources = OpenPartitions(own.documents, plan.own);
    std::vector<std::shared_ptr<PeerSession>> sessions;
    for (const Share& share : plan.shares) {
      sessions.push_back(std::make_shared<PeerSession>(share.peer, share.partitions, demand.min_freshness, demand.scope,
                                                       DeadlineOfTry(demand.scope.deadline, share.has_alternative)));
      sources.push_back(std::make_unique<RemotePartitions>(sessions.back(), share.partitions));
    }
    const absl::Status status = ask(FanOut(std::move(sources), PartsOf(plan.missing, peers, losses)));
    size_t lost = 0;
    for (size_t i = 0; i < sessions.size(); ++i) {
      const absl::Status& end = sessions[i]->status();
      if (end.ok() || IsAboutTheRequest(end)) continue;
      ++lost;
      losses.emplace(plan.shares[i].incarnation, end);
      if (absl::IsUnavailable(end)) peers_.Suspect(*plan.shares[i].peer, end);
    }
    if (!demand.scope.IsCancelled()) lost_.Increment(static_cast<double>(lost));
    answered_.Increment(static_cast<double>(sessions.size() - lost));
    if (status.ok() && !plan.missing.empty()) incomplete_.Increment();
    if (status.ok() || lost == 0) return status;
    if (demand.scope.IsCancelled()) return absl::CancelledError("the caller left");
    if (absl::Now() >= demand.scope.deadline) return status;
    if (attempt == kMaxAttempts) {
      return MakeError(absl::StatusCode::kUnavailable, "NEIGHBOUR_UNAVAILABLE",
                       absl::StrCat("one replica after the other was lost, last: ", status.message()));
    }
    redone_.Increment();
  }
}

}  // namespace sitrep::query
