#include "tests/eval/scoring/bootstrap.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace sitrep::eval {
namespace {

constexpr double kTail = 0.025;

// SplitMix64 (Steele, Lea and Flood, Fast Splittable Pseudorandom Number Generators, OOPSLA 2014).
class Generator {
 public:
  explicit Generator(uint64_t seed) : state_(seed) {}

  // Below `bound`, which is far below 2^32.
  uint32_t Below(uint32_t bound) {
    state_ += 0x9E3779B97F4A7C15;
    uint64_t mixed = state_;
    mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
    mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
    mixed ^= mixed >> 31;
    return static_cast<uint32_t>(((mixed >> 32) * bound) >> 32);
  }

 private:
  uint64_t state_;
};

double Percentile(const std::vector<double>& sorted, double share) {
  const auto at = static_cast<size_t>(std::lround(share * static_cast<double>(sorted.size() - 1)));
  return sorted[at];
}

}  // namespace

Estimate Bootstrap::Of(size_t units, absl::FunctionRef<double(Weights)> measure) const {
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  std::vector<uint32_t> weights(units, 1);
  Estimate estimate{measure(weights), kNone, kNone};
  if (units == 0 || std::isnan(estimate.value)) return estimate;
  Generator generator(seed_);
  std::vector<double> values;
  values.reserve(resamples_);
  for (int i = 0; i < resamples_; ++i) {
    std::ranges::fill(weights, 0);
    for (size_t drawn = 0; drawn < units; ++drawn) ++weights[generator.Below(static_cast<uint32_t>(units))];
    const double value = measure(weights);
    if (!std::isnan(value)) values.push_back(value);
  }
  if (values.empty()) return estimate;
  std::ranges::sort(values);
  estimate.low = Percentile(values, kTail);
  estimate.high = Percentile(values, 1 - kTail);
  return estimate;
}

}  // namespace sitrep::eval
