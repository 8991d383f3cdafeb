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

// Makes `heads`, the best head of each word, those of the best tree of one root: as they are where they are such a
// tree, else the tree with the largest sum of scores. `scores` has a row for each word, of one number more than there
// are words: the score of hanging on the root, then on word 0, 1, ... A word's score of hanging on itself is not read.
// Of equals the first wins. Takes words^2 steps, at worst words^3.
//
// Chu and Liu 1965, Edmonds 1967; the root's scores are lowered by more than any tree can make good, so that the best
// tree has one root (Stanojevic and Cohen 2021). REQUIRES: !heads.empty(), scores are finite.
void MakeTree(const float* scores, ArborescenceScratch& scratch, std::vector<uint32_t>& heads);

}  // namespace sitrep::tagger
