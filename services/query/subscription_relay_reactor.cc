#include "services/query/subscription_relay_reactor.h"

#include <utility>

#include "common/rpc/status.h"
#include "common/rpc/trace_metadata.h"
#include "services/query/peer/whole_pods.h"

namespace sitrep::query {

// The call to the other pod. Deletes itself when gRPC is done with it, which is not before it was let go.
class SubscriptionRelayReactor::Upstream final : public grpc::ClientReadReactor<v1::SubscribeResponse> {
 public:
  Upstream(std::shared_ptr<Peer> peer, const v1::SubscribeRequest& request, const obs::TraceContext& trace,
           std::shared_ptr<Link> link)
      : peer_(std::move(peer)),
        stub_(v1::SubscriptionService::NewStub(peer_->channel())),
        request_(request),
        link_(std::move(link)) {
    rpc::ForwardTrace(trace, context_);
    MarkForwarded(context_);
    peer_->Enter(&context_);
  }
  ~Upstream() override { peer_->Leave(&context_); }

  void Start() {
    stub_->async()->Subscribe(&context_, &request_, this);
    // Reads may be started from outside as long as it is held.
    AddHold();
    StartRead(&message_);
    StartCall();
  }
  void Read() { StartRead(&message_); }
  void LetGo() {
    context_.TryCancel();
    RemoveHold();
  }

 private:
  void OnReadDone(bool ok) override {
    absl::MutexLock lock(&link_->mutex);
    if (link_->upstream == nullptr) return;
    if (ok && link_->relay != nullptr) return link_->relay->OnMessage(message_);
    link_->upstream = nullptr;
    RemoveHold();
  }
  void OnDone(const grpc::Status& status) override {
    {
      absl::MutexLock lock(&link_->mutex);
      if (link_->relay != nullptr) {
        // A pod that stops cancels what does not end by itself; for the client that is no reason to give up.
        link_->relay->End(status.ok() || status.error_code() == grpc::StatusCode::CANCELLED
                              ? absl::UnavailableError("the pod that has subscriptions ended the stream")
                              : rpc::FromGrpc(status));
      }
    }
    delete this;
  }

  const std::shared_ptr<Peer> peer_;
  const std::unique_ptr<v1::SubscriptionService::Stub> stub_;
  grpc::ClientContext context_;
  const v1::SubscribeRequest request_;
  const std::shared_ptr<Link> link_;
  v1::SubscribeResponse message_;
};

SubscriptionRelayReactor::SubscriptionRelayReactor(grpc::CallbackServerContext* context, rpc::Runtime& runtime,
                                                   rpc::OpenStreams& streams, std::shared_ptr<Peer> peer,
                                                   const absl::Status& nobody, const v1::SubscribeRequest& request)
    : StreamReactor(context, runtime, "Subscribe", streams) {
  if (!Admit()) return;
  if (peer == nullptr) {
    End(nobody);
    return;
  }
  auto* const upstream = new Upstream(std::move(peer), request, trace(), link_);
  {
    absl::MutexLock lock(&link_->mutex);
    link_->relay = this;
    link_->upstream = upstream;
  }
  upstream->Start();
}

SubscriptionRelayReactor::~SubscriptionRelayReactor() {
  absl::MutexLock lock(&link_->mutex);
  link_->relay = nullptr;
  if (Upstream* const upstream = std::exchange(link_->upstream, nullptr)) upstream->LetGo();
}

void SubscriptionRelayReactor::OnMessage(v1::SubscribeResponse& message) {
  response_.Swap(&message);
  Send(&response_);
}

void SubscriptionRelayReactor::OnWriteDone(bool ok) {
  if (!ok) return End(absl::CancelledError("client went away"));
  absl::MutexLock lock(&link_->mutex);
  if (link_->upstream != nullptr) link_->upstream->Read();
}

}  // namespace sitrep::query
