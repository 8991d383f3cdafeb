#pragma once

#include <cstdint>

#include "common/obs/metrics.h"
#include "common/storage/shard.h"

namespace sitrep::storage {

// Shows every figure of Shard::Properties as sitrep_rocksdb_property{property,family}, read at scrape time. `shard`
// must outlive the registration.
obs::CallbackRegistration ShowShard(obs::Metrics& metrics, const Shard& shard);

// Bytes of table and blob files.
uint64_t DiskBytes(const Shard& shard);

}  // namespace sitrep::storage
