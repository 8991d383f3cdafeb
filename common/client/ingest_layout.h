#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/base/ids.h"
#include "common/cluster/partition_map.h"
#include "sitrep/ingest/v1/admin_service.pb.h"
#include "sitrep/ingest/v1/ingest_service.pb.h"

namespace sitrep::client {

// Where the partitions of the log are served, as a partition map or a pod says. A value.
struct IngestLayout {
  uint64_t log_id = 0;
  // Address by partition of articles; P of them.
  std::vector<std::string> owners;
  std::string control_owner;
  // Every pod once, by ordinal.
  std::vector<std::string> pods;

  uint32_t partitions() const { return static_cast<uint32_t>(owners.size()); }
  const std::string& OwnerOf(Partition partition) const {
    return partition == kControlPartition ? control_owner : owners[partition.value];
  }

  static IngestLayout Of(const cluster::PartitionMap& map);
  // Where the answer names no address, there is one pod: the one that was asked, at `asked`.
  static IngestLayout Of(const ingest::v1::ListPartitionsResponse& response, const std::string& asked);
  // One pod that owns everything.
  static IngestLayout OfOne(uint64_t log_id, uint32_t partitions, const std::string& address);
};

// Who takes a submission, as far as a client can know: by the article's id, its own or the one that ingest will derive
// from source and address. Where only ingest can tell the id, the owner of the control partition is asked first, always
// the same pod, so that submissions of one article keep their order.
const std::string& OwnerOf(const IngestLayout& layout, const ingest::v1::ArticleSubmission& article);

}  // namespace sitrep::client
