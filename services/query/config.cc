#include "services/query/config.h"

#include "absl/flags/flag.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/cluster/partition_map.h"

ABSL_FLAG(std::string, address, "127.0.0.1:7103",
          "where the RPCs are served, host:port; port 0 lets the system choose");
ABSL_FLAG(std::string, metrics_address, "127.0.0.1:9103", "where /metrics is served, host:port");
ABSL_FLAG(std::string, data_dir, "run/query", "folder of this process's views, one RocksDB shard a generation");
ABSL_FLAG(std::string, ingest_address, "127.0.0.1:7101",
          "where ingest serves the log; with --partition_map the map says so");
ABSL_FLAG(std::string, partition_map, "",
          "file that says which pod owns and which holds which partitions; empty: this process holds everything");
ABSL_FLAG(int, ordinal, -1, "which query pod of the map this is; -1: the number at the end of the host name");
ABSL_FLAG(
    std::string, peers, "",
    "where the query pods serve, this one may be among them: comma-separated host:port, where a host may be the name "
    "of several pods; empty: there are no others");
ABSL_FLAG(bool, bootstrap, true,
          "whether an empty data folder is filled from a peer that holds the same, if there is one");
ABSL_FLAG(absl::Duration, ready_timeout, absl::Seconds(30),
          "after this time a process that has data is ready although it cannot tell or reach the end of the log");
ABSL_FLAG(std::string, tagger_address, "127.0.0.1:7102",
          "where the taggers serve: comma-separated host:port, where a host may be the name of several pods");
ABSL_FLAG(int, threads, 2, "worker threads for requests");
ABSL_FLAG(int, queue_limit, 256, "requests that may wait for a worker; more are refused with RESOURCE_EXHAUSTED");
ABSL_FLAG(int, max_streams, 32, "open streams of each streaming RPC");
ABSL_FLAG(uint64_t, memory_mb, 128, "memory for RocksDB's caches and write buffers together, in MiB");
ABSL_FLAG(absl::Duration, heartbeat_interval, absl::Seconds(1),
          "how long a subscriber waits for matches before it gets a heartbeat");
ABSL_FLAG(int, coordinators, 32, "requests that may wait for other query pods at the same time");

namespace sitrep::query {

absl::StatusOr<Config> LoadConfig() {
  Config config{.address = absl::GetFlag(FLAGS_address),
                .metrics_address = absl::GetFlag(FLAGS_metrics_address),
                .data_dir = absl::GetFlag(FLAGS_data_dir),
                .ingest_address = absl::GetFlag(FLAGS_ingest_address),
                .threads = absl::GetFlag(FLAGS_threads),
                .queue_limit = absl::GetFlag(FLAGS_queue_limit),
                .max_streams = absl::GetFlag(FLAGS_max_streams),
                .memory_bytes = absl::GetFlag(FLAGS_memory_mb) << 20,
                .heartbeat_interval = absl::GetFlag(FLAGS_heartbeat_interval),
                .bootstrap = absl::GetFlag(FLAGS_bootstrap),
                .ready_timeout = absl::GetFlag(FLAGS_ready_timeout),
                .coordinators = absl::GetFlag(FLAGS_coordinators)};
  SITREP_ASSIGN_OR_RETURN(config.taggers, rpc::ParseAddresses("--tagger_address", absl::GetFlag(FLAGS_tagger_address)));
  if (config.taggers.empty()) return InvalidField("--tagger_address", "must not be empty");
  SITREP_ASSIGN_OR_RETURN(config.peers, rpc::ParseAddresses("--peers", absl::GetFlag(FLAGS_peers)));
  config.ordinal = cluster::OrdinalOrOfThisHost(absl::GetFlag(FLAGS_ordinal));
  config.ingest_addresses = {absl::GetFlag(FLAGS_ingest_address)};
  if (const std::string path = absl::GetFlag(FLAGS_partition_map); !path.empty()) {
    SITREP_ASSIGN_OR_RETURN(config.partition_map, cluster::PartitionMap::Load(path));
    const cluster::QueryHolding& holding = config.partition_map->HoldingOf(config.ordinal);
    config.holding = {config.partition_map->partitions(), holding.partitions, holding.whole};
    config.ingest_addresses.clear();
    for (const cluster::IngestPod& pod : config.partition_map->ingest_pods()) {
      config.ingest_addresses.push_back(pod.address);
    }
  }
  if (config.ready_timeout < absl::ZeroDuration()) return InvalidField("--ready_timeout", "must not be negative");
  if (config.data_dir.empty()) return InvalidField("--data_dir", "must not be empty");
  if (config.threads < 1) return InvalidField("--threads", "must be at least 1");
  if (config.queue_limit < 1) return InvalidField("--queue_limit", "must be at least 1");
  if (config.max_streams < 1) return InvalidField("--max_streams", "must be at least 1");
  if (config.memory_bytes < (64u << 20)) return InvalidField("--memory_mb", "must be at least 64");
  if (config.heartbeat_interval < absl::Milliseconds(10)) {
    return InvalidField("--heartbeat_interval", "must be at least 10ms");
  }
  if (config.coordinators < 1) return InvalidField("--coordinators", "must be at least 1");
  return config;
}

}  // namespace sitrep::query
