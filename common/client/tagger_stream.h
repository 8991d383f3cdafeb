#pragma once

#include <grpcpp/client_context.h>
#include <grpcpp/support/client_callback.h>

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "sitrep/tagger/v1/tagger_service.grpc.pb.h"

namespace sitrep::client {

// One TagArticles call to one tagger. It sends what it is given, tells its owner of every answer, and hands back what
// was unanswered when it ends; what becomes of that is the owner's (tagger_pool.h). Costs no thread, and deletes itself
// when it has ended. Thread-safe.
class TaggerStream final
    : private grpc::ClientBidiReactor<tagger::v1::TagArticlesRequest, tagger::v1::TagArticlesResponse> {
 public:
  // Called on threads of gRPC's with no lock of the stream's held. Must not block for long.
  class Owner {
   public:
    virtual ~Owner() = default;
    // The first response is a greeting without articles. Articles that nobody had asked for have id 0.
    virtual void OnAnswers(TaggerStream& stream, tagger::v1::TagArticlesResponse response) = 0;
    // Another request may be sent.
    virtual void OnWritten(TaggerStream& stream) = 0;
    // The last call, after which the stream is gone. What is unanswered then will never be answered.
    virtual void OnEnd(TaggerStream& stream, const absl::Status& status) = 0;
  };

  // Makes the call at once. `endpoint` says to whom; `stub` and `owner` must outlive the stream.
  TaggerStream(std::string endpoint, tagger::v1::TaggerService::Stub& stub, Owner& owner);

  const std::string& endpoint() const { return endpoint_; }

  // One request is written at a time; none once the stream has been finished or broken.
  bool MaySend() const ABSL_LOCKS_EXCLUDED(mutex_);
  // Only when MaySend, and by one thread at a time.
  void Send(tagger::v1::TagArticlesRequest request) ABSL_LOCKS_EXCLUDED(mutex_);

  // No more requests: ends when everything is answered.
  void Finish() ABSL_LOCKS_EXCLUDED(mutex_);
  // Ends at once.
  void Cancel() ABSL_LOCKS_EXCLUDED(mutex_);

  size_t in_flight() const ABSL_LOCKS_EXCLUDED(mutex_);
  // Ids of the texts sent and not answered, ascending.
  std::vector<uint64_t> Unanswered() const ABSL_LOCKS_EXCLUDED(mutex_);
  // The tagger has spoken (it greets each stream): only then does a break say something about the texts.
  bool greeted() const ABSL_LOCKS_EXCLUDED(mutex_);
  // Since when nothing has been answered although something is outstanding; the infinite future when nothing is.
  absl::Time silent_since() const ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  ~TaggerStream() override = default;
  void OnReadDone(bool ok) override;
  void OnWriteDone(bool ok) override;
  void OnDone(const grpc::Status& status) override;

  const std::string endpoint_;
  Owner& owner_;
  tagger::v1::TagArticlesRequest request_;    // Being written.
  tagger::v1::TagArticlesResponse response_;  // Being read.

  mutable absl::Mutex mutex_;
  std::unique_ptr<grpc::ClientContext> context_ ABSL_GUARDED_BY(mutex_);  // Null at the end.
  std::set<uint64_t> unanswered_ ABSL_GUARDED_BY(mutex_);
  absl::Time moved_at_ ABSL_GUARDED_BY(mutex_) = absl::InfiniteFuture();
  bool greeted_ ABSL_GUARDED_BY(mutex_) = false;
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
  bool half_closed_ ABSL_GUARDED_BY(mutex_) = false;
  bool broken_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace sitrep::client
