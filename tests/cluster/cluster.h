#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "cli/connection.h"
#include "common/testing/process.h"
#include "common/testing/temp_dir.h"
#include "sitrep/ingest/v1/ingest_service.pb.h"

namespace sitrep::testing {

// The three real processes on this machine, in a temporary folder, on ports the system chose. A process that is killed
// comes back on the same port and the same data. Not thread-safe.
class Cluster {
 public:
  enum Service { kIngest, kTagger, kQuery };
  static constexpr int kServices = 3;

  Cluster();

  // Starts all three and waits until they serve.
  absl::Status Start();
  absl::Status Start(Service service, const std::vector<std::string>& more_flags = {});
  // kill -9.
  void Kill(Service service);
  // SIGTERM, and waits: the exit code.
  absl::StatusOr<int> Stop(Service service);
  bool Running(Service service);

  cli::Connection Connect() const;
  // Exit code, standard output and error of `sitrep` with these arguments.
  struct Answer {
    int exit_code = -1;
    std::string output;
    std::string errors;
  };
  Answer Sitrep(const std::vector<std::string>& arguments) const;

  std::string DataDir(Service service) const;
  std::string LogOf(Service service) const;
  std::string Address(Service service) const;
  // What the metrics endpoint answers, header included.
  std::string Scrape(Service service) const;
  const std::string& folder() const { return folder_; }
  // "ingest", "tagger", "query".
  static std::string Name(Service service);
  static std::string Binary(Service service);

  // Blocks until the views have reached the end of the log.
  absl::Status WaitForViews(absl::Duration timeout) const;

 private:
  TempDir temp_dir_;
  const std::string folder_;
  std::optional<Process> processes_[kServices];
  int ports_[kServices] = {};
  int metrics_ports_[kServices] = {};
};

// Sends the articles as one batch of SubmitArticles: its results, in their order.
absl::StatusOr<ingest::v1::SubmitArticlesResponse> SubmitBatch(const Cluster& cluster,
                                                               const std::vector<ingest::v1::ArticleSubmission>& articles);

// An article of our own words, different for each number; some are revisions of others, so that ids repeat.
ingest::v1::ArticleSubmission MadeArticle(int number);

}  // namespace sitrep::testing
