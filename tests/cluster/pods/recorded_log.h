#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "sitrep/ingest/storage/v1/log_entry.pb.h"
#include "sitrep/ingest/v1/ingest_service.pb.h"
#include "tests/cluster/cluster.h"

namespace sitrep::testing {

// The words on which BuggyTagger fails in the articles of a recorded log.
inline constexpr char kPoisonousWords[] = "the press jammed on every page";

// What once happened to a log, to be written into the shards of any layout with the same append times: some hundred
// articles (the samples, made ones, wire copies of each other), many appended in the same microsecond, revisions, late
// ones, wordings that become current again, resubmissions, retractions, articles without a date, poisonous ones,
// subscriptions and operators' entities that come, change and go. A function of the seed.
class RecordedLog {
 public:
  static RecordedLog Make(uint64_t seed);

  // Writes the shards of a cluster's ingest pods, none of which may run yet. They are what these pods would have
  // written, had they received each thing at its moment.
  absl::Status WriteShards(const Cluster& cluster) const;

  // Of every article that was ever submitted.
  const std::set<std::string>& article_ids() const { return article_ids_; }
  // Subscriptions in force at the end.
  const std::set<std::string>& subscriptions() const { return subscriptions_; }

 private:
  struct Retraction {
    std::string article_id;
  };
  struct Step {
    // After the step before it; zero: in the same microsecond.
    absl::Duration later;
    std::variant<ingest::v1::ArticleSubmission, Retraction, ingest::storage::v1::Control> what;
  };
  class Author;

  std::vector<Step> steps_;
  std::set<std::string> article_ids_;
  std::set<std::string> subscriptions_;
};

}  // namespace sitrep::testing
