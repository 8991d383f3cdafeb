#pragma once

#include <grpcpp/channel.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/client/ingest_client.h"
#include "common/obs/log.h"
#include "common/obs/metrics.h"
#include "common/rpc/endpoints.h"
#include "common/storage/shard.h"
#include "services/query/corroboration_view/corroboration_view.h"
#include "services/query/document_view/document_view.h"
#include "services/query/follower.h"
#include "services/query/freshness.h"
#include "services/query/subscriptions/subscription_view.h"

namespace sitrep::query {

struct GenerationOptions {
  // The folder of its shard.
  std::string path;
  uint64_t memory_bytes = 0;
  // Where it follows the log, and who tags its articles; both must outlive it.
  client::IngestClient* ingest = nullptr;
  rpc::Endpoints* taggers = nullptr;
  // Told, on the follower's thread, that there are new matches of subscriptions.
  std::function<void()> on_match;
};

// The views of the log as one pipeline version tags it: a shard, the views in it, and the follower that keeps them up.
// Readers pin the one that serves (generations.h) for as long as they read. Thread-safe.
class Generation {
 public:
  // Opens or creates the shard and begins to follow. `metrics` and `log` must outlive it. Errors as of OpenShard and of
  // the views' Open.
  static absl::StatusOr<std::unique_ptr<Generation>> Open(GenerationOptions options, obs::Metrics& metrics,
                                                          obs::Log& log);

  const storage::Shard& shard() const { return *shard_; }
  const DocumentView& documents() const { return *documents_; }
  const CorroborationView& corroboration() const { return *corroboration_; }
  const SubscriptionView& subscriptions() const { return *subscriptions_; }
  Freshness& freshness() { return *freshness_; }
  Follower& follower() { return *follower_; }
  // All of them, as the follower sees them.
  std::vector<const View*> views() const;

 private:
  Generation() = default;

  // Destroyed bottom-up: the follower ends first, the shard closes last.
  std::unique_ptr<storage::Shard> shard_;
  std::unique_ptr<DocumentView> documents_;
  std::unique_ptr<CorroborationView> corroboration_;
  std::unique_ptr<SubscriptionView> subscriptions_;
  std::unique_ptr<Freshness> freshness_;
  std::unique_ptr<Follower> follower_;
};

}  // namespace sitrep::query
