#include <iostream>
#include <memory>

#include "absl/time/clock.h"
#include "common/base/clock.h"
#include "common/base/command_line.h"
#include "common/base/executor.h"
#include "common/base/shutdown_signal.h"
#include "common/base/status_macros.h"
#include "common/cluster/partition_map.h"
#include "common/obs/exporter.h"
#include "common/obs/log.h"
#include "common/obs/metrics.h"
#include "common/obs/process_metrics.h"
#include "common/obs/rpc_metrics.h"
#include "common/rpc/server.h"
#include "common/storage/shard.h"
#include "common/storage/shard_metrics.h"
#include "services/ingest/admin_service.h"
#include "services/ingest/article_feed.h"
#include "services/ingest/config.h"
#include "services/ingest/ingest_service.h"
#include "services/ingest/log/append_clock.h"
#include "services/ingest/log/rocks_article_index.h"
#include "services/ingest/log/rocks_article_log.h"
#include "services/ingest/log_writer.h"

namespace sitrep::ingest {

absl::StatusOr<std::unique_ptr<RocksArticleLog>> OpenLog(sitrep::storage::Shard& shard, const Config& config) {
  if (config.partition_map.empty()) return RocksArticleLog::Open(shard, config.partitions);
  SITREP_ASSIGN_OR_RETURN(cluster::PartitionMap map, cluster::PartitionMap::Load(config.partition_map));
  SITREP_ASSIGN_OR_RETURN(Owners owners, Owners::FromMap(std::move(map), config.ordinal));
  return RocksArticleLog::Open(shard, std::move(owners));
}

absl::Status Run(const ShutdownSignal& shutdown) {
  SITREP_ASSIGN_OR_RETURN(const Config config, LoadConfig());
  const absl::Time start_time = absl::Now();
  const SystemClock clock;
  obs::Log log("ingest");

  // Destroyed bottom-up: the server drains first, the shard closes last.
  obs::Metrics metrics;
  obs::RpcMetrics rpc_metrics(metrics);
  const auto process_gauges = obs::ShowProcess(metrics, "ingest");
  sitrep::storage::ShardOptions options{.path = config.data_dir, .kind = "ingest"};
  options.families = RocksArticleLog::Families();
  for (auto& family : RocksArticleIndex::Families()) options.families.push_back(std::move(family));
  options.memory_budget_bytes = config.memory_bytes;
  SITREP_ASSIGN_OR_RETURN(const auto shard, sitrep::storage::OpenShard(options));
  const auto shard_gauges = sitrep::storage::ShowShard(metrics, *shard);

  SITREP_ASSIGN_OR_RETURN(const auto article_log, OpenLog(*shard, config));
  SITREP_ASSIGN_OR_RETURN(const auto index, RocksArticleIndex::Open(*shard, article_log->partitions()));
  // Followers read on threads of their own, so that they cannot keep submissions waiting.
  Executor feed_executor(1, config.max_streams + 1);
  AppendClock append_clock(clock, *article_log);
  ArticleFeed feed(*article_log, append_clock, feed_executor, config.heartbeat_interval);
  SITREP_ASSIGN_OR_RETURN(const auto writer,
                          LogWriter::Start(*article_log, *index, append_clock, metrics, {}, [&feed] { feed.Wake(); }));
  Executor executor(config.threads, config.queue_limit);
  const auto executor_gauges = obs::ShowExecutors(metrics, {{"requests", executor}, {"feed", feed_executor}});

  const rpc::Runtime runtime{executor, rpc_metrics, log, "ingest.sitrep"};
  IngestService service(*article_log, *index, *writer, feed, runtime, config.max_streams);
  AdminService admin(*article_log, *index, *shard, start_time, runtime);
  SITREP_ASSIGN_OR_RETURN(const auto server, rpc::Server::Start({.address = config.address}, {&service, &admin},
                                                                {&service.submit_streams(), &service.watch_streams(),
                                                                 &admin.verify_streams()}));
  SITREP_ASSIGN_OR_RETURN(const auto exporter, obs::StartExporter(config.metrics_address, metrics));
  server->SetServing(true);
  log.Info("serving", {{"address", config.address},
                       {"port", server->Port()},
                       {"metrics_port", exporter->port()},
                       {"data_dir", config.data_dir},
                       {"partitions", article_log->partitions()},
                       {"ordinal", article_log->owners().ordinal()},
                       {"owned", cluster::FormatPartitions(article_log->owners().articles())}});
  shutdown.Wait();
  log.Info("draining");
  return absl::OkStatus();
}

}  // namespace sitrep::ingest

int main(int argc, char** argv) {
  const sitrep::ShutdownSignal shutdown;  // Before any thread: threads inherit the mask.
  sitrep::ParseCommandLine("stores and acknowledges articles: the log of a Sitrep cluster", argc, argv);
  const absl::Status status = sitrep::ingest::Run(shutdown);
  if (!status.ok()) std::cerr << "ingestd: " << status << '\n';
  return status.ok() ? 0 : 1;
}
