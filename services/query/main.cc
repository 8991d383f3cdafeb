#include <filesystem>
#include <iostream>
#include <memory>

#include "absl/cleanup/cleanup.h"
#include "absl/flags/parse.h"
#include "absl/flags/usage.h"
#include "absl/time/clock.h"
#include "common/base/executor.h"
#include "common/base/shutdown_signal.h"
#include "common/base/status_macros.h"
#include "common/obs/exporter.h"
#include "common/obs/log.h"
#include "common/obs/metrics.h"
#include "common/obs/process_metrics.h"
#include "common/obs/rpc_metrics.h"
#include "common/rpc/channel.h"
#include "common/rpc/server.h"
#include "common/storage/shard.h"
#include "common/storage/shard_metrics.h"
#include "services/query/admin_service.h"
#include "services/query/config.h"
#include "services/query/corroboration_view/corroboration_view.h"
#include "services/query/document_view/document_view.h"
#include "services/query/document_view/rows.h"
#include "services/query/follower.h"
#include "services/query/freshness.h"
#include "services/query/match_feed.h"
#include "services/query/query_service.h"
#include "services/query/subscription_service.h"
#include "services/query/subscriptions/subscription_view.h"

namespace sitrep::query {

// Each generation of the views is a shard of its own; there is one as long as pipelines are not exchanged under load.
constexpr char kGeneration[] = "generation-1";

absl::Status Run(const ShutdownSignal& shutdown) {
  SITREP_ASSIGN_OR_RETURN(const Config config, LoadConfig());
  const absl::Time start_time = absl::Now();
  obs::Log log("query");

  // Destroyed bottom-up: the server drains first, the shard closes last.
  obs::Metrics metrics;
  obs::RpcMetrics rpc_metrics(metrics);
  const auto process_gauges = obs::ShowProcess(metrics, "query");
  storage::ShardOptions options{.path = (std::filesystem::path(config.data_dir) / kGeneration).string(),
                                .kind = "query"};
  for (const auto& families : {DocumentViewFamilies(), CorroborationView::Families(), SubscriptionView::Families()}) {
    options.families.insert(options.families.end(), families.begin(), families.end());
  }
  options.memory_budget_bytes = config.memory_bytes;
  SITREP_ASSIGN_OR_RETURN(const auto shard, storage::OpenShard(options));
  const auto shard_gauges = storage::ShowShard(metrics, *shard);

  Executor executor(config.threads, config.queue_limit);
  Executor feed_executor(1, config.max_streams + 1);
  const auto executor_gauges = obs::ShowExecutors(metrics, {{"requests", executor}, {"feed", feed_executor}});
  MatchFeed feed(feed_executor, config.heartbeat_interval);
  SITREP_ASSIGN_OR_RETURN(const auto documents, DocumentView::Open(*shard));
  SITREP_ASSIGN_OR_RETURN(const auto corroboration, CorroborationView::Open(*shard));
  SITREP_ASSIGN_OR_RETURN(const auto subscriptions, SubscriptionView::Open(*shard, [&feed] { feed.Wake(); }));
  feed.SetViews(*subscriptions, *documents);
  const absl::Cleanup stop_feed = [&feed] { feed.Stop(); };  // It reads the views.

  const std::shared_ptr<grpc::Channel> ingest = rpc::MakeChannel(config.ingest_address);
  const std::shared_ptr<grpc::Channel> tagger = rpc::MakeChannel(config.tagger_address);
  const std::vector<View*> views = {documents.get(), corroboration.get(), subscriptions.get()};
  Freshness freshness(Follower::Reached(views));
  Follower follower(ingest, tagger, views, freshness, metrics, log, {});

  const rpc::Runtime runtime{executor, rpc_metrics, log, "query.sitrep"};
  QueryService service(*documents, *corroboration, freshness, tagger, runtime);
  SubscriptionService subscription_service(*subscriptions, *documents, feed, ingest, tagger, runtime,
                                           config.max_streams);
  AdminService admin(*documents, *corroboration, *subscriptions, follower, *shard, ingest, start_time, runtime);
  SITREP_ASSIGN_OR_RETURN(const auto server,
                          rpc::Server::Start({.address = config.address}, {&service, &subscription_service, &admin},
                                             {&subscription_service.subscribe_streams(), &admin.verify_streams()}));
  SITREP_ASSIGN_OR_RETURN(const auto exporter, obs::StartExporter(config.metrics_address, metrics));
  server->SetServing(true);
  log.Info("serving", {{"address", config.address},
                       {"port", server->Port()},
                       {"metrics_port", exporter->port()},
                       {"data_dir", config.data_dir},
                       {"documents", documents->Counts().documents}});
  shutdown.Wait();
  log.Info("draining");
  return absl::OkStatus();
}

}  // namespace sitrep::query

int main(int argc, char** argv) {
  const sitrep::ShutdownSignal shutdown;  // Before any thread: threads inherit the mask.
  absl::SetProgramUsageMessage("follows the log and answers questions: the query service of a Sitrep cluster");
  absl::ParseCommandLine(argc, argv);
  const absl::Status status = sitrep::query::Run(shutdown);
  if (!status.ok()) std::cerr << "queryd: " << status << '\n';
  return status.ok() ? 0 : 1;
}
