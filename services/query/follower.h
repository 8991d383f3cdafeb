#pragma once

#include <grpcpp/channel.h>

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/client/ingest_client.h"
#include "common/client/log_follower.h"
#include "common/client/tagger_pool.h"
#include "common/obs/log.h"
#include "common/obs/metrics.h"
#include "common/rpc/endpoints.h"
#include "services/query/freshness.h"
#include "services/query/view/view.h"

namespace sitrep::query {

// Keeps views up with the log: watches it, has every article tagged, and applies records and cursor to each view,
// in log order. Three stages side by side: the watcher's thread receives and sends texts to the tagger, the tagger's
// thread fills in annotations, the follower's own thread applies what is complete. What lies between them is bounded;
// when it is full the watcher's thread waits, and so does ingest.
class Follower {
 public:
  struct Options {
    // Received and not yet applied; tagged, an article takes some 100 KiB.
    size_t max_pending_articles = 512;
    size_t max_pending_bytes = 48 << 20;
    // Applied with one write.
    size_t max_group_articles = 256;
    // Followed; empty: all.
    std::vector<Partition> partitions;
    // Articles count in the metrics, which are of what is served.
    bool counts = true;
    // Which taggers are asked; empty: whichever run.
    std::string pipeline_version;
    // Of those below, each may be null; they are called on threads of the follower.
    // Control records, the newest of each key of all there ever were: on every start they come again from the first.
    std::function<void(const ingest::v1::ControlRecord& record)> on_control;
    // After the control records of a response, before anything else of it is touched: false ends the following.
    std::function<bool()> may_go_on;
    // Asked before more of the log is taken in: true lets it wait for a moment.
    std::function<bool()> must_yield;
    // Before articles of another version than the last ones are applied.
    std::function<void(const std::string& version)> on_pipeline;
  };

  // Begins at once. `ingest`, `views` and the rest must outlive it; all views must be of one log.
  Follower(client::IngestClient& ingest, rpc::Endpoints& taggers, std::vector<View*> views, Freshness& freshness,
           obs::Metrics& metrics, obs::Log& log, Options options);
  ~Follower() { Stop(); }

  // Ends after the write that is under way. From one thread; harmless twice.
  void Stop() ABSL_LOCKS_EXCLUDED(mutex_);

  // Where every view has got to: the least of their cursors.
  static CursorVector Reached(const std::vector<View*>& views);

  // Why answers grow old: empty while following.
  std::string trouble() const ABSL_LOCKS_EXCLUDED(mutex_);
  // Records received and not yet applied, and the age of the oldest of them by its append time; 0 when there are none.
  struct Lag {
    uint64_t articles = 0;
    double seconds = 0;
  };
  Lag lag() const ABSL_LOCKS_EXCLUDED(mutex_);
  // Taggers that can be given texts.
  size_t live_taggers() const { return taggers_.live(); }

  // Has an article tagged again whose tagging had failed, outside the order of the log; blocks until it is applied.
  absl::Status Retag(const TaggedRecord& record, absl::Duration timeout) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  // A Retag that waits. Guarded by the follower's mutex.
  struct Retagging {
    bool done = false;
    absl::Status status;
  };
  // One response of the watch on its way through.
  struct Batch {
    std::vector<TaggedRecord> records;
    CursorVector next;
    size_t bytes = 0;
    size_t articles = 0;
    size_t untagged = 0;  // Guarded by the follower's mutex.
    // Set when it is not from the log, but one article tagged again.
    std::shared_ptr<Retagging> retagging;
  };
  // An operators' entity came into force.
  struct EntityRecord {
    absl::Time append_time;
    uint64_t sequence = 0;
  };

  bool OnWatch(ingest::v1::WatchArticlesResponse response) ABSL_LOCKS_EXCLUDED(mutex_);
  void Tag(const std::shared_ptr<Batch>& batch, size_t record) ABSL_LOCKS_EXCLUDED(mutex_);
  uint64_t ControlSequenceAt(absl::Time append_time) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void ApplyBatches();
  void Yield() ABSL_LOCKS_EXCLUDED(mutex_);
  void NotePipeline(absl::Span<const TaggedRecord> records);
  void ApplyGroup(const std::vector<std::shared_ptr<Batch>>& group);
  absl::Status ApplyToView(View& view, absl::Span<const TaggedRecord> records, const CursorVector& next);
  bool RoomOrStop() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return stopping_ || pending_.empty() ||
           (pending_articles_ < options_.max_pending_articles && pending_bytes_ < options_.max_pending_bytes);
  }
  bool ReadyOrStop() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return stopping_ || (!pending_.empty() && pending_.front()->untagged == 0);
  }

  const Options options_;
  const std::vector<View*> views_;
  Freshness& freshness_;
  obs::Log& log_;
  obs::Counter applied_;
  obs::Counter failed_;
  obs::Histogram apply_seconds_;

  mutable absl::Mutex mutex_;
  std::deque<std::shared_ptr<Batch>> pending_ ABSL_GUARDED_BY(mutex_);
  std::vector<EntityRecord> entity_records_ ABSL_GUARDED_BY(mutex_);
  size_t pending_articles_ ABSL_GUARDED_BY(mutex_) = 0;
  size_t pending_bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  std::string trouble_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;

  // The applier's own.
  std::string pipeline_version_;
  client::TaggerPool taggers_;
  std::thread applier_;
  std::unique_ptr<client::LogFollower> watcher_;
};

}  // namespace sitrep::query
