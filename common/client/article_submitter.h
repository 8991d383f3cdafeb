#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "common/client/ingest_client.h"
#include "common/client/submit_stream.h"
#include "sitrep/ingest/v1/ingest_service.pb.h"

namespace sitrep::client {

// The fast way to store many articles, however many pods own the log: each goes to the owner of its partition on a
// stream of its own, and what reached another pod is sent on to its owner. Results come in the order of submission, and
// submissions of one article reach the log in theirs. One thread submits; results come on threads of the submitter, one
// at a time.
class ArticleSubmitter {
 public:
  using Options = SubmitOptions;
  // `position`: 0 for the first article submitted, and so on.
  using OnResult = std::function<void(uint64_t position, const ingest::v1::SubmissionResult& result)>;

  // `ingest` must outlive it. `on_result` must not block for long and not call back.
  ArticleSubmitter(IngestClient& ingest, Options options, OnResult on_result);
  ~ArticleSubmitter();

  // Waits while the owner's window is full. The error that ended its stream for good, if one did.
  absl::Status Submit(ingest::v1::ArticleSubmission article) ABSL_LOCKS_EXCLUDED(mutex_);

  // Sends what is left and waits for every result: a write token that covers them all, on every pod.
  absl::StatusOr<std::string> Finish() ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  // An article that another pod takes.
  struct Misrouted {
    uint64_t position = 0;
    std::string owner;
    ingest::v1::ArticleSubmission article;
  };

  // Where the partitions are, asked for as long as patience lasts.
  absl::Status LearnLayout();
  SubmitStream& StreamTo(const std::string& address);
  // Sends on what came back. On the submitting thread, so that no stream waits for another: what is misrouted is
  // bounded by what is in flight.
  absl::Status SendOn() ABSL_LOCKS_EXCLUDED(mutex_);
  void OnAnswer(uint64_t position, const ingest::v1::ArticleSubmission& article,
                const ingest::v1::SubmissionResult& result) ABSL_LOCKS_EXCLUDED(mutex_);

  IngestClient& ingest_;
  const Options options_;
  const OnResult on_result_;

  // The submitting thread's.
  IngestLayout layout_;
  uint64_t next_position_ = 0;

  absl::Mutex mutex_;
  std::deque<Misrouted> misrouted_ ABSL_GUARDED_BY(mutex_);
  // How often an article was sent on, while it is on its way.
  std::map<uint64_t, int> hops_ ABSL_GUARDED_BY(mutex_);
  // Results that wait for one before them.
  std::map<uint64_t, ingest::v1::SubmissionResult> early_ ABSL_GUARDED_BY(mutex_);
  uint64_t next_result_ ABSL_GUARDED_BY(mutex_) = 0;

  // By address; last, for their threads use the rest.
  std::map<std::string, std::unique_ptr<SubmitStream>> streams_;
};

}  // namespace sitrep::client
