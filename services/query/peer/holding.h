#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "common/base/cursor.h"
#include "common/base/ids.h"

namespace sitrep::query {

// Which part of the corpus a pod holds. A plain value.
struct Holding {
  // Of the log; 0: not known, and this pod holds everything there is.
  uint32_t log_partitions = 0;
  // Those whose documents it holds, in ascending order; without meaning when it holds everything.
  std::vector<Partition> partitions;
  // It also has the views that need every partition.
  bool whole = true;

  bool HoldsAll() const { return log_partitions == 0 || partitions.size() == log_partitions; }
  bool Holds(Partition partition) const {
    return log_partitions == 0 || std::binary_search(partitions.begin(), partitions.end(), partition);
  }
};

// What a write token says of partitions that this pod holds; of the others, other pods know.
inline CursorVector OnlyHeld(const Holding& holding, const CursorVector& token) {
  CursorVector held{.log_id = token.log_id, .next = {}};
  for (const auto& [partition, offset] : token.next) {
    if (holding.whole || partition == kControlPartition || holding.Holds(partition)) held.next[partition] = offset;
  }
  return held;
}

}  // namespace sitrep::query
