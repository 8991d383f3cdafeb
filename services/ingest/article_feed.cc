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

absl::Status ArticleFeed::ReadPartition(Partition partition, size_t max_entries, size_t share, Batch& batch,
                                        PageBytes& bytes) const {
  CursorVector& cursor = batch.next.cursor;
  const Offset from = cursor.next.contains(partition) ? cursor.At(partition) : log_.StartOffset(partition);
  // Also where there is nothing new: whoever holds the cursor knows all partitions by it.
  cursor.Advance(partition, from);
  SITREP_ASSIGN_OR_RETURN(std::vector<StoredEntry> entries, log_.Read(partition, from, max_entries, share));
  for (StoredEntry& stored : entries) {
    // An entry too large to join the others waits until it comes first, and is then a batch of its own.
    if (!bytes.Add(stored.entry.ByteSizeLong())) break;
    cursor.Advance(partition, Offset{stored.offset.value + 1});
    *batch.response.add_records() = ToWire(partition, stored.offset, std::move(stored.entry));
  }
  return absl::OkStatus();
}

// Every partition gets its share of the batch, so that a follower far behind sees all of them move.
absl::StatusOr<std::optional<ArticleFeed::Batch>> ArticleFeed::Read(const FeedPosition& position) {
  Batch batch{.next = position};
  batch.next.cursor.log_id = log_.log_id();
  const size_t share = std::max<size_t>(position.max_bytes / std::max<size_t>(position.partitions.size(), 1), 1);
  PageBytes bytes;
  bool control = false;
  for (const Partition partition : position.partitions) {
    control |= partition == kControlPartition;
    if (partition != kControlPartition) {
      SITREP_RETURN_IF_ERROR(ReadPartition(partition, kMaxBatchEntries, share, batch, bytes));
    }
  }
  if (control) {
    // Read after the articles and sent with them, so that no article is ahead of a control record that came before it.
    // Where there are too many to be sent together they go first and alone, and the articles are read again.
    Batch records{.next = position};
    records.next.cursor.log_id = log_.log_id();
    PageBytes control_bytes;
    const int64_t watermark_us = clock_.Watermark();
    const Offset end = log_.EndOffset(kControlPartition);
    SITREP_RETURN_IF_ERROR(ReadPartition(kControlPartition, SIZE_MAX, kMaxPageBytes, records, control_bytes));
    const bool any = !records.response.records().empty();
    if (!any && batch.response.records().empty()) return std::nullopt;
    if (any && !bytes.Add(records.response.ByteSizeLong())) {
      batch = std::move(records);
    } else {
      batch.next.cursor.Advance(kControlPartition, records.next.cursor.At(kControlPartition));
      for (v1::LogRecord& record : *records.response.mutable_records()) {
        *batch.response.add_records() = std::move(record);
      }
    }
    // Followers of other pods wait for it, so it comes with every batch and not only while there is nothing else.
    AddHeartbeat(kControlPartition, watermark_us, end, batch);
  }
  if (batch.response.records().empty()) return std::nullopt;
  batch.response.set_cursor(EncodeCursor(batch.next.cursor));
  return batch;
}

void ArticleFeed::AddHeartbeat(Partition partition, int64_t watermark_us, Offset end, Batch& batch) const {
  const Offset next = batch.next.cursor.At(partition);
  if (next < end) return;
  v1::LogRecord& record = *batch.response.add_records();
  record.set_partition(partition.value);
  record.set_offset(next.value);
  record.mutable_append_time()->set_seconds(watermark_us / 1'000'000);
  record.mutable_append_time()->set_nanos(static_cast<int32_t>(watermark_us % 1'000'000) * 1'000);
  record.mutable_heartbeat()->set_end_offset(next.value);
}

ArticleFeed::Batch ArticleFeed::Heartbeat(const FeedPosition& position) {
  Batch batch{.next = position};
  CursorVector& cursor = batch.next.cursor;
  cursor.log_id = log_.log_id();
  // First the promise, then the ends: what was stamped before it lies below them. A partition of which the reader lacks
  // something is left out, for what it lacks may be older than the promise; it is being read.
  const int64_t watermark_us = clock_.Watermark();
  for (const Partition partition : position.partitions) {
    cursor.Advance(partition, std::max(position.cursor.At(partition), log_.StartOffset(partition)));
    AddHeartbeat(partition, watermark_us, log_.EndOffset(partition), batch);
  }
  batch.response.set_cursor(EncodeCursor(cursor));
  return batch;
}

}  // namespace sitrep::ingest
