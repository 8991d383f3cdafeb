#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/obs/metrics.h"

namespace sitrep::obs {

// Rate, errors and duration of every RPC of a process, recorded by common/rpc and by nothing else:
//   sitrep_rpc_requests_total{method,code}    calls finished, streams included
//   sitrep_rpc_duration_seconds{method}       from arrival to status
//   sitrep_rpc_in_flight{method}              calls begun and not finished
//   sitrep_rpc_refused_total{method}          calls refused because a queue or the cap on streams was full
// `method` is the short name from the code, never from the wire. Thread-safe.
class RpcMetrics {
 public:
  explicit RpcMetrics(Metrics& metrics);

  void Begin(std::string_view method);
  // Once for every Begin.
  void End(std::string_view method, absl::StatusCode code, absl::Duration duration);
  void Refused(std::string_view method);

 private:
  struct Method {
    Gauge in_flight;
    Histogram duration;
    Counter refused;
    // By canonical code, made when first seen.
    std::array<std::unique_ptr<Counter>, 17> finished;
  };
  Method& Of(std::string_view method) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  Metrics& metrics_;
  absl::Mutex mutex_;
  absl::flat_hash_map<std::string, std::unique_ptr<Method>> methods_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace sitrep::obs
