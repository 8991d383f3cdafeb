#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "tests/cluster/cluster.h"

namespace sitrep::testing {

// Clients as they are meant to be: one submits through the client library, one reads through a channel to all query
// pods that balances and retries. While pods are exchanged in good order, neither may notice: every call that fails and
// every answer that is not complete is a complaint. Run until they are stopped.
class SteadyClients {
 public:
  explicit SteadyClients(const Cluster& cluster);
  ~SteadyClients();

  // Waits until everything submitted is acknowledged.
  void Stop();

  std::set<std::string> acknowledged() const ABSL_LOCKS_EXCLUDED(mutex_);
  int reads() const ABSL_LOCKS_EXCLUDED(mutex_);
  // At most twenty, in words.
  std::vector<std::string> complaints() const ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  void Submit();
  void Read();
  bool Pause(absl::Duration pause) ABSL_LOCKS_EXCLUDED(mutex_);
  void Complain(std::string complaint) ABSL_LOCKS_EXCLUDED(mutex_);

  const Cluster& cluster_;
  mutable absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::set<std::string> acknowledged_ ABSL_GUARDED_BY(mutex_);
  int reads_ ABSL_GUARDED_BY(mutex_) = 0;
  std::vector<std::string> complaints_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::thread> threads_;
};

}  // namespace sitrep::testing
