#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/testing/process.h"

namespace sitrep::testing {

// A process beside those of a Cluster, and the port it serves on.
struct OtherProcess {
  Process process;
  int port = 0;
  std::string log_path;

  // `flags` without those of addresses; port 0: the system chooses. Returns when it says that it serves.
  static absl::StatusOr<OtherProcess> Start(const std::string& program, std::vector<std::string> flags,
                                            const std::string& log_path, int port = 0);
  std::string address() const { return "127.0.0.1:" + std::to_string(port); }
};

}  // namespace sitrep::testing
