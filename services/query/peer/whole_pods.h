#pragma once

#include <grpcpp/client_context.h>
#include <grpcpp/server_context.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/obs/metrics.h"
#include "common/rpc/status.h"
#include "services/query/peer/peer_session.h"
#include "services/query/peer/peers.h"
#include "sitrep/query/v1/document.pb.h"

namespace sitrep::query {

// Whether the call comes from a pod that was asked first: such a call is answered here or not at all.
bool IsForwarded(const grpc::CallbackServerContext& call);
void MarkForwarded(grpc::ClientContext& context);

// The pods that have the views which need every partition, for requests to a pod that has not. Thread-safe.
class WholePods {
 public:
  // Both must outlive it.
  WholePods(Peers& peers, obs::Metrics& metrics);

  // In the order in which they should be tried.
  std::vector<std::shared_ptr<Peer>> Candidates() const;
  // UNAVAILABLE (NEIGHBOUR_UNAVAILABLE), for when there are none.
  absl::Status NoCandidate() const;

  // Sends the request on as it came, to one pod after the other until one answers; the last error if none does. One
  // that was sent on to this pod goes no further. Blocks.
  template <typename Stub, typename Request, typename Response>
  absl::Status Forward(const RequestScope& scope,
                       grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                       const Request& request, Response& response) const {
    if (scope.call != nullptr && IsForwarded(*scope.call)) return NoCandidate();
    forwarded_.Increment();
    return TryEach(scope, [&](Peer& peer, grpc::ClientContext& context) {
      MarkForwarded(context);
      response.Clear();
      Stub stub(peer.channel());
      return rpc::FromGrpc((stub.*method)(&context, request, &response));
    });
  }

  // The articles that tell the same text with edits. Blocks.
  absl::StatusOr<std::vector<v1::ArticleReference>> NearDuplicates(const RequestScope& scope,
                                                                   const std::string& article_id, int limit) const;

 private:
  absl::Status TryEach(const RequestScope& scope,
                       absl::FunctionRef<absl::Status(Peer& peer, grpc::ClientContext& context)> call) const;

  Peers& peers_;
  mutable std::atomic<uint64_t> turn_ = 0;
  mutable obs::Counter forwarded_;
};

}  // namespace sitrep::query
