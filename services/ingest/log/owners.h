#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/ids.h"
#include "common/cluster/partition_map.h"

namespace sitrep::ingest {

// Which partitions of the log this process appends to, and who appends to the others. Ownership does not move while a
// process runs. A value; thread-safe.
class Owners {
 public:
  // This process owns the whole log.
  static Owners Everything(uint32_t partitions);
  // As the map says of the pod with this ordinal. FAILED_PRECONDITION when it has none such.
  static absl::StatusOr<Owners> FromMap(cluster::PartitionMap map, uint32_t ordinal);

  uint32_t ordinal() const { return ordinal_; }
  // P, whoever owns them.
  uint32_t partitions() const { return static_cast<uint32_t>(mine_.size()); }
  // What the map calls the log; nothing without a map.
  std::optional<uint64_t> log_id() const;

  // The partitions of articles that this process owns, in ascending order.
  const std::vector<Partition>& articles() const { return articles_; }
  // The same and, behind them, the control partition where it is ours.
  const std::vector<Partition>& all() const { return all_; }
  bool Owns(Partition partition) const;

  // OK when it is ours. FAILED_PRECONDITION: NOT_OWNER names the owner, WRONG_PARTITION when the log has none such.
  absl::Status Check(Partition partition) const;

  struct Owner {
    uint32_t ordinal = 0;
    std::string address;  // Empty without a map: whoever asks has reached it.
  };
  // REQUIRES: partition < P or control.
  Owner OwnerOf(Partition partition) const;

 private:
  Owners() = default;

  uint32_t ordinal_ = 0;
  std::vector<bool> mine_;
  std::vector<Partition> articles_;
  std::vector<Partition> all_;
  std::optional<cluster::PartitionMap> map_;
};

}  // namespace sitrep::ingest
