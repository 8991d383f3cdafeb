#pragma once

#include <grpcpp/support/server_callback.h>

#include <optional>
#include <vector>

#include "common/rpc/stream.h"
#include "services/query/document_view/fan_out.h"
#include "services/query/peer/holding.h"
#include "services/query/peer/served_views.h"
#include "sitrep/query/peer/v1/peer_service.pb.h"

namespace sitrep::query {

// One Ask call of PeerService. Reads a question, answers it on the executor, reads the next when the answer is written:
// exactly one of these is outstanding, so there is no lock, and a session that waits for its next question holds the
// state of the views but no thread. It ends itself only where it is not outstanding in two places, so a task cannot
// outlive it.
class AskReactor final : public rpc::StreamReactor<grpc::ServerBidiReactor<peer::v1::Question, peer::v1::Answer>> {
 public:
  // All must outlive the call.
  AskReactor(grpc::CallbackServerContext* context, rpc::Runtime& runtime, rpc::OpenStreams& sessions,
             const Holding& holding, const PinViews& pin);

 private:
  void OnReadDone(bool ok) override;
  void OnWriteDone(bool ok) override;
  // Sessions are short: they may end by themselves.
  void OnDrain() override {}

  absl::Status CheckOpening();
  void WaitForFreshness();
  void AnswerSoon();
  void AnswerNow();
  absl::StatusOr<peer::v1::Answer> NearDuplicates() const;

  const Holding& holding_;
  const PinViews& pin_;
  peer::v1::Question question_;
  peer::v1::Answer answer_;  // Must stay untouched until OnWriteDone.
  bool opened_ = false;
  std::vector<Partition> partitions_;
  // From the first answer on.
  ServedViews views_;
  std::optional<FanOut> own_;
};

}  // namespace sitrep::query
