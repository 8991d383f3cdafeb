#include "common/obs/process_metrics.h"

#include <sys/resource.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <fstream>
#include <utility>

#include "absl/time/clock.h"
#include "common/base/version.h"

// jemalloc's, in programs that are linked with it; null elsewhere.
extern "C" [[gnu::weak]] int mallctl(const char* name, void* old, size_t* old_bytes, void* next, size_t next_bytes);

namespace sitrep::obs {
namespace {

// What the program has allocated and not freed, without what the allocator keeps around it. 0: not known.
double AllocatedBytes() {
  if (mallctl == nullptr) return 0;
  // Figures are as of the last time the epoch was advanced.
  uint64_t epoch = 1;
  size_t bytes = sizeof epoch;
  if (mallctl("epoch", &epoch, &bytes, &epoch, sizeof epoch) != 0) return 0;
  size_t allocated = 0;
  bytes = sizeof allocated;
  return mallctl("stats.allocated", &allocated, &bytes, nullptr, 0) == 0 ? static_cast<double>(allocated) : 0;
}

}  // namespace

double ResidentBytes() {
  std::ifstream statm("/proc/self/statm");
  double total_pages = 0;
  double resident_pages = 0;
  statm >> total_pages >> resident_pages;
  return resident_pages * static_cast<double>(sysconf(_SC_PAGESIZE));
}

std::vector<CallbackRegistration> ShowProcess(Metrics& metrics, const std::string& service) {
  metrics
      .AddGauge("sitrep_build_info", "1, with the version of the program",
                {{"service", service}, {"version", std::string(kVersion)}})
      .Set(1);
  metrics.AddGauge("sitrep_process_start_time_seconds", "When the process began, seconds since 1970")
      .Set(absl::ToDoubleSeconds(absl::Now() - absl::UnixEpoch()));
  std::vector<CallbackRegistration> registrations;
  registrations.push_back(metrics.AddGaugeCallback("sitrep_process_resident_bytes", "Memory the process holds",
                                                   std::function<double()>(ResidentBytes)));
  registrations.push_back(metrics.AddGaugeCallback("sitrep_process_allocated_bytes",
                                                   "Memory the program has allocated and not freed",
                                                   std::function<double()>(AllocatedBytes)));
  registrations.push_back(metrics.AddCounterCallback("sitrep_process_cpu_seconds_total", "CPU time of the process", [] {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& time) {
      return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
    };
    return std::vector<Sample>{{{}, seconds(usage.ru_utime) + seconds(usage.ru_stime)}};
  }));
  return registrations;
}

std::vector<CallbackRegistration> ShowExecutors(Metrics& metrics, std::vector<NamedExecutor> executors) {
  const auto samples = [executors](size_t (Executor::*read)() const) {
    std::vector<Sample> out;
    for (const NamedExecutor& named : executors) {
      out.push_back({{{"executor", named.name}}, static_cast<double>((named.executor.*read)())});
    }
    return out;
  };
  std::vector<CallbackRegistration> registrations;
  registrations.push_back(metrics.AddGaugeCallback("sitrep_executor_queue_depth", "Tasks that wait for a worker",
                                                   [samples] { return samples(&Executor::queue_depth); }));
  registrations.push_back(metrics.AddGaugeCallback("sitrep_executor_busy", "Tasks that run",
                                                   [samples] { return samples(&Executor::busy); }));
  return registrations;
}

}  // namespace sitrep::obs
