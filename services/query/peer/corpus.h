#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "common/base/ids.h"
#include "common/obs/metrics.h"
#include "services/query/document_view/fan_out.h"
#include "services/query/peer/holding.h"
#include "services/query/peer/peer_session.h"
#include "services/query/peer/peers.h"
#include "services/query/peer/served_views.h"

namespace sitrep::query {

// What one request wants of the corpus.
struct CorpusDemand {
  RequestScope scope;
  // A write token; each pod waits until it has what the token says of the partitions it holds.
  std::string min_freshness;
  // Rather no answer than one without some partitions.
  bool complete = false;
  // Only these, ascending; empty: all.
  std::vector<Partition> partitions;
};

// All documents of all pods, for requests to any of them: its own partitions this pod reads itself, for the others it
// asks one replica each. Thread-safe.
class Corpus {
 public:
  // `peers` must outlive it, as must `metrics`.
  Corpus(Holding holding, Peers& peers, obs::Metrics& metrics);

  const Holding& holding() const { return holding_; }

  // Partitions that neither this pod nor a ready peer holds, now.
  size_t CountMissing() const;

  // Calls `ask` with sources for every partition wanted that anybody holds. When a replica is lost meanwhile, it begins
  // anew without it: what was learnt of documents meant something to that replica only. So `ask` may be called several
  // times and must set its result anew each time. Blocks when peers must be asked. Errors: those of `ask`;
  // UNAVAILABLE (NEIGHBOUR_UNAVAILABLE) when a partition that must not be missing has no replica left, or nothing at
  // all is left; RESOURCE_EXHAUSTED (OVERLOADED) when what is missing is only busy; DEADLINE_EXCEEDED (NOT_FRESH_YET);
  // CANCELLED.
  absl::Status Ask(const CorpusDemand& demand, const ServedViews& own, AskCorpus ask) const;

  // The number of the log's partitions; 0 before anything was followed.
  uint32_t LogPartitions(const ServedViews& own) const;
  // What would be missing from an answer now.
  std::vector<v1::MissingPart> Missing(const ServedViews& own) const;

 private:
  // What a peer is asked for.
  struct Share {
    std::shared_ptr<Peer> peer;
    uint64_t incarnation = 0;
    std::vector<Partition> partitions;
    // Other replicas could answer, too.
    bool has_alternative = false;
  };
  // Who answers for what.
  struct Plan {
    std::vector<Partition> own;
    std::vector<Share> shares;
    std::vector<Partition> missing;
  };
  // Replicas that this request has lost, by incarnation, and how.
  using Losses = std::map<uint64_t, absl::Status>;

  std::vector<Partition> All() const;
  Plan MakePlan(const std::vector<Partition>& wanted, const std::vector<PeerState>& peers, const Losses& losses,
                const std::string& pipeline_version) const;
  absl::Status CheckMissing(const CorpusDemand& demand, const Plan& plan, const std::vector<PeerState>& peers,
                            const Losses& losses) const;

  const Holding holding_;
  Peers& peers_;
  // Replicas take turns.
  mutable std::atomic<uint64_t> turn_ = 0;
  mutable obs::Counter answered_;
  mutable obs::Counter lost_;
  mutable obs::Counter redone_;
  mutable obs::Counter incomplete_;
  obs::CallbackRegistration missing_gauge_;
};

}  // namespace sitrep::query
