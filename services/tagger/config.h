#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"

namespace sitrep::tagger {

// The flags of taggerd, validated.
struct Config {
  std::string address;
  std::string metrics_address;
  std::string data_dir;
  std::string models_dir;
  std::string numeric_profile;
  std::string ingest_address;
  int threads = 2;
  int queue_limit = 0;
  int max_streams = 0;
  uint64_t memory_bytes = 0;
  uint64_t memo_bytes = 0;
};

absl::StatusOr<Config> LoadConfig();

}  // namespace sitrep::tagger
