#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

namespace sitrep::eval {

// Tokens, half-open.
struct LabelledSpan {
  uint32_t first = 0;
  uint32_t end = 0;
  std::string label;

  friend auto operator<=>(const LabelledSpan&, const LabelledSpan&) = default;
};

struct BioSentence {
  std::vector<std::string> words;
  std::vector<LabelledSpan> spans;
};

// The spans that B-, I- and O tags mean. As conlleval reads them, an I- that continues nothing of its label begins a
// span. REQUIRES: each tag is "O" or begins with "B-" or "I-".
std::vector<LabelledSpan> SpansOfTags(absl::Span<const std::string> tags);

// A token a line and a blank line between sentences; the token in the first column, its tag in the last, tabs or blanks
// between: two columns (TOKEN TAG) or CleanCoNLL's four (TOKEN POS LINK TAG). INVALID_ARGUMENT names file and line.
absl::StatusOr<std::vector<BioSentence>> ReadBio(const std::string& path);

// Drops all but the last sentences, this share of them, rounded up. REQUIRES: 0 <= share <= 1.
void KeepLast(double share, std::vector<BioSentence>& sentences);

}  // namespace sitrep::eval
