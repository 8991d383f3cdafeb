#pragma once

#include <list>
#include <map>
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
#include "tests/cluster/cluster_layout.h"
#include "tests/cluster/reserved_port.h"

namespace sitrep::testing {

// The real processes on this machine, in a temporary folder, on ports that are theirs: one of each service, or as many
// as a layout says. A process that is killed comes back on the same port and the same data. Different pods may be used
// by different threads at the same time; one pod by one thread.
class Cluster {
 public:
  enum Service { kIngest, kTagger, kQuery };
  static constexpr int kServices = 3;

  // One process. A service alone means its pod 0.
  struct Pod {
    Pod(Service of, int number = 0) : service(of), ordinal(number) {}
    Service service;
    int ordinal;
  };

  explicit Cluster(const ClusterLayout& layout = {});

  const ClusterLayout& layout() const { return layout_; }
  int Pods(Service service) const;
  // All of them: ingest first, query last.
  std::vector<Pod> AllPods() const;

  // Flags that every pod of a service gets from its next start on, behind those of the layout.
  void SetFlags(Service service, std::vector<std::string> flags) { flags_[service] = std::move(flags); }

  // Starts every pod and waits until all are ready.
  absl::Status Start();
  // Starts one, and returns when it listens, ready or not.
  absl::Status Start(Pod pod, const std::vector<std::string>& more_flags = {});
  // Until its health service says that it is ready.
  absl::Status WaitReady(Pod pod, absl::Duration timeout) const;
  // Until every query pod knows a pod for every partition. All are up.
  absl::Status WaitForPeers(absl::Duration timeout) const;
  bool Ready(Pod pod) const;
  // kill -9.
  void Kill(Pod pod);
  // SIGTERM, and waits: the exit code.
  absl::StatusOr<int> Stop(Pod pod);
  bool Running(Pod pod);

  // Stubs of one pod of each.
  cli::Connection Connect(int ingest = 0, int tagger = 0, int query = 0) const;
  // Exit code, standard output and error of `sitrep` with these arguments.
  struct Answer {
    int exit_code = -1;
    std::string output;
    std::string errors;
  };
  Answer Sitrep(const std::vector<std::string>& arguments) const;

  std::string DataDir(Pod pod) const;
  std::string LogOf(Pod pod) const;
  std::string Address(Pod pod) const;
  std::string MetricsAddress(Pod pod) const;
  // The partition map, where there is one.
  std::string MapPath() const { return folder_ + "/partitions.map"; }
  // Of all pods of a service, separated by commas.
  std::string Addresses(Service service) const;
  // What the metrics endpoint answers, header included.
  std::string Scrape(Pod pod) const;
  const std::string& folder() const { return folder_; }
  // "ingest", "tagger", "query".
  static std::string Name(Service service);
  // "query-2"; where there is one pod, "query".
  std::string Name(Pod pod) const;
  static std::string Binary(Service service);

  // Blocks until the views of every query pod have reached the end of the log.
  absl::Status WaitForViews(absl::Duration timeout) const;

 private:
  struct Slot {
    ReservedPort port;
    ReservedPort metrics_port;
    std::optional<Process> process;
  };

  const Slot& SlotOf(Pod pod) const { return slots_.at(pod.service).at(pod.ordinal); }
  Slot& SlotOf(Pod pod) { return slots_.at(pod.service).at(pod.ordinal); }
  std::vector<std::string> FlagsOf(Pod pod) const;
  absl::Status WaitForViews(int query, absl::Duration timeout) const;

  const ClusterLayout layout_;
  TempDir temp_dir_;
  const std::string folder_;
  std::map<Service, std::map<int, Slot>> slots_;
  std::map<Service, std::vector<std::string>> flags_;
};

// Sends the articles as one batch of SubmitArticles: its results, in their order.
absl::StatusOr<ingest::v1::SubmitArticlesResponse> SubmitBatch(
    const Cluster& cluster, const std::vector<ingest::v1::ArticleSubmission>& articles);

// An article of our own words, different for each number; some are revisions of others, so that ids repeat.
ingest::v1::ArticleSubmission MadeArticle(int number);

}  // namespace sitrep::testing
