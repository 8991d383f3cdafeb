#pragma once

#include <cstddef>
#include <cstdint>

#include "absl/functional/function_ref.h"
#include "absl/types/span.h"

namespace sitrep::eval {

// A figure with the interval in which 95 % of the resamples fall. Not a number where there is nothing to divide by.
struct Estimate {
  double value = 0;
  double low = 0;
  double high = 0;

  friend bool operator==(const Estimate&, const Estimate&) = default;
};

// How often each unit (document, sentence, query) counts.
using Weights = absl::Span<const uint32_t>;

// Percentile bootstrap over whole units (Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13).
// The same seed, units and measure give the same interval on every machine: the generator is our own. Immutable,
// thread-safe.
class Bootstrap {
 public:
  static constexpr uint64_t kDefaultSeed = 20220303;
  static constexpr int kDefaultResamples = 1000;

  explicit Bootstrap(uint64_t seed = kDefaultSeed, int resamples = kDefaultResamples)
      : seed_(seed), resamples_(resamples) {}

  // `measure` is asked once with every weight 1 and once a resample. Resamples for which it is no number are left out.
  Estimate Of(size_t units, absl::FunctionRef<double(Weights)> measure) const;

  uint64_t seed() const { return seed_; }
  int resamples() const { return resamples_; }

 private:
  uint64_t seed_;
  int resamples_;
};

}  // namespace sitrep::eval
