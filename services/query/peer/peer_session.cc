#include "services/query/peer/peer_session.h"

#include <chrono>
#include <utility>

#include "common/rpc/status.h"
#include "common/rpc/trace_metadata.h"

namespace sitrep::query {

std::unique_ptr<grpc::ClientContext> ContextFor(const RequestScope& scope, absl::Time deadline) {
  std::unique_ptr<grpc::ClientContext> context = scope.call != nullptr
                                                     ? grpc::ClientContext::FromCallbackServerContext(*scope.call)
                                                     : std::make_unique<grpc::ClientContext>();
  context->set_deadline(absl::ToChronoTime(deadline));
  rpc::ForwardTrace(scope.trace, *context);
  return context;
}

PeerSession::PeerSession(std::shared_ptr<Peer> peer, const std::vector<Partition>& partitions,
                         const std::string& min_freshness, const RequestScope& scope, absl::Time deadline)
    : peer_(std::move(peer)), context_(ContextFor(scope, deadline)) {
  for (const Partition partition : partitions) opening_.add_partitions(partition.value);
  opening_.set_min_freshness(min_freshness);
  // Metadata and the first question leave together.
  context_->set_initial_metadata_corked(true);
  peer_->Enter(context_.get());
}

PeerSession::~PeerSession() {
  if (stream_ != nullptr && !finished_) {
    context_->TryCancel();
    stream_->Finish();
  }
  peer_->Leave(context_.get());
}

void PeerSession::Ask(peer::v1::Question question) {
  if (!status_.ok()) return;
  if (stream_ == nullptr) {
    stream_ = peer_->stub().Ask(context_.get());
    *question.mutable_opening() = std::move(opening_);
  }
  // Why a write failed, the answer that does not come will say.
  stream_->Write(question);
}

absl::StatusOr<peer::v1::Answer> PeerSession::Answer() {
  if (!status_.ok()) return status_;
  peer::v1::Answer answer;
  if (stream_->Read(&answer)) return answer;
  finished_ = true;
  status_ = rpc::FromGrpc(stream_->Finish());
  if (status_.ok()) status_ = absl::UnavailableError("the peer ended the session");
  return status_;
}

void PeerSession::Fail(absl::Status status) {
  if (status_.ok()) status_ = std::move(status);
}

}  // namespace sitrep::query
