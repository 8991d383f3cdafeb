#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "tests/eval/scoring/counts.h"
#include "tests/eval/scoring/span_matching.h"

namespace sitrep::eval {

struct ScoredTimex {
  Span span;
  std::string type;
  std::string value;
};

// What TempEval-3 counts of time expressions, document by document.
struct TimexCounts {
  explicit TimexCounts(size_t documents) : relaxed(documents), strict(documents), value(documents), type(documents) {}

  // Spans are paired once, equal ones first, then those that overlap.
  void Add(const std::vector<ScoredTimex>& gold, const std::vector<ScoredTimex>& found, size_t document);

  ClassCounts relaxed;  // Paired.
  ClassCounts strict;   // Equal spans.
  ClassCounts value;    // Paired, and the values are the same string.
  ClassCounts type;     // Paired, and of the same type; by type.
};

// The one class of the first three.
inline constexpr char kAnyTimex[] = "all";

}  // namespace sitrep::eval
