#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <utility>

namespace sitrep {

// Identifiers of different things are different types, so that swapping two arguments does not compile. Each is a plain
// value: compare, hash (abseil), copy.

// Opaque, at most 256 bytes, chosen by the client or derived by ingest. Its hash chooses the partition.
struct ArticleId {
  std::string value;

  friend auto operator<=>(const ArticleId&, const ArticleId&) = default;
  template <typename H>
  friend H AbslHashValue(H state, const ArticleId& id) {
    return H::combine(std::move(state), id.value);
  }
};

// One of the P ordered sequences a log consists of, 0 .. P - 1; the control partition is none of these.
struct Partition {
  uint32_t value = 0;

  friend auto operator<=>(const Partition&, const Partition&) = default;
  template <typename H>
  friend H AbslHashValue(H state, const Partition& partition) {
    return H::combine(std::move(state), partition.value);
  }
};

// The compacted partition of control records, in cursors, write tokens and keys.
inline constexpr Partition kControlPartition{65535};

// The largest number of partitions a log can have; a partition takes two bytes in every key.
inline constexpr uint32_t kMaxPartitions = 65535;

// Position of a record in its partition. Increases, may have gaps; meaningless across partitions.
struct Offset {
  uint64_t value = 0;

  friend auto operator<=>(const Offset&, const Offset&) = default;
  template <typename H>
  friend H AbslHashValue(H state, const Offset& offset) {
    return H::combine(std::move(state), offset.value);
  }
};

// The partition that holds every record of an article: XXH3-64 of the id's bytes modulo `partitions` (1 ..
// kMaxPartitions). Never to change: stored logs, clients and query pods all rely on the same answer.
Partition PartitionOf(const ArticleId& id, uint32_t partitions);

}  // namespace sitrep
