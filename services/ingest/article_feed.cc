#include "services/ingest/article_feed.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "common/base/status_macros.h"
#include "services/ingest/wire.h"

namespace sitrep::ingest {
namespace {

constexpr size_t kMaxBatchEntries = 1'024;

}  // namespace

// Every partition gets its share of the batch, so that a follower far behind sees all of them move.
absl::StatusOr<std::optional<ArticleFeed::Batch>> ArticleFeed::Read(const FeedPosition& position) {
  Batch batch{.next = position};
  batch.next.cursor.log_id = log_.log_id();
  const size_t share = std::max<size_t>(position.max_bytes / std::max<size_t>(position.partitions.size(), 1), 1);
  for (const Partition partition : position.partitions) {
    const Offset from =
        position.cursor.next.contains(partition) ? position.cursor.At(partition) : log_.StartOffset(partition);
    // Also where there is nothing new: whoever holds the cursor knows all partitions by it.
    batch.next.cursor.Advance(partition, from);
    // Control records are small and few, and must not lag behind the articles of the batch: all of them.
    const bool is_control = partition == kControlPartition;
    SITREP_ASSIGN_OR_RETURN(
        std::vector<StoredEntry> entries,
        log_.Read(partition, from, is_control ? SIZE_MAX : kMaxBatchEntries, is_control ? SIZE_MAX : share));
    for (StoredEntry& stored : entries) {
      batch.next.cursor.Advance(partition, Offset{stored.offset.value + 1});
      *batch.response.add_records() = ToWire(partition, stored.offset, std::move(stored.entry));
    }
  }
  if (batch.response.records().empty()) return std::nullopt;
  batch.response.set_cursor(EncodeCursor(batch.next.cursor));
  return batch;
}

ArticleFeed::Batch ArticleFeed::Heartbeat(const FeedPosition& position) {
  Batch batch{.next = position};
  CursorVector& cursor = batch.next.cursor;
  cursor.log_id = log_.log_id();
  // One writer stamps all partitions with one clock that never runs backwards.
  int64_t watermark_us = log_.LastAppendTime(kControlPartition);
  for (uint32_t p = 0; p < log_.partitions(); ++p) {
    watermark_us = std::max(watermark_us, log_.LastAppendTime(Partition{p}));
  }
  for (const Partition partition : position.partitions) {
    cursor.Advance(partition, std::max(position.cursor.At(partition), log_.StartOffset(partition)));
    v1::LogRecord& record = *batch.response.add_records();
    record.set_partition(partition.value);
    record.set_offset(cursor.At(partition).value);
    record.mutable_append_time()->set_seconds(watermark_us / 1'000'000);
    record.mutable_append_time()->set_nanos(static_cast<int32_t>(watermark_us % 1'000'000) * 1'000);
    record.mutable_heartbeat()->set_end_offset(cursor.At(partition).value);
  }
  batch.response.set_cursor(EncodeCursor(cursor));
  return batch;
}

}  // namespace sitrep::ingest
