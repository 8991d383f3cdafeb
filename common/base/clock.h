#pragma once

#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace sitrep {

// The wall clock, passed in wherever time is needed, so that tests move it (common/testing/fake_clock.h). Dates and
// answers never depend on it; append times, ages and deadlines do. Implementations are thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual absl::Time Now() const = 0;
};

// The only reader of the machine's wall clock.
class SystemClock final : public Clock {
 public:
  absl::Time Now() const override { return absl::Now(); }
};

}  // namespace sitrep
