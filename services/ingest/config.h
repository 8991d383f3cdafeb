#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace sitrep::ingest {

// The flags of ingestd, validated.
struct Config {
  std::string address;
  std::string metrics_address;
  std::string data_dir;
  uint32_t partitions = 0;
  std::string partition_map;  // A file; empty: this process owns everything.
  uint32_t ordinal = 0;
  int threads = 2;
  int queue_limit = 256;
  int max_streams = 32;
  uint64_t memory_bytes = 0;
  absl::Duration heartbeat_interval;
};

absl::StatusOr<Config> LoadConfig();

}  // namespace sitrep::ingest
