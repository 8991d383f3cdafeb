#pragma once

#include <map>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "tests/cluster/cluster.h"

namespace sitrep::testing {

// Of the articles that measure whether things work again.
inline constexpr char kProbeSource[] = "Probe";

// Ends pods of a cluster at random, by kill -9 or SIGTERM, starts them again a moment later, and measures how long it
// takes until everything works again, with or without them. Not thread-safe.
class PodKiller {
 public:
  PodKiller(Cluster& cluster, uint64_t seed) : cluster_(cluster), random_(seed) {}

  // Ends a random pod, now and then two at once, and returns when all of them run and are ready again.
  absl::Status Strike();

  // For each service: how often one of its pods was ended, and from then on the time until calls succeed fully, and
  // until the pod was ready again after its start; shortest, median and longest.
  std::string Report() const;

 private:
  struct Times {
    std::vector<absl::Duration> failover;
    std::vector<absl::Duration> ready;
  };

  // Whether what pods of this service do is being done: for ingest submitting to this pod's partitions, for taggers
  // indexing of new articles, for query complete answers of every pod that is not `ended`.
  bool Works(Cluster::Pod ended, bool back);
  bool IngestWorks(int ordinal);
  bool TaggingWorks();
  bool QueryWorks(int ended, bool back) const;
  ingest::v1::ArticleSubmission Probe();

  Cluster& cluster_;
  std::mt19937_64 random_;
  std::map<Cluster::Service, Times> times_;
  int probes_ = 0;
};

}  // namespace sitrep::testing
