#include "services/ingest/log/owners.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"

namespace sitrep::ingest {

Owners Owners::Everything(uint32_t partitions) {
  Owners owners;
  owners.mine_.assign(partitions, true);
  for (uint32_t p = 0; p < partitions; ++p) owners.articles_.push_back(Partition{p});
  owners.all_ = owners.articles_;
  owners.all_.push_back(kControlPartition);
  return owners;
}

absl::StatusOr<Owners> Owners::FromMap(cluster::PartitionMap map, uint32_t ordinal) {
  SITREP_ASSIGN_OR_RETURN(const cluster::IngestPod pod, map.IngestPodOf(ordinal));
  Owners owners;
  owners.ordinal_ = ordinal;
  owners.mine_.assign(map.partitions(), false);
  for (const Partition partition : pod.partitions) owners.mine_[partition.value] = true;
  owners.articles_ = pod.partitions;
  owners.all_ = owners.articles_;
  if (map.OwnerOf(kControlPartition).ordinal == ordinal) owners.all_.push_back(kControlPartition);
  owners.map_ = std::move(map);
  return owners;
}

std::optional<uint64_t> Owners::log_id() const {
  if (!map_.has_value()) return std::nullopt;
  return map_->log_id();
}

bool Owners::Owns(Partition partition) const {
  if (partition == kControlPartition) return all_.back() == kControlPartition;
  return partition.value < mine_.size() && mine_[partition.value];
}

absl::Status Owners::Check(Partition partition) const {
  if (Owns(partition)) return absl::OkStatus();
  if (partition != kControlPartition && partition.value >= mine_.size()) {
    return MakeError(
        absl::StatusCode::kFailedPrecondition, "WRONG_PARTITION",
        absl::StrCat("partitions: this log has ", mine_.size(), " partitions, no number ", partition.value),
        {{"partition", absl::StrCat(partition.value)}});
  }
  const Owner owner = OwnerOf(partition);
  return MakeError(absl::StatusCode::kFailedPrecondition, "NOT_OWNER",
                   absl::StrCat("partition ", partition.value, " belongs to ingest ", owner.ordinal, " at ",
                                owner.address, ", this is ingest ", ordinal_),
                   {{"partition", absl::StrCat(partition.value)}, {"owner", owner.address}});
}

Owners::Owner Owners::OwnerOf(Partition partition) const {
  if (!map_.has_value()) return {};
  const cluster::IngestPod& pod = map_->OwnerOf(partition);
  return {pod.ordinal, pod.address};
}

}  // namespace sitrep::ingest
