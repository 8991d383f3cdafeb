#include "services/ingest/config.h"

#include "absl/flags/flag.h"
#include "common/base/error.h"
#include "common/base/ids.h"
#include "common/cluster/partition_map.h"

ABSL_FLAG(std::string, address, "127.0.0.1:7101",
          "where the RPCs are served, host:port; port 0 lets the system choose");
ABSL_FLAG(std::string, metrics_address, "127.0.0.1:9101", "where /metrics is served, host:port");
ABSL_FLAG(std::string, data_dir, "run/ingest", "folder of this process's RocksDB shard: the log; made when absent");
ABSL_FLAG(uint32_t, partitions, 0, "partitions of a new log, fixed for ever; 0: 8, or whatever the log has");
ABSL_FLAG(std::string, partition_map, "",
          "file that says which ingest pod owns which partition; empty: this process owns them all");
ABSL_FLAG(int, ordinal, -1, "which ingest pod of the map this is; -1: the number at the end of the host name");
ABSL_FLAG(int, threads, 2, "worker threads for requests");
ABSL_FLAG(int, queue_limit, 256, "requests that may wait for a worker; more are refused with RESOURCE_EXHAUSTED");
ABSL_FLAG(int, max_streams, 32, "open streams of each streaming RPC");
ABSL_FLAG(uint64_t, memory_mb, 128, "memory for RocksDB's caches and write buffers together, in MiB");
ABSL_FLAG(absl::Duration, heartbeat_interval, absl::Seconds(1),
          "how long a follower waits for news before it gets a heartbeat");

namespace sitrep::ingest {

absl::StatusOr<Config> LoadConfig() {
  Config config{.address = absl::GetFlag(FLAGS_address),
                .metrics_address = absl::GetFlag(FLAGS_metrics_address),
                .data_dir = absl::GetFlag(FLAGS_data_dir),
                .partitions = absl::GetFlag(FLAGS_partitions),
                .partition_map = absl::GetFlag(FLAGS_partition_map),
                .ordinal = cluster::OrdinalOrOfThisHost(absl::GetFlag(FLAGS_ordinal)),
                .threads = absl::GetFlag(FLAGS_threads),
                .queue_limit = absl::GetFlag(FLAGS_queue_limit),
                .max_streams = absl::GetFlag(FLAGS_max_streams),
                .memory_bytes = absl::GetFlag(FLAGS_memory_mb) << 20,
                .heartbeat_interval = absl::GetFlag(FLAGS_heartbeat_interval)};
  if (config.data_dir.empty()) return InvalidField("--data_dir", "must not be empty");
  if (config.partitions >= kMaxPartitions) return InvalidField("--partitions", "must be less than 65535");
  if (config.partitions != 0 && !config.partition_map.empty()) {
    return InvalidField("--partitions", "must be left out with --partition_map, which says how many there are");
  }
  if (config.threads < 1) return InvalidField("--threads", "must be at least 1");
  if (config.queue_limit < 1) return InvalidField("--queue_limit", "must be at least 1");
  if (config.max_streams < 1) return InvalidField("--max_streams", "must be at least 1");
  if (config.memory_bytes < (32u << 20)) return InvalidField("--memory_mb", "must be at least 32");
  if (config.heartbeat_interval < absl::Milliseconds(10)) {
    return InvalidField("--heartbeat_interval", "must be at least 10ms");
  }
  return config;
}

}  // namespace sitrep::ingest
