#pragma once

#include <rocksdb/cache.h>
#include <rocksdb/env.h>
#include <rocksdb/options.h>

#include <memory>

#include "common/storage/shard_options.h"

namespace sitrep::storage {

// How RocksDB is tuned: for two cores, memory that stays within one budget, and log records of a few kilobytes. `cache`
// is the one cache of the shard; memtables are charged to it too.
rocksdb::DBOptions DatabaseOptions(const ShardOptions& options, rocksdb::Env* env,
                                   const std::shared_ptr<rocksdb::Cache>& cache);
rocksdb::ColumnFamilyOptions ColumnFamilyOptions(const FamilyOptions& family, const ShardOptions& options,
                                                 const std::shared_ptr<rocksdb::Cache>& cache);

}  // namespace sitrep::storage
