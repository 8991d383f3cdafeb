#pragma once

#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/cursor.h"
#include "common/base/page_bytes.h"
#include "common/rpc/feed.h"
#include "services/ingest/log/append_clock.h"
#include "services/ingest/log/article_log.h"
#include "sitrep/ingest/v1/ingest_service.pb.h"

namespace sitrep::ingest {

struct FeedPosition {
  std::vector<Partition> partitions;  // The control partition, if any, last.
  CursorVector cursor;
  size_t max_bytes = 1 << 20;
  // How long this reader waits for news before it gets a heartbeat.
  absl::Duration heartbeat_interval;
};

// The log as followers see it: records, and heartbeats that carry the watermark onward. Thread-safe.
class ArticleFeed final : public rpc::Feed<v1::WatchArticlesResponse, FeedPosition> {
 public:
  ArticleFeed(const ArticleLog& log, AppendClock& clock, Executor& executor, absl::Duration heartbeat_interval)
      : Feed(executor, heartbeat_interval), log_(log), clock_(clock), heartbeat_interval_(heartbeat_interval) {}
  ~ArticleFeed() override { Stop(); }

  absl::Duration heartbeat_interval() const { return heartbeat_interval_; }

 private:
  absl::StatusOr<std::optional<Batch>> Read(const FeedPosition& position) override;
  Batch Heartbeat(const FeedPosition& position) override;
  absl::Duration HeartbeatAfter(const FeedPosition& position) const override { return position.heartbeat_interval; }
  // Adds what one partition has behind the batch's cursor, as far as there is room.
  absl::Status ReadPartition(Partition partition, size_t max_entries, size_t share, Batch& batch,
                             PageBytes& bytes) const;

  // Adds a heartbeat of the partition when the cursor has everything below `watermark_us`.
  void AddHeartbeat(Partition partition, int64_t watermark_us, Offset end, Batch& batch) const;

  const ArticleLog& log_;
  AppendClock& clock_;
  const absl::Duration heartbeat_interval_;
};

}  // namespace sitrep::ingest
