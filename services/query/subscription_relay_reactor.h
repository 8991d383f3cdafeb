#pragma once

#include <grpcpp/client_context.h>
#include <grpcpp/support/client_callback.h>
#include <grpcpp/support/server_callback.h>

#include <memory>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "common/rpc/stream.h"
#include "services/query/peer/peers.h"
#include "sitrep/query/v1/subscription_service.grpc.pb.h"

namespace sitrep::query {

// One Subscribe call at a pod that has no subscriptions: what a pod that has them sends is handed on, message by
// message. Exactly one thing is outstanding at any time, a read of the other pod's stream or a write to the client, so
// the client's pace is the other pod's. When that stream ends, this one ends with its status, and the client resumes at
// its cursor.
class SubscriptionRelayReactor final : public rpc::StreamReactor<grpc::ServerWriteReactor<v1::SubscribeResponse>> {
 public:
  // `peer` null: ends at once with `nobody`.
  SubscriptionRelayReactor(grpc::CallbackServerContext* context, rpc::Runtime& runtime, rpc::OpenStreams& streams,
                           std::shared_ptr<Peer> peer, const absl::Status& nobody, const v1::SubscribeRequest& request);
  ~SubscriptionRelayReactor() override;

 private:
  class Upstream;

  // Joins the two ends, either of which may go first.
  struct Link {
    absl::Mutex mutex;
    SubscriptionRelayReactor* relay ABSL_GUARDED_BY(mutex) = nullptr;
    // Null once nothing may be asked of it any more.
    Upstream* upstream ABSL_GUARDED_BY(mutex) = nullptr;
  };

  void OnWriteDone(bool ok) override;
  void OnCancel() override { End(absl::CancelledError("client went away")); }
  void OnMessage(v1::SubscribeResponse& message);

  const std::shared_ptr<Link> link_ = std::make_shared<Link>();
  v1::SubscribeResponse response_;  // Must stay untouched until OnWriteDone.
};

}  // namespace sitrep::query
