#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/base/check.h"
#include "common/base/executor.h"
#include "common/obs/log.h"
#include "common/obs/metrics.h"
#include "common/obs/rpc_metrics.h"
#include "common/rpc/server.h"
#include "services/query/freshness.h"
#include "services/query/peer/corpus.h"
#include "services/query/peer/peers.h"
#include "services/query/peer/whole_pods.h"
#include "services/query/peer_service.h"
#include "tests/component/query_document_view/view_fixture.h"

namespace sitrep::query {

// A query pod without a follower: a document view of some partitions, served to peers over real gRPC, and the corpus as
// this pod sees it.
class Pod {
 public:
  // `addresses` are those of all pods, itself included, and may grow; `others` are served beside the questions of
  // peers.
  Pod(uint32_t ordinal, Holding holding, const std::vector<std::string>& addresses, int peer_threads = 2,
      std::vector<grpc::Service*> others = {})
      : holding_(std::move(holding)),
        identity_{ordinal, 1000 + ordinal, holding_},
        view_(holding_.log_partitions),
        freshness_(view_.cursor()),
        executor_(peer_threads, 256),
        service_(
            identity_, [this] { return Views(); }, {executor_, rpc_metrics_, log_, "query.sitrep"}, 256),
        addresses_(addresses) {
    others.push_back(&service_);
    absl::StatusOr<std::unique_ptr<rpc::Server>> server = rpc::Server::Start(
        {.address = "127.0.0.1:0", .drain_deadline = absl::ZeroDuration()}, others, {&service_.sessions()});
    Check(server.ok(), server.status().ToString());
    server_ = *std::move(server);
  }

  // The other pods become known.
  void Meet() {
    peers_ = std::make_unique<Peers>([this] { return addresses_; }, [this] { return Views().reached.log_id; },
                                     identity_.incarnation, metrics_, log_,
                                     Peers::Options{.poll_interval = absl::Milliseconds(50)});
    corpus_ = std::make_unique<Corpus>(holding_, *peers_, metrics_);
    whole_pods_ = std::make_unique<WholePods>(*peers_, metrics_);
    peers_->AskNow(absl::Now() + absl::Seconds(10));
  }

  // From now on it says that its views are of this log.
  void SetLog(uint64_t log_id) { log_id_ = log_id; }

  // Ends as a killed process does: connections break.
  void Stop() { server_.reset(); }
  std::string address() const { return address_of_port(server_->Port()); }

  ViewFixture& view() { return view_; }
  const Holding& holding() const { return holding_; }
  Freshness& freshness() { return freshness_; }
  Corpus& corpus() { return *corpus_; }
  WholePods& whole_pods() { return *whole_pods_; }
  PeerService& service() { return service_; }
  std::string Scrape() const { return metrics_.Scrape(); }

  ServedViews Views() {
    ServedViews views;
    views.documents = view_.view().Pin();
    views.freshness = &freshness_;
    views.pipeline_version = "test-1";
    views.reached = view_.cursor();
    if (log_id_ != 0) views.reached.log_id = log_id_;
    return views;
  }

 private:
  static std::string address_of_port(int port) { return "127.0.0.1:" + std::to_string(port); }

  const Holding holding_;
  const PodIdentity identity_;
  obs::Metrics metrics_;
  obs::RpcMetrics rpc_metrics_{metrics_};
  obs::Log log_{"query"};
  ViewFixture view_;
  Freshness freshness_;
  Executor executor_;
  PeerService service_;
  const std::vector<std::string>& addresses_;
  std::atomic<uint64_t> log_id_ = 0;
  std::unique_ptr<Peers> peers_;
  std::unique_ptr<Corpus> corpus_;
  std::unique_ptr<WholePods> whole_pods_;
  std::unique_ptr<rpc::Server> server_;
};

// Several pods over one log.
class Pods {
 public:
  // `held[i]` are the partitions of the i-th pod.
  Pods(uint32_t log_partitions, const std::vector<std::vector<uint32_t>>& held, int peer_threads = 2) {
    for (uint32_t i = 0; i < held.size(); ++i) {
      Holding holding{.log_partitions = log_partitions, .partitions = {}, .whole = false};
      for (const uint32_t partition : held[i]) holding.partitions.push_back(Partition{partition});
      pods_.push_back(std::make_unique<Pod>(i, holding, addresses_, peer_threads));
    }
  }
  // Gives every pod the records of its partitions, in batches of sizes of their own, and makes them known to each
  // other.
  void Replay(const std::vector<TaggedRecord>& records) {
    for (const auto& pod : pods_) addresses_.push_back(pod->address());
    for (size_t i = 0; i < pods_.size(); ++i) {
      Pod& pod = *pods_[i];
      pod.view().Replay(
          records, [&](Partition p) { return pod.holding().Holds(p); }, 1 + 7 * i);
      pod.freshness().Advance(pod.view().cursor());
    }
    for (const auto& pod : pods_) pod->Meet();
  }

  size_t size() const { return pods_.size(); }
  Pod& operator[](size_t i) { return *pods_[i]; }

 private:
  std::vector<std::string> addresses_;
  std::vector<std::unique_ptr<Pod>> pods_;
};

}  // namespace sitrep::query
