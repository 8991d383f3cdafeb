#include "common/base/ids.h"

#include "common/base/check.h"
#include "common/base/hash.h"

namespace sitrep {

Partition PartitionOf(const ArticleId& id, uint32_t partitions) {
  Check(partitions >= 1 && partitions <= kMaxPartitions, "the number of partitions must be 1 to 65535");
  return Partition{static_cast<uint32_t>(Hash64(id.value) % partitions)};
}

}  // namespace sitrep
