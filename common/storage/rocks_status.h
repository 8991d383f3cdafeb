#pragma once

#include <rocksdb/status.h>

#include <string_view>

#include "absl/status/status.h"

namespace sitrep::storage {

// The one place where RocksDB's statuses become ours. `doing` says what failed ("write", "open /data/shard") and begins
// the message. Corruption: DATA_LOSS, reason STORED_DATA_CORRUPT. No space: RESOURCE_EXHAUSTED, reason DISK_FULL. Not
// found: NOT_FOUND. Busy, timed out, try again: UNAVAILABLE. Shutdown: UNAVAILABLE, reason SHUTTING_DOWN. Not
// supported: FAILED_PRECONDITION. Invalid argument and the rest, which are our own mistakes or the disk's: INTERNAL.
absl::Status FromRocks(const rocksdb::Status& status, std::string_view doing);

// DATA_LOSS with reason STORED_DATA_CORRUPT, for stored bytes that decode to nothing we ever wrote.
absl::Status StoredDataCorrupt(std::string_view what);

}  // namespace sitrep::storage
