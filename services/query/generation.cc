#include "services/query/generation.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "services/query/document_view/rows.h"
#include "services/query/generation_row.h"

namespace sitrep::query {

absl::StatusOr<std::unique_ptr<Generation>> Generation::Open(GenerationOptions options, Kind kind,
                                                             const std::string& pipeline_version, obs::Metrics& metrics,
                                                             obs::Log& log) {
  storage::ShardOptions shard_options{.path = options.path,
                                      .kind = "query",
                                      .format_version = kQueryFormatVersion,
                                      .oldest_readable_version = kOldestReadableQueryFormat,
                                      .families = {GenerationFamily()}};
  for (const auto& families : {DocumentViewFamilies(), CorroborationView::Families(), SubscriptionView::Families()}) {
    shard_options.families.insert(shard_options.families.end(), families.begin(), families.end());
  }
  shard_options.memory_budget_bytes = options.memory_bytes;
  std::unique_ptr<Generation> generation(new Generation(std::move(options), metrics, log));
  SITREP_ASSIGN_OR_RETURN(generation->shard_, storage::OpenShard(shard_options));
  SITREP_RETURN_IF_ERROR(generation->OpenRow(pipeline_version));
  storage::Shard& shard = *generation->shard_;
  const Holding& holding = generation->options_.holding;
  SITREP_ASSIGN_OR_RETURN(
      generation->documents_,
      DocumentView::Open(shard, holding.HoldsAll() ? std::vector<Partition>() : holding.partitions));
  if (holding.whole) {
    SITREP_ASSIGN_OR_RETURN(generation->corroboration_, CorroborationView::Open(shard));
    if (kind == Kind::kLive) {
      SITREP_ASSIGN_OR_RETURN(generation->subscriptions_, SubscriptionView::Open(shard, generation->options_.on_match));
    }
  }
  absl::MutexLock lock(&generation->mutex_);
  generation->freshness_ = std::make_shared<Freshness>(Follower::Reached(generation->followed_views()));
  return generation;
}

absl::Status Generation::OpenRow(const std::string& pipeline_version) {
  SITREP_ASSIGN_OR_RETURN(const std::optional<stored::v1::GenerationRow> stored, ReadGenerationRow(*shard_));
  absl::MutexLock lock(&mutex_);
  if (stored.has_value()) {
    row_ = *stored;
  } else {
    row_.set_whole(true);
    // A new one is what is asked for; what an older program made holds everything.
    SITREP_ASSIGN_OR_RETURN(const std::optional<std::string> cursor,
                            shard_->Get(shard_->Family(kMetaFamily), CursorKey()));
    if (!cursor.has_value()) {
      SetHolding(row_, options_.holding);
      row_.set_pipeline_version(pipeline_version);
      row_.set_bound(!pipeline_version.empty());
    }
  }
  if (!SameHolding(row_, options_.holding)) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "HOLDING_DIFFERS",
                     absl::StrCat("the views were built for other partitions: ", options_.path));
  }
  return stored.has_value() ? absl::OkStatus() : WriteGenerationRow(*shard_, row_);
}

std::vector<View*> Generation::followed_views() const {
  std::vector<View*> views = {documents_.get()};
  if (corroboration_ != nullptr) views.push_back(corroboration_.get());
  if (subscriptions_ != nullptr) views.push_back(subscriptions_.get());
  return views;
}

std::vector<const View*> Generation::views() const {
  const std::vector<View*> views = followed_views();
  return {views.begin(), views.end()};
}

Freshness& Generation::freshness() const {
  absl::MutexLock lock(&mutex_);
  return *freshness_;
}

CursorVector Generation::reached() const {
  std::shared_ptr<Freshness> freshness;
  {
    absl::MutexLock lock(&mutex_);
    freshness = freshness_;
  }
  return freshness->reached();
}

std::string Generation::pipeline_version() const {
  absl::MutexLock lock(&mutex_);
  return row_.pipeline_version();
}

bool Generation::bound() const {
  absl::MutexLock lock(&mutex_);
  return row_.bound();
}

void Generation::NotePipeline(const std::string& version) {
  absl::MutexLock lock(&mutex_);
  if (row_.bound() || row_.pipeline_version() == version) return;
  row_.set_pipeline_version(version);
  const absl::Status status = WriteGenerationRow(*shard_, row_);
  // It is noted again with the next article after a start.
  if (!status.ok()) log_.Warning("the pipeline version cannot be noted", {{"error", status.ToString()}});
}

absl::Status Generation::Bind(const std::string& pipeline_version) {
  absl::MutexLock lock(&mutex_);
  stored::v1::GenerationRow row = row_;
  row.set_pipeline_version(pipeline_version);
  row.set_bound(true);
  SITREP_RETURN_IF_ERROR(WriteGenerationRow(*shard_, row));
  row_ = std::move(row);
  return absl::OkStatus();
}

void Generation::Follow(Follower::Options options) {
  absl::MutexLock lock(&mutex_);
  if (row_.bound()) options.pipeline_version = row_.pipeline_version();
  if (!whole()) options.partitions = options_.holding.partitions;
  options.on_pipeline = [this](const std::string& version) { NotePipeline(version); };
  follower_ = std::make_shared<Follower>(*options_.ingest, *options_.taggers, followed_views(), *freshness_, metrics_,
                                         log_, std::move(options));
}

void Generation::StopFollowing() {
  std::shared_ptr<Follower> follower;
  {
    absl::MutexLock lock(&mutex_);
    follower = std::move(follower_);
  }
  if (follower != nullptr) follower->Stop();
}

std::string Generation::trouble() const {
  absl::MutexLock lock(&mutex_);
  return follower_ == nullptr ? std::string() : follower_->trouble();
}

Follower::Lag Generation::lag() const {
  absl::MutexLock lock(&mutex_);
  return follower_ == nullptr ? Follower::Lag{} : follower_->lag();
}

size_t Generation::live_taggers() const {
  absl::MutexLock lock(&mutex_);
  return follower_ == nullptr ? 0 : follower_->live_taggers();
}

absl::Status Generation::Retag(const TaggedRecord& record, absl::Duration timeout) {
  std::shared_ptr<Follower> follower;
  {
    absl::MutexLock lock(&mutex_);
    follower = follower_;
  }
  if (follower == nullptr) return absl::UnavailableError("these views are being replaced: try again");
  return follower->Retag(record, timeout);
}

absl::Status Generation::TakeOver(const Generation& live) {
  if (whole()) {
    SITREP_RETURN_IF_ERROR(CopySubscriptions(*live.shard_, *shard_));
    SITREP_ASSIGN_OR_RETURN(subscriptions_, SubscriptionView::Open(*shard_, options_.on_match));
  }
  // Rows of this generation are not synced as they come; what replaces the other must not fall behind it.
  SITREP_RETURN_IF_ERROR(shard_->Sync());
  std::shared_ptr<Freshness> freshness;
  {
    absl::MutexLock lock(&live.mutex_);
    freshness = live.freshness_;
  }
  absl::MutexLock lock(&mutex_);
  freshness_ = std::move(freshness);
  return absl::OkStatus();
}

}  // namespace sitrep::query
