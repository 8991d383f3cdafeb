#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
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
  // Which part of the corpus this pod holds: everything, unless a partition map says something else.
  uint32_t ordinal = 0;
  Holding holding;
  // The other query pods; this one may be among them.
  std::vector<rpc::HostAddress> peers;
  int coordinators = 32;
};

absl::StatusOr<Config> LoadConfig();

}  // namespace sitrep::query
