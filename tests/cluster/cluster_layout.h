#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace sitrep::testing {

// How many pods of each service a cluster has, and who holds which partitions.
struct ClusterLayout {
  int ingest = 1;
  int tagger = 1;
  int query = 1;
  // Of a log with a partition map; without one the log has as many, too.
  uint32_t partitions = 8;
  // Query pods whose ordinal is g modulo `groups` hold an equal share of the partitions; those of group 0 are whole.
  int groups = 1;
  // Of a log with a partition map; without one ingest draws its own.
  uint64_t log_id = 0x5f3a9c21d4e8b706;

  // One pod of ingest and one of query need none.
  bool UsesMap() const { return ingest > 1 || query > 1; }
  // The partitions [first, second) of share `index` out of `shares`.
  std::pair<uint32_t, uint32_t> Share(int index, int shares) const;
  // "3x2x4"
  std::string Name() const;
};

// The partition map of a layout, as the services read it. `ingest_address`: of an ordinal.
std::string PartitionMapText(const ClusterLayout& layout, const std::function<std::string(int)>& ingest_address);

}  // namespace sitrep::testing
