#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tests/eval/scoring/span_matching.h"

namespace sitrep::eval {

// A sentence, somebody it speaks of, and how.
struct TonedTarget {
  Span span;         // Bytes of the sentence.
  int polarity = 0;  // -1 negative, 0 neutral, 1 positive.
};

struct TonedSentence {
  std::string text;
  std::vector<TonedTarget> targets;
};

// NewsMTSC's JSON lines: sentence_normalized, targets: from, to (code points), polarity (2, 4, 6). INVALID_ARGUMENT
// names file and line.
absl::StatusOr<std::vector<TonedSentence>> ReadTonedSentences(const std::string& path);

}  // namespace sitrep::eval
