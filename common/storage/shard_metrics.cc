#include "common/storage/shard_metrics.h"

#include <utility>
#include <vector>

namespace sitrep::storage {

obs::CallbackRegistration ShowShard(obs::Metrics& metrics, const Shard& shard) {
  return metrics.AddGaugeCallback(
      "sitrep_rocksdb_property", "A figure of RocksDB, by name and column family (empty: the whole shard)", [&shard] {
        std::vector<obs::Sample> samples;
        for (ShardProperty& property : shard.Properties()) {
          samples.push_back(
              {{{"property", std::move(property.name)}, {"family", std::move(property.family)}}, property.value});
        }
        return samples;
      });
}

uint64_t DiskBytes(const Shard& shard) {
  double bytes = 0;
  for (const ShardProperty& property : shard.Properties()) {
    if (property.name == "sst_bytes" || property.name == "blob_bytes") bytes += property.value;
  }
  return static_cast<uint64_t>(bytes);
}

}  // namespace sitrep::storage
