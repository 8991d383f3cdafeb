#include "common/storage/rocks_options.h"

#include <rocksdb/filter_policy.h>
#include <rocksdb/slice_transform.h>
#include <rocksdb/table.h>
#include <rocksdb/write_buffer_manager.h>

#include <algorithm>
#include <limits>

namespace sitrep::storage {
namespace {

// Of the memory budget for memtables; the rest is block cache. Much for memtables: files are then fewer and larger, and
// less is merged, and they are full soon, while the block cache would fill over days.
uint64_t MemtableBytes(const ShardOptions& options) { return options.memory_budget_bytes / 4 * 3; }

bool HasFifoFamily(const ShardOptions& options) {
  return std::any_of(options.families.begin(), options.families.end(),
                     [](const FamilyOptions& family) { return family.fifo_max_bytes > 0; });
}

}  // namespace

rocksdb::DBOptions DatabaseOptions(const ShardOptions& options, rocksdb::Env* env,
                                   const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::DBOptions db;
  db.env = env;
  db.create_if_missing = true;
  db.max_background_jobs = 2;
  // Without stalling: a flush that waits for room on a full disk must not block writers for ever. Flushes start at 7/8.
  db.write_buffer_manager = std::make_shared<rocksdb::WriteBufferManager>(MemtableBytes(options), cache, false);
  db.max_total_wal_size = options.max_wal_bytes;
  // Steady writing instead of bursts when the page cache fills.
  db.bytes_per_sync = 1 << 20;
  db.wal_bytes_per_sync = 1 << 20;
  // Of every file that a compaction reads, and it reads the more of them the larger the shard is.
  db.compaction_readahead_size = 256 << 10;
  // Below the usual limit of 1,024 descriptors, with room for sockets. Index blocks live in the cache, so a reopened
  // file is cheap. Families that expire need all their files open to know their ages.
  db.max_open_files = HasFifoFamily(options) ? -1 : 512;
  db.skip_stats_update_on_db_open = true;
  db.stats_persist_period_sec = 0;
  db.avoid_unnecessary_blocking_io = true;
  // avoid_flush_during_recovery stays off: with it a second loss of power takes acknowledged writes (DurabilityTest).
  db.max_manifest_file_size = 16 << 20;
  db.keep_log_file_num = 4;
  db.max_log_file_size = 4 << 20;
  return db;
}

rocksdb::ColumnFamilyOptions ColumnFamilyOptions(const FamilyOptions& family, const ShardOptions& options,
                                                 const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = cache;
  table.block_size = family.block_bytes;
  table.cache_index_and_filter_blocks = true;
  table.pin_l0_filter_and_index_blocks_in_cache = true;
  table.optimize_filters_for_memory = true;
  table.format_version = 5;
  if (family.bloom_bits > 0) table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(family.bloom_bits));

  rocksdb::ColumnFamilyOptions cf;
  cf.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  if (family.ordered_prefix_bytes > 0) {
    cf.memtable_insert_with_hint_prefix_extractor.reset(rocksdb::NewFixedPrefixTransform(family.ordered_prefix_bytes));
  }
  cf.write_buffer_size = std::min(family.write_buffer_bytes, MemtableBytes(options) / 2);
  cf.level_compaction_dynamic_level_bytes = true;
  cf.target_file_size_base = 32 << 20;
  cf.compression =
      family.compression == FamilyOptions::Compression::kNone ? rocksdb::kNoCompression : rocksdb::kLZ4Compression;
  if (family.blob_min_bytes > 0) {
    cf.enable_blob_files = true;
    cf.min_blob_size = family.blob_min_bytes;
    cf.blob_compression_type = rocksdb::kLZ4Compression;
    cf.blob_file_size = 64 << 20;
    cf.enable_blob_garbage_collection = true;
    // Every compaction moves what still lives in the oldest quarter of the blob files, so it had better be rare. The
    // files it merges hold little more than keys: a look-up in twelve of them is cheap.
    cf.level0_file_num_compaction_trigger = 12;
    cf.blob_cache = cache;
  }
  if (family.fifo_max_bytes > 0) {
    cf.compaction_style = rocksdb::kCompactionStyleFIFO;
    cf.num_levels = 1;
    cf.level_compaction_dynamic_level_bytes = false;
    cf.compaction_options_fifo.max_table_files_size = family.fifo_max_bytes;
    // Merging files would only rewrite what is dropped soon; Bloom filters keep look-ups in many files cheap.
    cf.compaction_options_fifo.allow_compaction = false;
    cf.ttl = family.fifo_ttl == absl::InfiniteDuration()
                 ? 0
                 : static_cast<uint64_t>(std::max<int64_t>(1, absl::ToInt64Seconds(family.fifo_ttl)));
    // All files are in level 0, however many there are.
    cf.level0_slowdown_writes_trigger = std::numeric_limits<int>::max();
    cf.level0_stop_writes_trigger = std::numeric_limits<int>::max();
  }
  return cf;
}

}  // namespace sitrep::storage
