#pragma once

#include <cstdint>

#include "common/base/ids.h"
#include "sitrep/ingest/storage/v1/log_entry.pb.h"
#include "sitrep/ingest/v1/ingest_service.pb.h"

namespace sitrep::ingest {

// From what the shard stores to what the wire carries. Thread-safe, pure; entries are taken apart, not copied.
v1::StoredArticle ToWire(storage::v1::Article article, int64_t append_time_us, bool current);
v1::LogRecord ToWire(Partition partition, Offset offset, storage::v1::LogEntry entry);

// The publication time of a stored article as clients see it.
type::v1::PublicationTime PublicationOf(const storage::v1::Article& article);

}  // namespace sitrep::ingest
