#include "services/query/generations.h"

#include <filesystem>
#include <utility>

#include "common/base/status_macros.h"
#include "common/storage/shard_metrics.h"

namespace sitrep::query {
namespace {

constexpr char kFirst[] = "generation-1";

}  // namespace

absl::StatusOr<std::unique_ptr<Generations>> Generations::Open(GenerationOptions options, obs::Metrics& metrics,
                                                               obs::Log& log) {
  options.path = (std::filesystem::path(options.path) / kFirst).string();
  SITREP_ASSIGN_OR_RETURN(std::shared_ptr<Generation> first, Generation::Open(std::move(options), metrics, log));
  const storage::Shard& shard = first->shard();
  std::unique_ptr<Generations> generations(new Generations(std::move(first)));
  generations->shard_gauges_ = storage::ShowShard(metrics, shard);
  return generations;
}

std::shared_ptr<Generation> Generations::Current() const {
  absl::MutexLock lock(&mutex_);
  return current_;
}

}  // namespace sitrep::query
