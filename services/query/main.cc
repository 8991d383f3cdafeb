#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/cleanup/cleanup.h"
#include "absl/random/random.h"
#include "absl/time/clock.h"
#include "common/base/command_line.h"
#include "common/base/executor.h"
#include "common/base/shutdown_signal.h"
#include "common/base/status_macros.h"
#include "common/client/any_tagger.h"
#include "common/client/ingest_client.h"
#include "common/obs/exporter.h"
#include "common/obs/log.h"
#include "common/obs/metrics.h"
#include "common/obs/process_metrics.h"
#include "common/obs/rpc_metrics.h"
#include "common/rpc/channel.h"
#include "common/rpc/endpoints.h"
#include "common/rpc/server.h"
#include "services/query/admin_service.h"
#include "services/query/bootstrap.h"
#include "services/query/checkpoint_service.h"
#include "services/query/config.h"
#include "services/query/generations.h"
#include "services/query/match_feed.h"
#include "services/query/peer/corpus.h"
#include "services/query/peer/peers.h"
#include "services/query/peer/whole_pods.h"
#include "services/query/peer_service.h"
#include "services/query/query_service.h"
#include "services/query/readiness.h"
#include "services/query/serving.h"
#include "services/query/subscription_service.h"

namespace sitrep::query {

// Matches are read side by side where their articles may have to be asked for.
constexpr int kFeedThreads = 4;
constexpr size_t kMaxPeerSessions = 1'024;

// How long a pod that is ready otherwise waits for the others to say who they are.
constexpr absl::Duration kMeetingTimeout = absl::Seconds(3);

absl::Status Run(const ShutdownSignal& shutdown) {
  SITREP_ASSIGN_OR_RETURN(const Config config, LoadConfig());
  const absl::Time start_time = absl::Now();
  obs::Log log("query");
  absl::BitGen random;

  // Destroyed bottom-up: the server drains first, the shard closes last.
  obs::Metrics metrics;
  obs::RpcMetrics rpc_metrics(metrics);
  const auto process_gauges = obs::ShowProcess(metrics, "query");
  Executor executor(config.threads, config.queue_limit);
  // Requests that must ask other pods wait on threads of their own, and so does work for other pods: whoever waits
  // holds up nobody whom another pod waits for.
  const bool is_alone = config.holding.HoldsAll() && config.holding.whole;
  Executor coordinators(is_alone ? 1 : config.coordinators, config.queue_limit);
  Executor peer_executor(config.threads, config.queue_limit);
  Executor feed_executor(is_alone ? 1 : kFeedThreads, config.max_streams + 1);
  Executor checkpoint_executor(1, 4);
  const auto executor_gauges = obs::ShowExecutors(metrics, {{"requests", executor},
                                                            {"coordinators", coordinators},
                                                            {"peers", peer_executor},
                                                            {"feed", feed_executor},
                                                            {"checkpoint", checkpoint_executor}});
  MatchFeed feed(feed_executor, config.heartbeat_interval);
  const auto ingest_client = config.partition_map.has_value()
                                 ? std::make_unique<client::IngestClient>(*config.partition_map)
                                 : std::make_unique<client::IngestClient>(config.ingest_address);
  client::IngestClient& ingest = *ingest_client;
  rpc::Endpoints taggers(config.taggers);
  client::AnyTagger tagger(taggers);
  GenerationOptions views{.path = config.data_dir,
                          .memory_bytes = config.memory_bytes,
                          .holding = config.holding,
                          .ingest = &ingest,
                          .taggers = &taggers,
                          .on_match = [&feed] { feed.Wake(); }};
  Generations::FetchFolder fetch;
  if (config.bootstrap && !config.peers.empty()) {
    fetch = FetchFromPeers(config.peers, config.holding,
                           config.partition_map.has_value() ? config.partition_map->log_id() : 0, log);
  }
  SITREP_ASSIGN_OR_RETURN(const auto generations, Generations::Open(std::move(views), std::move(fetch), metrics, log));
  const PodIdentity identity{config.ordinal, absl::Uniform<uint64_t>(random), config.holding};
  rpc::Endpoints endpoints(config.peers);
  Peers peers([&endpoints] { return endpoints.Current(); },
              [&generations] { return generations->Current()->reached().log_id; }, identity.incarnation, metrics, log,
              {});
  const Corpus corpus(config.holding, peers, metrics);
  const WholePods whole_pods(peers, metrics);
  feed.SetGenerations(*generations, corpus);
  const absl::Cleanup stop_feed = [&feed] { feed.Stop(); };  // It reads the views.

  const rpc::Runtime runtime{is_alone ? executor : coordinators, rpc_metrics, log, "query.sitrep"};
  QueryService service(*generations, corpus, whole_pods, tagger, runtime);
  SubscriptionService subscription_service(*generations, corpus, whole_pods, feed, ingest, tagger, runtime,
                                           config.max_streams);
  std::vector<std::shared_ptr<grpc::Channel>> log_owners;
  for (const std::string& address : config.ingest_addresses) log_owners.push_back(rpc::MakeChannel(address));
  Readiness readiness(std::move(log_owners), *generations, config.ready_timeout, metrics, log);
  AdminService admin(
      *generations, corpus, peers, ingest, start_time, [&readiness] { return readiness.trouble(); }, runtime);
  PeerService peer_service(
      identity,
      [&] {
        ServedViews views = ViewsOf(generations->Current(), config.holding);
        views.ready = readiness.ready();
        return views;
      },
      {peer_executor, rpc_metrics, log, "query.sitrep"}, kMaxPeerSessions);
  CheckpointService checkpoints(
      *generations, [&readiness] { return readiness.ready(); },
      rpc::Runtime{checkpoint_executor, rpc_metrics, log, "query.sitrep"});
  SITREP_ASSIGN_OR_RETURN(const auto server,
                          rpc::Server::Start({.address = config.address, .max_sent_bytes = kMaxPeerMessageBytes},
                                             {&service, &subscription_service, &admin, &peer_service, &checkpoints},
                                             {&subscription_service.subscribe_streams(), &admin.verify_streams(),
                                              &peer_service.sessions(), &checkpoints.streams()}));
  SITREP_ASSIGN_OR_RETURN(const auto exporter, obs::StartExporter(config.metrics_address, metrics));
  readiness.Start([&server, &peers] {
    // A pod that has not met the others yet would call what they hold missing.
    peers.AskNow(absl::Now() + kMeetingTimeout);
    server->SetServing(true);
  });
  const absl::Cleanup stop_readiness = [&readiness] { readiness.Stop(); };  // It tells the server.
  log.Info("serving", {{"address", config.address},
                       {"port", server->Port()},
                       {"metrics_port", exporter->port()},
                       {"data_dir", config.data_dir},
                       {"documents", generations->Current()->documents().Counts().documents}});
  shutdown.Wait();
  log.Info("draining");
  return absl::OkStatus();
}

}  // namespace sitrep::query

int main(int argc, char** argv) {
  const sitrep::ShutdownSignal shutdown;  // Before any thread: threads inherit the mask.
  sitrep::ParseCommandLine("follows the log and answers questions: the query service of a Sitrep cluster", argc, argv);
  const absl::Status status = sitrep::query::Run(shutdown);
  if (!status.ok()) std::cerr << "queryd: " << status << '\n';
  return status.ok() ? 0 : 1;
}
