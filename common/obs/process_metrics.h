#pragma once

#include <string>
#include <vector>

#include "common/base/executor.h"
#include "common/obs/metrics.h"

namespace sitrep::obs {

// What every process shows of itself, read at scrape time: version, start time, memory, CPU time.
std::vector<CallbackRegistration> ShowProcess(Metrics& metrics, const std::string& service);

// Waiting and running tasks of an executor, as sitrep_executor_queue_depth{executor} and
// sitrep_executor_busy{executor}. `name` comes from a closed set. The executors must outlive the registrations.
struct NamedExecutor {
  std::string name;
  const Executor& executor;
};
std::vector<CallbackRegistration> ShowExecutors(Metrics& metrics, std::vector<NamedExecutor> executors);

// Bytes of memory this process holds now, from /proc.
double ResidentBytes();

}  // namespace sitrep::obs
