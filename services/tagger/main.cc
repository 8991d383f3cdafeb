#include <iostream>
#include <memory>

#include "absl/time/clock.h"
#include "common/base/command_line.h"
#include "common/base/executor.h"
#include "common/base/shutdown_signal.h"
#include "common/base/status_macros.h"
#include "common/base/string_views.h"
#include "common/client/ingest_client.h"
#include "common/client/log_follower.h"
#include "common/obs/exporter.h"
#include "common/obs/log.h"
#include "common/obs/metrics.h"
#include "common/obs/process_metrics.h"
#include "common/obs/rpc_metrics.h"
#include "common/rpc/channel.h"
#include "common/rpc/server.h"
#include "common/storage/shard.h"
#include "common/storage/shard_metrics.h"
#include "services/tagger/admin_service.h"
#include "services/tagger/config.h"
#include "services/tagger/operator_entities.h"
#include "services/tagger/pipeline.h"
#include "services/tagger/rocks_memo.h"
#include "services/tagger/tagger_service.h"
#include "services/tagger/tagging.h"

namespace sitrep::tagger {

absl::Status Run(const ShutdownSignal& shutdown) {
  SITREP_ASSIGN_OR_RETURN(const Config config, LoadConfig());
  const absl::Time start_time = absl::Now();
  obs::Log log("tagger");

  // Destroyed bottom-up: the server drains first, the shard closes last.
  obs::Metrics metrics;
  obs::RpcMetrics rpc_metrics(metrics);
  const auto process_gauges = obs::ShowProcess(metrics, "tagger");
  sitrep::storage::ShardOptions options{.path = config.data_dir, .kind = "tagger"};
  options.families = RocksMemo::Families(config.memo_bytes);
  options.memory_budget_bytes = config.memory_bytes;
  SITREP_ASSIGN_OR_RETURN(const auto shard, sitrep::storage::OpenShard(options));
  const auto shard_gauges = sitrep::storage::ShowShard(metrics, *shard);
  RocksMemo memo(*shard);
  SITREP_ASSIGN_OR_RETURN(const auto pipeline, Pipeline::Create(config.models_dir, config.numeric_profile));

  OperatorEntities operator_entities;
  client::IngestClient ingest(config.ingest_address);
  client::LogFollower follower(ingest, {.only_control = true}, {},
                               [&operator_entities](const ingest::v1::WatchArticlesResponse& batch) {
                                 for (const ingest::v1::LogRecord& record : batch.records()) {
                                   operator_entities.Apply(record);
                                 }
                                 return true;
                               });
  // Tagging has threads of its own, so that a long queue of texts does not keep other requests waiting.
  Executor executor(1, 256);
  Executor tagging_executor(config.threads, config.queue_limit);
  const auto executor_gauges = obs::ShowExecutors(metrics, {{"requests", executor}, {"tagging", tagging_executor}});
  Tagging tagging(*pipeline, operator_entities, memo, tagging_executor, metrics);

  const rpc::Runtime runtime{executor, rpc_metrics, log, "tagger.sitrep"};
  TaggerService service(tagging, operator_entities, ingest, runtime, config.max_streams);
  AdminService admin(tagging, memo, *shard, start_time, runtime);
  SITREP_ASSIGN_OR_RETURN(
      const auto server, rpc::Server::Start({.address = config.address}, {&service, &admin}, {&service.tag_streams()}));
  SITREP_ASSIGN_OR_RETURN(const auto exporter, obs::StartExporter(config.metrics_address, metrics));
  // Never ready otherwise, so that a rollout stops here.
  server->SetServing(pipeline->runnable().ok());
  if (!pipeline->runnable().ok()) {
    log.Error("not ready",
              {{"error", ToStd(pipeline->runnable().message())}, {"numeric_profile", pipeline->numeric_profile()}});
  }
  log.Info("serving", {{"address", config.address},
                       {"port", server->Port()},
                       {"metrics_port", exporter->port()},
                       {"data_dir", config.data_dir},
                       {"pipeline_version", pipeline->version()},
                       {"knowledge_version", pipeline->knowledge().version()}});
  shutdown.Wait();
  log.Info("draining");
  return absl::OkStatus();
}

}  // namespace sitrep::tagger

int main(int argc, char** argv) {
  const sitrep::ShutdownSignal shutdown;  // Before any thread: threads inherit the mask.
  sitrep::ParseCommandLine("annotates texts: names, times, quotes, events; the tagger of a Sitrep cluster", argc, argv);
  const absl::Status status = sitrep::tagger::Run(shutdown);
  if (!status.ok()) std::cerr << "taggerd: " << status << '\n';
  return status.ok() ? 0 : 1;
}
