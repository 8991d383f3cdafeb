#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/types/span.h"

namespace sitrep::eval {

// A word in the text without its white space: half-open, in bytes. Words of a token that stands for several words
// ("don't") all have the token's span, and are told apart by form.
struct AlignedWord {
  size_t begin = 0;
  size_t end = 0;
  bool multiword = false;
  std::string form;  // In lower case; only read near multiword tokens.
};

// Pairs (gold, predicted) of words that are the same, as the CoNLL 2018 shared task aligns them (Zeman et al., CoNLL
// 2018 Shared Task, evaluation script): by characters where each word is a token, by longest common subsequence of
// forms in the smallest stretch around a multiword token. Both lists in order of the text.
std::vector<std::pair<size_t, size_t>> AlignWords(absl::Span<const AlignedWord> gold,
                                                  absl::Span<const AlignedWord> predicted);

}  // namespace sitrep::eval
