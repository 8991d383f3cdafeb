#pragma once

#include <cstdint>

#include "common/rpc/open_streams.h"
#include "common/rpc/unary.h"
#include "services/query/peer/holding.h"
#include "services/query/peer/served_views.h"
#include "sitrep/query/peer/v1/peer_service.grpc.pb.h"

namespace sitrep::query {

// Who a pod is.
struct PodIdentity {
  uint32_t ordinal = 0;
  // Drawn at random at every start.
  uint64_t incarnation = 0;
  Holding holding;
};

// What other query pods ask of this one. Thread-safe.
class PeerService final : public peer::v1::PeerService::CallbackService {
 public:
  // `runtime` has an executor that runs nothing else: work for peers never waits for work of one's own, nor for peers.
  PeerService(PodIdentity identity, PinViews pin, rpc::Runtime runtime, size_t max_sessions);

  grpc::ServerUnaryReactor* Describe(grpc::CallbackServerContext* context, const peer::v1::DescribeRequest* request,
                                     peer::v1::DescribeResponse* response) override;
  grpc::ServerBidiReactor<peer::v1::Question, peer::v1::Answer>* Ask(grpc::CallbackServerContext* context) override;

  rpc::OpenStreams& sessions() { return sessions_; }

 private:
  const PodIdentity identity_;
  const PinViews pin_;
  rpc::Runtime runtime_;
  rpc::OpenStreams sessions_;
};

}  // namespace sitrep::query
