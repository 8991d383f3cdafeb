#include <iostream>
#include <memory>

#include "absl/cleanup/cleanup.h"
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
#include "services/query/config.h"
#include "services/query/generations.h"
#include "services/query/match_feed.h"
#include "services/query/query_service.h"
#include "services/query/subscription_service.h"

namespace sitrep::query {

absl::Status Run(const ShutdownSignal& shutdown) {
  SITREP_ASSIGN_OR_RETURN(const Config config, LoadConfig());
  const absl::Time start_time = absl::Now();
  obs::Log log("query");

  // Destroyed bottom-up: the server drains first, the shard closes last.
  obs::Metrics metrics;
  obs::RpcMetrics rpc_metrics(metrics);
  const auto process_gauges = obs::ShowProcess(metrics, "query");
  Executor executor(config.threads, config.queue_limit);
  Executor feed_executor(1, config.max_streams + 1);
  const auto executor_gauges = obs::ShowExecutors(metrics, {{"requests", executor}, {"feed", feed_executor}});
  MatchFeed feed(feed_executor, config.heartbeat_interval);
  client::IngestClient ingest(config.ingest_address);
  rpc::Endpoints taggers(config.taggers);
  client::AnyTagger tagger(taggers);
  SITREP_ASSIGN_OR_RETURN(const auto generations, Generations::Open({.path = config.data_dir,
                                                                     .memory_bytes = config.memory_bytes,
                                                                     .ingest = &ingest,
                                                                     .taggers = &taggers,
                                                                     .on_match = [&feed] { feed.Wake(); }},
                                                                    metrics, log));
  feed.SetGenerations(*generations);
  const absl::Cleanup stop_feed = [&feed] { feed.Stop(); };  // It reads the views.

  const rpc::Runtime runtime{executor, rpc_metrics, log, "query.sitrep"};
  QueryService service(*generations, tagger, runtime);
  SubscriptionService subscription_service(*generations, feed, ingest, tagger, runtime, config.max_streams);
  AdminService admin(*generations, ingest, start_time, runtime);
  SITREP_ASSIGN_OR_RETURN(const auto server,
                          rpc::Server::Start({.address = config.address}, {&service, &subscription_service, &admin},
                                             {&subscription_service.subscribe_streams(), &admin.verify_streams()}));
  SITREP_ASSIGN_OR_RETURN(const auto exporter, obs::StartExporter(config.metrics_address, metrics));
  server->SetServing(true);
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
