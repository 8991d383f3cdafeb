#pragma once

#include <grpcpp/client_context.h>
#include <grpcpp/server_context.h>
#include <grpcpp/support/sync_stream.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/ids.h"
#include "common/obs/trace.h"
#include "services/query/peer/peers.h"
#include "sitrep/query/peer/v1/peer_service.grpc.pb.h"

namespace sitrep::query {

// Whose work a call to a peer is: its deadline, its trace and, where it is known, its cancellation go along.
struct RequestScope {
  absl::Time deadline;
  obs::TraceContext trace;
  // The call being answered; null when nobody waits. Must outlive the calls made for it.
  grpc::CallbackServerContext* call = nullptr;

  bool IsCancelled() const { return call != nullptr && call->IsCancelled(); }
};

// A context for a call to a neighbour on behalf of a request.
std::unique_ptr<grpc::ClientContext> ContextFor(const RequestScope& scope, absl::Time deadline);

// The questions of one request to one peer, which answers them from one state. Blocks; not thread-safe. Ends when it is
// destroyed, whatever is outstanding.
class PeerSession {
 public:
  // Nothing is sent before the first question. The whole session must end by `deadline`.
  PeerSession(std::shared_ptr<Peer> peer, const std::vector<Partition>& partitions, const std::string& min_freshness,
              const RequestScope& scope, absl::Time deadline);
  ~PeerSession();
  PeerSession(const PeerSession&) = delete;
  PeerSession& operator=(const PeerSession&) = delete;

  // Several may be sent before the first answer is read; answers come in their order.
  void Ask(peer::v1::Question question);
  // The status with which the peer ended the session instead of answering, or why it is lost.
  absl::StatusOr<peer::v1::Answer> Answer();

  const std::shared_ptr<Peer>& peer() const { return peer_; }
  // Not OK once the session is of no more use.
  const absl::Status& status() const { return status_; }
  // An answer made no sense.
  void Fail(absl::Status status);

 private:
  const std::shared_ptr<Peer> peer_;
  const std::unique_ptr<grpc::ClientContext> context_;
  peer::v1::Opening opening_;
  std::unique_ptr<grpc::ClientReaderWriter<peer::v1::Question, peer::v1::Answer>> stream_;
  bool finished_ = false;
  absl::Status status_;
};

}  // namespace sitrep::query
