#include "common/obs/metrics.h"

#include <prometheus/collectable.h>
#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/metric_family.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <stdexcept>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "common/base/check.h"

namespace sitrep::obs {
namespace {

// prometheus-cpp throws for malformed names and for a name used twice with different kinds: our own mistakes.
template <typename Register>
auto& OrAbort(const std::string& name, Register add) {
  try {
    return add();
  } catch (const std::invalid_argument& error) {
    Check(false, "metric " + name + ": " + error.what());
    throw;
  }
}

}  // namespace

void Counter::Increment(double by) { impl_->Increment(by); }
double Counter::value() const { return impl_->Value(); }
void Gauge::Set(double value) { impl_->Set(value); }
void Gauge::Add(double by) { impl_->Increment(by); }
double Gauge::value() const { return impl_->Value(); }
void Histogram::Observe(double value) { impl_->Observe(value); }

// The callbacks of a process, collected like a registry. Several callbacks may serve one name, with different labels.
class CallbackSet final : public prometheus::Collectable {
 public:
  struct Callback {
    std::string name;
    std::string help;
    prometheus::MetricType type;
    std::function<std::vector<Sample>()> read;
  };

  int Add(Callback callback) ABSL_LOCKS_EXCLUDED(mutex_) {
    absl::MutexLock lock(&mutex_);
    callbacks_.emplace(next_id_, std::move(callback));
    return next_id_++;
  }

  void Remove(int id) ABSL_LOCKS_EXCLUDED(mutex_) {
    absl::MutexLock lock(&mutex_);
    callbacks_.erase(id);
  }

  std::vector<prometheus::MetricFamily> Collect() const override ABSL_LOCKS_EXCLUDED(mutex_) {
    std::map<std::string, prometheus::MetricFamily> by_name;
    {
      absl::MutexLock lock(&mutex_);
      for (const auto& [id, callback] : callbacks_) {
        prometheus::MetricFamily& family = by_name[callback.name];
        family.name = callback.name;
        family.help = callback.help;
        family.type = callback.type;
        for (const Sample& sample : callback.read()) family.metric.push_back(ToMetric(sample, callback.type));
      }
    }
    std::vector<prometheus::MetricFamily> families;
    for (auto& [name, family] : by_name) families.push_back(std::move(family));
    return families;
  }

 private:
  static prometheus::ClientMetric ToMetric(const Sample& sample, prometheus::MetricType type) {
    prometheus::ClientMetric metric;
    for (const auto& [name, value] : sample.labels) metric.label.push_back({name, value});
    if (type == prometheus::MetricType::Counter) {
      metric.counter.value = sample.value;
    } else {
      metric.gauge.value = sample.value;
    }
    return metric;
  }

  mutable absl::Mutex mutex_;
  int next_id_ ABSL_GUARDED_BY(mutex_) = 1;
  std::map<int, Callback> callbacks_ ABSL_GUARDED_BY(mutex_);
};

CallbackRegistration& CallbackRegistration::operator=(CallbackRegistration&& other) noexcept {
  if (this == &other) return *this;
  if (set_) set_->Remove(id_);
  set_ = std::move(other.set_);
  id_ = other.id_;
  return *this;
}

CallbackRegistration::~CallbackRegistration() {
  if (set_) set_->Remove(id_);
}

Metrics::Metrics() : registry_(std::make_shared<prometheus::Registry>()), callbacks_(std::make_shared<CallbackSet>()) {}
Metrics::~Metrics() = default;

Counter Metrics::AddCounter(const std::string& name, const std::string& help, const Labels& labels) {
  return Counter(OrAbort(name, [&]() -> prometheus::Counter& {
    return prometheus::BuildCounter().Name(name).Help(help).Register(*registry_).Add(labels);
  }));
}

Gauge Metrics::AddGauge(const std::string& name, const std::string& help, const Labels& labels) {
  return Gauge(OrAbort(name, [&]() -> prometheus::Gauge& {
    return prometheus::BuildGauge().Name(name).Help(help).Register(*registry_).Add(labels);
  }));
}

Histogram Metrics::AddHistogram(const std::string& name, const std::string& help, const std::vector<double>& buckets,
                                const Labels& labels) {
  return Histogram(OrAbort(name, [&]() -> prometheus::Histogram& {
    return prometheus::BuildHistogram().Name(name).Help(help).Register(*registry_).Add(labels, buckets);
  }));
}

CallbackRegistration Metrics::AddGaugeCallback(const std::string& name, const std::string& help,
                                               std::function<double()> read) {
  return AddGaugeCallback(name, help, [read = std::move(read)] { return std::vector<Sample>{{{}, read()}}; });
}

CallbackRegistration Metrics::AddGaugeCallback(const std::string& name, const std::string& help,
                                               std::function<std::vector<Sample>()> read) {
  return {callbacks_, callbacks_->Add({name, help, prometheus::MetricType::Gauge, std::move(read)})};
}

CallbackRegistration Metrics::AddCounterCallback(const std::string& name, const std::string& help,
                                                 std::function<std::vector<Sample>()> read) {
  return {callbacks_, callbacks_->Add({name, help, prometheus::MetricType::Counter, std::move(read)})};
}

std::string Metrics::Scrape() const {
  const prometheus::TextSerializer serializer;
  return serializer.Serialize(registry_->Collect()) + serializer.Serialize(callbacks_->Collect());
}

std::vector<std::shared_ptr<prometheus::Collectable>> Metrics::collectables() const { return {registry_, callbacks_}; }

std::vector<double> Metrics::DurationBuckets() {
  return {0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60};
}

}  // namespace sitrep::obs
