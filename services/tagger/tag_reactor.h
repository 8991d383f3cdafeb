#pragma once

#include <grpcpp/support/server_callback.h>

#include <cstdint>
#include <deque>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "common/rpc/stream.h"
#include "services/tagger/tagging.h"
#include "sitrep/tagger/v1/tagger_service.pb.h"

namespace sitrep::tagger {

// One TagArticles call. Greets, then reads requests while fewer than kMaxInFlight texts are unanswered. Answers gather
// while a write is outstanding and leave together in the next one, in the order in which they were computed. After the
// client's last request the stream ends when everything is answered.
class TagReactor final
    : public rpc::StreamReactor<grpc::ServerBidiReactor<v1::TagArticlesRequest, v1::TagArticlesResponse>> {
 public:
  static constexpr uint32_t kMaxInFlight = 64;
  static constexpr int kMaxArticlesInRequest = 256;

  TagReactor(grpc::CallbackServerContext* context, rpc::Runtime& runtime, rpc::OpenStreams& streams, Tagging& tagging,
             OperatorEntities& operator_entities);
  ~TagReactor() override;

 private:
  // Texts outlive the call when the client leaves.
  struct Link {
    absl::Mutex mutex;
    TagReactor* reactor ABSL_GUARDED_BY(mutex) = nullptr;
  };

  void OnReadDone(bool ok) override;
  void OnWriteDone(bool ok) override;
  void OnCancel() override { End(absl::CancelledError("client went away")); }
  void OnDrain() override { EndSoon(rpc::ShuttingDown()); }
  void OnRenew() override { EndSoon(rpc::StreamExpired()); }
  void EndSoon(absl::Status reason) ABSL_LOCKS_EXCLUDED(state_mutex_);

  absl::Status CheckRequest() const;
  void TagOne(v1::TagArticle article, std::shared_ptr<const google::protobuf::RepeatedField<int>> annotators);
  void OnTagged(uint64_t id, absl::StatusOr<Tagged> tagged, const google::protobuf::RepeatedField<int>& annotators)
      ABSL_LOCKS_EXCLUDED(state_mutex_);
  void Continue() ABSL_LOCKS_EXCLUDED(state_mutex_);

  Tagging& tagging_;
  OperatorEntities& operator_entities_;
  const std::shared_ptr<Link> link_ = std::make_shared<Link>();
  v1::TagArticlesRequest request_;    // Being read.
  v1::TagArticlesResponse response_;  // Being written.

  absl::Mutex state_mutex_;
  std::deque<v1::TaggedArticle> answers_ ABSL_GUARDED_BY(state_mutex_);
  bool greeted_ ABSL_GUARDED_BY(state_mutex_) = false;
  size_t unanswered_ ABSL_GUARDED_BY(state_mutex_) = 0;
  bool read_outstanding_ ABSL_GUARDED_BY(state_mutex_) = false;
  bool write_outstanding_ ABSL_GUARDED_BY(state_mutex_) = false;
  bool no_more_requests_ ABSL_GUARDED_BY(state_mutex_) = false;
  // Why nothing more is read, and with what the stream ends once everything is answered; OK while that is not so.
  absl::Status draining_ ABSL_GUARDED_BY(state_mutex_);
};

}  // namespace sitrep::tagger
