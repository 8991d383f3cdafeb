#include "common/obs/rpc_metrics.h"

#include <utility>

#include "common/base/string_views.h"

namespace sitrep::obs {

RpcMetrics::RpcMetrics(Metrics& metrics) : metrics_(metrics) {}

RpcMetrics::Method& RpcMetrics::Of(std::string_view method) {
  std::unique_ptr<Method>& slot = methods_[ToAbsl(method)];
  if (slot) return *slot;
  const Labels labels = {{"method", std::string(method)}};
  slot = std::make_unique<Method>(Method{
      .in_flight = metrics_.AddGauge("sitrep_rpc_in_flight", "Calls begun and not finished.", labels),
      .duration = metrics_.AddHistogram("sitrep_rpc_duration_seconds", "Time from a call's arrival to its status.",
                                        Metrics::DurationBuckets(), labels),
      .refused = metrics_.AddCounter("sitrep_rpc_refused_total",
                                     "Calls refused because the request queue or the cap on streams was full.", labels),
      .finished = {},
  });
  return *slot;
}

void RpcMetrics::Begin(std::string_view method) {
  absl::MutexLock lock(&mutex_);
  Of(method).in_flight.Add(1);
}

void RpcMetrics::End(std::string_view method, absl::StatusCode code, absl::Duration duration) {
  absl::MutexLock lock(&mutex_);
  Method& entry = Of(method);
  entry.in_flight.Add(-1);
  entry.duration.Observe(duration);
  const size_t index = static_cast<size_t>(code) < entry.finished.size()
                           ? static_cast<size_t>(code)
                           : static_cast<size_t>(absl::StatusCode::kUnknown);
  std::unique_ptr<Counter>& counter = entry.finished[index];
  if (!counter) {
    counter = std::make_unique<Counter>(metrics_.AddCounter(
        "sitrep_rpc_requests_total", "Calls finished.",
        {{"method", std::string(method)}, {"code", absl::StatusCodeToString(static_cast<absl::StatusCode>(index))}}));
  }
  counter->Increment();
}

void RpcMetrics::Refused(std::string_view method) {
  absl::MutexLock lock(&mutex_);
  Of(method).refused.Increment();
}

}  // namespace sitrep::obs
