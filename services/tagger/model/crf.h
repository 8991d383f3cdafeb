#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "services/tagger/model/kernels.h"

namespace sitrep::tagger {

// A linear-chain conditional random field (Lafferty, McCallum and Pereira 2001): the best labels of a sequence by
// Viterbi's algorithm, and the probability of a piece of them by forward and backward sums, scaled word by word
// (Rabiner 1989). Immutable and thread-safe.
//
// Emissions are rows of width() floats, one a word; those past labels() are not read.
class Crf {
 public:
  // Memory of one call at a time. Not thread-safe.
  struct Scratch {
    std::vector<float> scores;    // A row a word, as all of these.
    std::vector<float> from;      // Best label before.
    std::vector<float> likely;    // Emissions as exponentials of the distance to the row's largest.
    std::vector<float> forward;   // Normalised to 1.
    std::vector<float> backward;  // forward * backward sums to 1 at each word.
    std::vector<float> scales;    // One a word: what `forward` was divided by.
  };

  Crf() = default;
  // `transitions` is [from, to]. REQUIRES: start.size() > 0, and end.size() and the sides of transitions are the same.
  Crf(const Kernels& kernels, absl::Span<const float> transitions, absl::Span<const float> start,
      absl::Span<const float> end);

  size_t labels() const { return labels_; }
  size_t width() const { return PadColumns(labels_); }

  // The labels with the largest sum of scores. REQUIRES: count > 0.
  void Decode(const float* emissions, size_t count, Scratch& scratch, std::vector<uint16_t>& out) const;

  // Readies `scratch` for Probability of the same sequence. Emissions more than 80 below the largest of their word
  // count as 80 below.
  void Sum(const float* emissions, size_t count, Scratch& scratch) const;
  // The probability that words [begin, end) have these labels and the word after them, if any, not `not_next`.
  // REQUIRES: Sum was called; begin < end.
  double Probability(absl::Span<const uint16_t> labels, size_t begin, size_t end, size_t not_next,
                     const Scratch& scratch) const;

 private:
  const Kernels* kernels_ = nullptr;
  size_t labels_ = 0;
  std::vector<float> transitions_;      // [from, width()]
  std::vector<float> factors_;          // Their exponentials.
  std::vector<float> factors_from_to_;  // Transposed: [to, width()].
  std::vector<float> start_;            // width(), as the following.
  std::vector<float> end_;
  std::vector<float> start_factors_;
  std::vector<float> end_factors_;
};

}  // namespace sitrep::tagger
