#pragma once

#include <functional>

#include "common/base/executor.h"
#include "common/rpc/open_streams.h"
#include "common/rpc/unary.h"
#include "services/query/generations.h"
#include "sitrep/query/peer/v1/checkpoint_service.grpc.pb.h"

namespace sitrep::query {

// Gives the views of this pod to new ones (bootstrap.h), one at a time. Thread-safe.
class CheckpointService final : public peer::v1::CheckpointService::CallbackService {
 public:
  // `runtime` has an executor of its own: reading files is slow. `ready`: whether this pod has caught up.
  CheckpointService(const Generations& generations, std::function<bool()> ready, rpc::Runtime runtime);

  grpc::ServerWriteReactor<peer::v1::StreamCheckpointResponse>* StreamCheckpoint(
      grpc::CallbackServerContext* context, const peer::v1::StreamCheckpointRequest* request) override;

  rpc::OpenStreams& streams() { return streams_; }

 private:
  const Generations& generations_;
  const std::function<bool()> ready_;
  rpc::Runtime runtime_;
  rpc::OpenStreams streams_;
};

}  // namespace sitrep::query
