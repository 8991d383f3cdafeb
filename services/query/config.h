#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/cluster/partition_map.h"
#include "common/rpc/endpoints.h"
#include "services/query/peer/holding.h"

namespace sitrep::query {

// The flags of queryd, validated.
struct Config {
  std::string address;
  std::string metrics_address;
  std::string data_dir;
  std::string ingest_address;
  std::vector<rpc::HostAddress> taggers;
  int threads = 2;
  int queue_limit = 256;
  int max_streams = 32;
  uint64_t memory_bytes = 0;
  absl::Duration heartbeat_interval;
  bool bootstrap = true;
  absl::Duration ready_timeout;
  std::vector<rpc::HostAddress> peers;
  // Of this pod in the map, and what it holds; without a map everything.
  uint32_t ordinal = 0;
  std::optional<cluster::PartitionMap> partition_map;
  Holding holding;
  // Every pod that owns some of the log.
  std::vector<std::string> ingest_addresses;
  // Requests that may wait for other query pods at once.
  int coordinators = 32;
};

absl::StatusOr<Config> LoadConfig();

}  // namespace sitrep::query
