#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "tests/cluster/cluster.h"

namespace sitrep::testing {

// Clients of a cluster that is being shaken: one submits made articles at a steady pace, one takes some of them down,
// one sends again what was acknowledged, and one at each query pod asks. Whatever they are told that breaks a promise
// is written down. A call may fail because a pod is down (UNAVAILABLE), because the views cannot be as fresh as asked
// in time, or because somebody is overloaded, and an answer may say which part is missing: nothing else. Runs until it
// is destroyed or stopped.
class ChaosLoad {
 public:
  struct Options {
    absl::Duration pace = absl::Milliseconds(40);
    uint64_t seed = 0;
  };
  // What became of the questions.
  struct Tally {
    int complete = 0;
    int partial = 0;
    std::map<std::string, int> failures;
  };

  ChaosLoad(const Cluster& cluster, Options options);
  ~ChaosLoad();

  // Waits until everything submitted has been answered: OK, or why not.
  absl::Status Stop();

  // Articles that have to be found exactly once, and those that must not be.
  std::set<std::string> acknowledged() const;
  std::set<std::string> retracted() const;
  int submitted() const;
  Tally tally() const;
  // How many times an acknowledged article was sent again and nothing changed.
  int unchanged() const;
  // At most twenty, in words.
  std::vector<std::string> broken_promises() const;

 private:
  using Random = std::mt19937_64;

  void SubmitAll();
  void RetractSome();
  void Repeat();
  void AskPod(int ordinal);
  void AskForOwnWrite(const cli::Connection& connection, int number, const std::string& token);
  void AskForDocument(const cli::Connection& connection, int number, const std::string& token);
  void AskInGeneral(const cli::Connection& connection, Random& random);

  // False when the load is over.
  bool Pause(absl::Duration pause) ABSL_LOCKS_EXCLUDED(mutex_);
  // Number of an acknowledged article; -1 while there is none. Half of the time one of the newest.
  int AnyAcknowledged(Random& random) const ABSL_LOCKS_EXCLUDED(mutex_);
  // Number and write token of one that was sent again.
  std::optional<std::pair<int, std::string>> AnyToken(Random& random) const ABSL_LOCKS_EXCLUDED(mutex_);
  bool MayBeRetracted(int number) const ABSL_LOCKS_EXCLUDED(mutex_);
  void Answered(bool complete) ABSL_LOCKS_EXCLUDED(mutex_);
  // Tells whether a failure is one that chaos excuses, and writes it down either way.
  void Failed(const std::string& what, const absl::Status& status) ABSL_LOCKS_EXCLUDED(mutex_);
  void Broken(std::string promise) ABSL_LOCKS_EXCLUDED(mutex_);

  const Cluster& cluster_;
  const Options options_;

  mutable absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  int submitted_ ABSL_GUARDED_BY(mutex_) = 0;
  std::set<int> acknowledged_ ABSL_GUARDED_BY(mutex_);
  // Of those that were sent again, in that order: the stream of submissions gives tokens for whole batches only.
  std::vector<std::pair<int, std::string>> tokens_ ABSL_GUARDED_BY(mutex_);
  // From when the retraction is asked for; and once it is answered.
  std::set<int> retracting_ ABSL_GUARDED_BY(mutex_);
  std::set<int> retracted_ ABSL_GUARDED_BY(mutex_);
  Tally tally_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::string> broken_ ABSL_GUARDED_BY(mutex_);
  absl::Status submit_status_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::thread> threads_;
};

}  // namespace sitrep::testing
