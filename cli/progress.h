#pragma once

#include <cstdint>
#include <string>

#include "absl/time/time.h"

namespace sitrep::cli {

// A bar on standard error with rate and time left, redrawn in place; nothing where standard error is no terminal. The
// total may be an estimate. Not thread-safe.
class Progress {
 public:
  // `unit`: what `done` counts, "articles". `total` 0: unknown.
  Progress(std::string unit, uint64_t total, bool enabled);
  ~Progress();

  void Update(uint64_t done, uint64_t total);
  // Takes the bar away.
  void Clear();

  double seconds() const;

 private:
  const std::string unit_;
  const bool enabled_;
  const absl::Time start_;
  absl::Time drawn_;
  bool shown_ = false;
};

}  // namespace sitrep::cli
