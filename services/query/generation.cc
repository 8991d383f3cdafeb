#include "services/query/generation.h"

#include <utility>

#include "common/base/status_macros.h"
#include "services/query/document_view/rows.h"

namespace sitrep::query {

absl::StatusOr<std::unique_ptr<Generation>> Generation::Open(GenerationOptions options, obs::Metrics& metrics,
                                                             obs::Log& log) {
  storage::ShardOptions shard_options{.path = options.path, .kind = "query"};
  for (const auto& families : {DocumentViewFamilies(), CorroborationView::Families(), SubscriptionView::Families()}) {
    shard_options.families.insert(shard_options.families.end(), families.begin(), families.end());
  }
  shard_options.memory_budget_bytes = options.memory_bytes;
  std::unique_ptr<Generation> generation(new Generation);
  SITREP_ASSIGN_OR_RETURN(generation->shard_, storage::OpenShard(shard_options));
  storage::Shard& shard = *generation->shard_;
  SITREP_ASSIGN_OR_RETURN(generation->documents_, DocumentView::Open(shard));
  SITREP_ASSIGN_OR_RETURN(generation->corroboration_, CorroborationView::Open(shard));
  SITREP_ASSIGN_OR_RETURN(generation->subscriptions_, SubscriptionView::Open(shard, std::move(options.on_match)));
  const std::vector<View*> views = {generation->documents_.get(), generation->corroboration_.get(),
                                    generation->subscriptions_.get()};
  generation->freshness_ = std::make_unique<Freshness>(Follower::Reached(views));
  generation->follower_ = std::make_unique<Follower>(*options.ingest, *options.taggers, views,
                                                     *generation->freshness_, metrics, log, Follower::Options{});
  return generation;
}

std::vector<const View*> Generation::views() const {
  return {documents_.get(), corroboration_.get(), subscriptions_.get()};
}

}  // namespace sitrep::query
