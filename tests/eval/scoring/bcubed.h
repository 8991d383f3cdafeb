#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "tests/eval/scoring/counts.h"

namespace sitrep::eval {

// BCubed precision and recall of each item (Bagga and Baldwin, Algorithms for Scoring Coreference Chains, 1998): of
// the items that were put with it, the share that belongs with it; of those that belong with it, the share that was put
// with it. An item is always with itself.
struct BCubedItem {
  double precision = 0;
  double recall = 0;
};

// `predicted[i]` and `gold[i]` number the clusters that item i is in. REQUIRES: equal sizes.
std::vector<BCubedItem> BCubed(const std::vector<uint32_t>& predicted, const std::vector<uint32_t>& gold);

// Means over items, and their harmonic mean.
PrecisionRecall EstimateBCubed(const std::vector<BCubedItem>& items, const Bootstrap& bootstrap);

// Pairs of items that belong together, as counts.
Counts PairCounts(const std::vector<uint32_t>& predicted, const std::vector<uint32_t>& gold);

}  // namespace sitrep::eval
