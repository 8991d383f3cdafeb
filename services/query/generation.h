#pragma once

#include <grpcpp/channel.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "common/client/ingest_client.h"
#include "common/obs/log.h"
#include "common/obs/metrics.h"
#include "common/rpc/endpoints.h"
#include "common/storage/shard.h"
#include "services/query/corroboration_view/corroboration_view.h"
#include "services/query/document_view/document_view.h"
#include "services/query/follower.h"
#include "services/query/freshness.h"
#include "services/query/peer/holding.h"
#include "services/query/subscriptions/subscription_view.h"
#include "sitrep/query/stored/v1/generation.pb.h"

namespace sitrep::query {

// Version of the keys and values of a query shard, and the oldest that is read.
inline constexpr uint32_t kQueryFormatVersion = 1;
inline constexpr uint32_t kOldestReadableQueryFormat = 1;

struct GenerationOptions {
  // The folder of its shard.
  std::string path;
  uint64_t memory_bytes = 0;
  Holding holding;
  // Where it follows the log, and who tags its articles; both must outlive it.
  client::IngestClient* ingest = nullptr;
  rpc::Endpoints* taggers = nullptr;
  // Told, on the follower's thread, that there are new matches of subscriptions.
  std::function<void()> on_match;
};

// The views of the log as one pipeline version tags it: a shard, the views in it, and the follower that keeps them up.
// Readers pin the one that serves (generations.h) for as long as they read. A pod that is not whole has the document
// view alone and follows only what it holds; a whole one follows everything. Thread-safe, but for the methods that only
// Generations calls.
class Generation {
 public:
  enum class Kind {
    kLive,
    // Made beside the live one: subscriptions are taken over from that in the end, so that re-tagging notifies nobody.
    kShadow,
  };

  // Opens or creates the shard; nothing is followed yet. A new one is bound to `pipeline_version` unless that is empty.
  // `metrics` and `log` must outlive it. FAILED_PRECONDITION with reason HOLDING_DIFFERS when the shard was built for
  // other partitions; else errors as of OpenShard and of the views' Open.
  static absl::StatusOr<std::unique_ptr<Generation>> Open(GenerationOptions options, Kind kind,
                                                          const std::string& pipeline_version, obs::Metrics& metrics,
                                                          obs::Log& log);

  const storage::Shard& shard() const { return *shard_; }
  const Holding& holding() const { return options_.holding; }
  const DocumentView& documents() const { return *documents_; }
  // REQUIRES: whole.
  const CorroborationView& corroboration() const { return *corroboration_; }
  const SubscriptionView& subscriptions() const { return *subscriptions_; }
  bool whole() const { return options_.holding.whole; }
  // All it has, as the follower sees them.
  std::vector<const View*> views() const;
  // Of the one that serves. Its successor takes it over, so whoever waits should look at Generations again afterwards.
  Freshness& freshness() const ABSL_LOCKS_EXCLUDED(mutex_);
  // What every view has applied.
  CursorVector reached() const ABSL_LOCKS_EXCLUDED(mutex_);

  // What tagged its articles, the newest of them, as far as that is known; and whether no other version may.
  std::string pipeline_version() const ABSL_LOCKS_EXCLUDED(mutex_);
  bool bound() const ABSL_LOCKS_EXCLUDED(mutex_);

  // Of the follower.
  std::string trouble() const ABSL_LOCKS_EXCLUDED(mutex_);
  Follower::Lag lag() const ABSL_LOCKS_EXCLUDED(mutex_);
  size_t live_taggers() const ABSL_LOCKS_EXCLUDED(mutex_);
  absl::Status Retag(const TaggedRecord& record, absl::Duration timeout) ABSL_LOCKS_EXCLUDED(mutex_);

  // For Generations, from one thread. Follow begins at the views' cursors and with the version it is bound to.
  void Follow(Follower::Options options) ABSL_LOCKS_EXCLUDED(mutex_);
  void StopFollowing() ABSL_LOCKS_EXCLUDED(mutex_);
  // From the next Follow on only this version tags.
  absl::Status Bind(const std::string& pipeline_version) ABSL_LOCKS_EXCLUDED(mutex_);
  // Makes a shadow live in the place of `live`, neither of which follows: takes over its subscriptions with their
  // matches, and those who wait for freshness. May be repeated after an error or a crash.
  absl::Status TakeOver(const Generation& live) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  Generation(GenerationOptions options, obs::Metrics& metrics, obs::Log& log)
      : options_(std::move(options)), metrics_(metrics), log_(log) {}
  absl::Status OpenRow(const std::string& pipeline_version) ABSL_LOCKS_EXCLUDED(mutex_);
  void NotePipeline(const std::string& version) ABSL_LOCKS_EXCLUDED(mutex_);
  std::vector<View*> followed_views() const;

  const GenerationOptions options_;
  obs::Metrics& metrics_;
  obs::Log& log_;
  // Destroyed bottom-up: the follower ends first, the shard closes last.
  std::unique_ptr<storage::Shard> shard_;
  std::unique_ptr<DocumentView> documents_;
  std::unique_ptr<CorroborationView> corroboration_;
  std::unique_ptr<SubscriptionView> subscriptions_;

  mutable absl::Mutex mutex_;
  // Shared with the generation it was taken over from, or that took it over.
  std::shared_ptr<Freshness> freshness_ ABSL_GUARDED_BY(mutex_);
  stored::v1::GenerationRow row_ ABSL_GUARDED_BY(mutex_);
  // Shared by those who ask it something while it is replaced.
  std::shared_ptr<Follower> follower_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace sitrep::query
