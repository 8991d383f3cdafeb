#pragma once

#include <rocksdb/file_system.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"

namespace sitrep::storage {

// One column family. The defaults suit small values that are both looked up and scanned.
struct FamilyOptions {
  std::string name;

  enum class Compression {
    kNone,
    kLz4,
  };
  Compression compression = Compression::kLz4;

  // Bits of Bloom filter a key, 0 for none: only for families that Get() keys which may be absent.
  int bloom_bits = 10;

  // Values of at least this many bytes go to blob files (LZ4), which compaction does not rewrite. 0: never.
  uint64_t blob_min_bytes = 0;

  // New keys mostly come in order among those that share a prefix of this many bytes (a partition's document numbers),
  // so that a write may look for their place where the last one was. 0: in any order. Changes speed only.
  size_t ordered_prefix_bytes = 0;

  // Entries of a memo: the whole family is kept below `fifo_max_bytes` by dropping its oldest files, and files older
  // than `fifo_ttl` go too (infinite: never). 0: an ordinary family, levels and no loss.
  uint64_t fifo_max_bytes = 0;
  absl::Duration fifo_ttl = absl::InfiniteDuration();

  // Bytes of one memtable.
  uint64_t write_buffer_bytes = 16 << 20;
  // Bytes of one block of a file: larger for scans, smaller for lookups.
  uint64_t block_bytes = 8 << 10;
};

struct ShardOptions {
  // The folder; created with its parents if absent.
  std::string path;
  // What the shard is for: "ingest", "tagger", "query". Opening one of another kind is refused.
  std::string kind;
  // Version of the keys and values this program writes, at least 1. Shards from `oldest_readable_version` on are opened
  // and, from then on, marked as this version, so that an older program will not touch them again.
  uint32_t format_version = 1;
  uint32_t oldest_readable_version = 1;
  std::vector<FamilyOptions> families;

  // Block cache and memtables together, one LRU cache; iterators and pinned blocks come on top. At least 16 MiB.
  uint64_t memory_budget_bytes = 256ull << 20;
  // The log of not yet flushed writes, of which a restart re-reads at most this much.
  uint64_t max_wal_bytes = 128ull << 20;
  // Puts are refused with DISK_FULL while the disk has less room than this, so that deletions and compaction, which
  // free room, still can work. 0: never.
  uint64_t min_free_disk_bytes = 64ull << 20;

  // Null: the machine's. Tests put common/testing/unsynced_loss_file_system.h here.
  std::shared_ptr<rocksdb::FileSystem> file_system;
};

}  // namespace sitrep::storage
