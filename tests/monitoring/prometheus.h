#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/testing/process.h"

namespace sitrep::testing {

// What Prometheus is to read.
struct ScrapeTarget {
  std::string address;  // host:port
  std::string pod;      // empty: without the labels that a cluster adds
  std::string name_space;
};

// A real Prometheus on a port that the system chose, reading once a second. Not thread-safe.
class Prometheus {
 public:
  // Whether prometheus and promtool are on the path.
  static bool Installed();

  // `folder` must exist; configuration, data and log go there. `rules`: rule files, relative to the working directory.
  static absl::StatusOr<Prometheus> Start(const std::string& folder, const std::vector<ScrapeTarget>& targets,
                                          const std::vector<std::string>& rules);

  // What an instant query answers: the samples as promtool prints them, one a line; none when it has no data.
  // INVALID_ARGUMENT with Prometheus' words when it is no query.
  absl::StatusOr<std::vector<std::string>> Query(const std::string& query) const;
  // What it has said so far; rules that cannot be evaluated are among it.
  std::string Log() const { return ReadWholeFile(folder_ + "/prometheus.log"); }

 private:
  Prometheus(Process process, std::string folder, std::string url)
      : process_(std::move(process)), folder_(std::move(folder)), url_(std::move(url)) {}

  Process process_;
  std::string folder_;
  std::string url_;
};

}  // namespace sitrep::testing
