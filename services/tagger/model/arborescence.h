#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/types/span.h"

namespace sitrep::tagger {

// In a list of heads: the word hangs on no other.
inline constexpr uint32_t kRootHead = 0xFFFFFFFF;

// Memory of one call at a time. Not thread-safe.
struct ArborescenceScratch {
  struct Contraction {
    uint32_t kept = 0;            // The node of the cycle that stands for all of it.
    std::vector<uint32_t> cycle;  // Its nodes.
    std::vector<uint32_t> heads;  // Their heads in the cycle.
    std::vector<uint32_t> enter;  // By node outside: the node of the cycle that it would best enter.
    std::vector<uint32_t> leave;  // By node outside: the node of the cycle that is its best head.
  };
  std::vector<double> scores;
  std::vector<uint32_t> heads;
  std::vector<uint32_t> alive;
  std::vector<uint32_t> mark;
  std::vector<Contraction> contractions;
};

// The heads of `count` words that make the best tree of one root: the best head of each where those are such a tree,
// else the tree with the largest sum of scores. `scores` has count rows of count + 1 numbers, one row a word: the score
// of hanging on the root, then on word 0, 1, ... Of equals the first wins. Takes count^2 steps, at worst count^3.
//
// Chu and Liu 1965, Edmonds 1967; the root's scores are lowered by more than any tree can make good, so that the best
// tree has one root (Stanojevic and Cohen 2021). REQUIRES: count > 0, scores are finite.
void FindHeads(const float* scores, size_t count, ArborescenceScratch& scratch, std::vector<uint32_t>& heads);

}  // namespace sitrep::tagger
