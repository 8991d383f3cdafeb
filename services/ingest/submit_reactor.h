#pragma once

#include <grpcpp/support/server_callback.h>

#include <cstdint>
#include <deque>
#include <memory>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "common/rpc/stream.h"
#include "services/ingest/log_writer.h"
#include "sitrep/ingest/v1/ingest_service.pb.h"

namespace sitrep::ingest {

// One SubmitArticles call. Reads a batch, takes it in on the executor, hands it to the writer, and reads the next one
// while fewer than kWindow batches are unanswered: so a slow disk slows the client down. Batches may be taken in side
// by side; they reach the writer, and their answers leave, in the order in which they came. After the client's last
// batch the stream ends when everything is answered.
//
// Executor and writer may outlive the call: what they call back goes through a Link that knows whether it still lives.
class SubmitReactor final
    : public rpc::StreamReactor<grpc::ServerBidiReactor<v1::SubmitArticlesRequest, v1::SubmitArticlesResponse>> {
 public:
  static constexpr uint32_t kWindow = 4;

  SubmitReactor(grpc::CallbackServerContext* context, rpc::Runtime& runtime, rpc::OpenStreams& streams,
                LogWriter& writer, uint64_t log_id);
  ~SubmitReactor() override;

 private:
  // One batch between its arrival and the write of its answer.
  struct Batch {
    v1::SubmitArticlesRequest request;
    v1::SubmitArticlesResponse response;
    // What the writer gets, and what the acknowledgement says of each of them, once the texts are gone.
    std::vector<storage::v1::Article> articles;
    std::vector<storage::v1::Article> acknowledgements;
    // For each article of the request its place in `articles`; -1: refused.
    std::vector<int> places;
    enum class State { kTakingIn, kTakenIn, kSubmitted, kAnswered };
    State state = State::kTakingIn;
  };
  struct Link {
    absl::Mutex mutex;
    SubmitReactor* reactor ABSL_GUARDED_BY(mutex) = nullptr;
  };

  void OnReadDone(bool ok) override;
  void OnWriteDone(bool ok) override;
  void OnCancel() override { End(absl::CancelledError("client went away")); }
  void OnDrain() override { EndSoon(rpc::ShuttingDown()); }
  void OnRenew() override { EndSoon(rpc::StreamExpired()); }
  void EndSoon(absl::Status reason) ABSL_LOCKS_EXCLUDED(state_mutex_);

  // Reads the formats of a batch; needs no reactor, and so holds no lock while it computes.
  static absl::Status TakeInBatch(Batch& batch);
  void OnTakenIn(const std::shared_ptr<Batch>& batch, const absl::Status& status);
  void OnWritten(const std::shared_ptr<Batch>& batch, const std::vector<absl::StatusOr<Accepted>>& results);
  // Hands over to the writer what is due.
  absl::Status SubmitTakenIn() ABSL_EXCLUSIVE_LOCKS_REQUIRED(state_mutex_);
  // Starts the next write, the next read or the end, whichever is due.
  void Continue() ABSL_LOCKS_EXCLUDED(state_mutex_);

  LogWriter& writer_;
  const std::shared_ptr<Link> link_ = std::make_shared<Link>();

  absl::Mutex state_mutex_;
  std::deque<std::shared_ptr<Batch>> batches_ ABSL_GUARDED_BY(state_mutex_);
  std::shared_ptr<Batch> reading_ ABSL_GUARDED_BY(state_mutex_);
  bool read_outstanding_ ABSL_GUARDED_BY(state_mutex_) = false;
  bool write_outstanding_ ABSL_GUARDED_BY(state_mutex_) = false;
  bool no_more_batches_ ABSL_GUARDED_BY(state_mutex_) = false;
  // Why nothing more is read, and with what the stream ends once everything is answered; OK while that is not so.
  absl::Status draining_ ABSL_GUARDED_BY(state_mutex_);
  uint64_t last_batch_ ABSL_GUARDED_BY(state_mutex_) = 0;
  CursorVector acknowledged_ ABSL_GUARDED_BY(state_mutex_);
};

}  // namespace sitrep::ingest
