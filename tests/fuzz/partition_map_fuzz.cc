#include <cstddef>
#include <cstdint>
#include <string_view>

#include "common/base/check.h"
#include "common/cluster/partition_map.h"

// Any text is a map that answers for every partition and every ordinal, or an error with a message.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto map = sitrep::cluster::PartitionMap::Parse(text);
  if (!map.ok()) {
    sitrep::Check(!map.status().message().empty(), "an error without a message");
    return 0;
  }
  size_t owned = 0;
  for (const sitrep::cluster::IngestPod& pod : map->ingest_pods()) {
    owned += pod.partitions.size();
    for (const sitrep::Partition partition : pod.partitions) {
      sitrep::Check(map->OwnerOf(partition).ordinal == pod.ordinal, "owner and partitions contradict each other");
    }
  }
  sitrep::Check(map->log_id() != 0 && owned == map->partitions(), "a partition without an owner, or with two");
  sitrep::Check(map->OwnerOf(sitrep::kControlPartition).ordinal == 0, "the control partition is not of ingest 0");
  bool whole = false;
  for (uint32_t ordinal = 0; ordinal < map->query_groups(); ++ordinal) {
    whole = whole || map->HoldingOf(ordinal).whole;
    sitrep::Check(!map->HoldingOf(ordinal).partitions.empty(), "a query that holds nothing");
  }
  sitrep::Check(whole, "nobody is whole");
  return 0;
}
