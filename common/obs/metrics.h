#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"

namespace prometheus {
class Collectable;
class Counter;
class Gauge;
class Histogram;
class Registry;
}  // namespace prometheus

namespace sitrep::obs {

// Label names and values of one time series. Values come from closed sets: never a URL, a query or an article.
using Labels = std::map<std::string, std::string>;

// The three instruments. Handles: cheap to copy, valid as long as their Metrics, thread-safe. They exist so that only
// common/obs sees prometheus headers.
class Counter {
 public:
  explicit Counter(prometheus::Counter& impl) : impl_(&impl) {}
  // `by` must not be negative.
  void Increment(double by = 1);
  double value() const;

 private:
  prometheus::Counter* impl_;
};

class Gauge {
 public:
  explicit Gauge(prometheus::Gauge& impl) : impl_(&impl) {}
  void Set(double value);
  void Add(double by);
  double value() const;

 private:
  prometheus::Gauge* impl_;
};

class Histogram {
 public:
  explicit Histogram(prometheus::Histogram& impl) : impl_(&impl) {}
  void Observe(double value);
  // In seconds, as histograms of time are named.
  void Observe(absl::Duration value) { Observe(absl::ToDoubleSeconds(value)); }

 private:
  prometheus::Histogram* impl_;
};

// One value read at scrape time.
struct Sample {
  Labels labels;
  double value = 0;
};

class CallbackSet;

// Keeps a callback registered; its destruction removes it, and waits for a scrape that is just calling it. Must not
// outlive what the callback reads, and so is declared after it.
class [[nodiscard]] CallbackRegistration {
 public:
  CallbackRegistration() = default;
  CallbackRegistration(std::shared_ptr<CallbackSet> set, int id) : set_(std::move(set)), id_(id) {}
  CallbackRegistration(CallbackRegistration&& other) noexcept { *this = std::move(other); }
  CallbackRegistration& operator=(CallbackRegistration&& other) noexcept;
  ~CallbackRegistration();

 private:
  std::shared_ptr<CallbackSet> set_;
  int id_ = 0;
};

// Every metric of one process. Names are `sitrep_<area>_<what>_<unit>[_total]` and are listed in
// k8s/monitoring/METRICS.md. Asking twice for the same name and labels gives the same series; the same name with
// another kind aborts, as does a malformed name. Thread-safe; owned by main() and destroyed after everything that
// counts.
class Metrics {
 public:
  Metrics();
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  Counter AddCounter(const std::string& name, const std::string& help, const Labels& labels = {});
  Gauge AddGauge(const std::string& name, const std::string& help, const Labels& labels = {});
  // `buckets`: ascending upper bounds; the one at infinity is added.
  Histogram AddHistogram(const std::string& name, const std::string& help, const std::vector<double>& buckets,
                         const Labels& labels = {});

  // Values read at every scrape: queue depths, cursor lags, properties of a shard. The callback may be called from any
  // thread, must not block for long and must not register or remove callbacks.
  CallbackRegistration AddGaugeCallback(const std::string& name, const std::string& help, std::function<double()> read);
  CallbackRegistration AddGaugeCallback(const std::string& name, const std::string& help,
                                        std::function<std::vector<Sample>()> read);
  CallbackRegistration AddCounterCallback(const std::string& name, const std::string& help,
                                          std::function<std::vector<Sample>()> read);

  // Everything in Prometheus' text format, as the exporter serves it.
  std::string Scrape() const;

  // For the exporter, which holds them weakly.
  std::vector<std::shared_ptr<prometheus::Collectable>> collectables() const;

  // Upper bounds in seconds, 100 µs to 60 s: for RPCs and other work of that scale.
  static std::vector<double> DurationBuckets();

 private:
  // shared_ptr because prometheus::Exposer takes weak_ptr.
  std::shared_ptr<prometheus::Registry> registry_;
  std::shared_ptr<CallbackSet> callbacks_;
};

}  // namespace sitrep::obs
