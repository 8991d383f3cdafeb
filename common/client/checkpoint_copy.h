#pragma once

#include <grpcpp/channel.h>

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "sitrep/query/peer/v1/checkpoint_service.pb.h"

namespace sitrep::client {

// Writes the files of a peer's checkpoint into a folder, which is made and must not exist, and syncs them. An error
// when the peer gives none, and DATA_LOSS when anything is missing or differs from its checksum; the folder is then
// deleted.
absl::StatusOr<query::peer::v1::CheckpointSummary> CopyCheckpoint(
    const std::shared_ptr<grpc::Channel>& peer, const query::peer::v1::StreamCheckpointRequest& request,
    const std::string& folder, absl::Duration timeout);

}  // namespace sitrep::client
