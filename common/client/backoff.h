#pragma once

#include <algorithm>

#include "absl/time/time.h"

namespace sitrep::client {

// How long to wait before trying again: doubles from 50 ms to 2 s, begins anew after a success. Not thread-safe.
class Backoff {
 public:
  absl::Duration Next() {
    const absl::Duration delay = next_;
    next_ = std::min(next_ * 2, kMax);
    return delay;
  }
  void Reset() { next_ = kFirst; }

 private:
  static constexpr absl::Duration kFirst = absl::Milliseconds(50);
  static constexpr absl::Duration kMax = absl::Seconds(2);
  absl::Duration next_ = kFirst;
};

}  // namespace sitrep::client
