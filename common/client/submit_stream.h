#pragma once

#include <grpcpp/channel.h>

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/base/cursor.h"
#include "sitrep/ingest/v1/ingest_service.grpc.pb.h"

namespace sitrep::client {

// How submissions travel.
struct SubmitOptions {
  size_t max_batch_articles = 32;
  size_t max_batch_bytes = 1 << 20;
  // Batches sent to one pod and not acknowledged; the server's own window may be smaller.
  size_t max_batches_in_flight = 4;
  // How long nothing may be acknowledged before Submit and Finish give up.
  absl::Duration patience = absl::Seconds(60);
};

// Submissions to one pod: batches on one SubmitArticles stream, a bounded window, results in the order of submission. A
// stream that breaks is opened again and what was not acknowledged is sent again, which the log makes harmless. One
// thread submits; results come on a thread of the stream.
class SubmitStream {
 public:
  // `position` as given to Submit. The article comes back with its result, for the case that another pod takes it.
  using OnResult = std::function<void(uint64_t position, const ingest::v1::ArticleSubmission& article,
                                      const ingest::v1::SubmissionResult& result)>;

  // `on_result` must not block for long and not call back.
  SubmitStream(std::shared_ptr<grpc::Channel> channel, SubmitOptions options, OnResult on_result);
  ~SubmitStream();

  // Waits while the window is full. The error that ended the stream for good, if one did.
  absl::Status Submit(uint64_t position, ingest::v1::ArticleSubmission article) ABSL_LOCKS_EXCLUDED(mutex_);

  // Sends the last batch and waits for every result: what a write token that covers them all says.
  absl::StatusOr<CursorVector> Finish() ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  struct Batch {
    std::vector<uint64_t> positions;
    ingest::v1::SubmitArticlesRequest request;
  };
  using Stream = grpc::ClientReaderWriter<ingest::v1::SubmitArticlesRequest, ingest::v1::SubmitArticlesResponse>;

  absl::Status SendFilling() ABSL_LOCKS_EXCLUDED(mutex_);
  absl::Status WaitForRoom(size_t in_flight) ABSL_LOCKS_EXCLUDED(mutex_);
  // Opens streams and sends batches until stopped; a second thread inside reads.
  void Run();
  // One stream from opening to end.
  absl::Status RunStream();
  void Write(Stream& stream) ABSL_LOCKS_EXCLUDED(mutex_);
  void OnResponse(const ingest::v1::SubmitArticlesResponse& response) ABSL_LOCKS_EXCLUDED(mutex_);
  bool MayWrite() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return sent_ < in_flight_.size() || stopping_ || reader_ended_;
  }

  const SubmitOptions options_;
  const OnResult on_result_;
  const std::unique_ptr<ingest::v1::IngestService::Stub> stub_;

  // The submitting thread's.
  Batch filling_;
  size_t filling_bytes_ = 0;
  uint64_t next_batch_ = 1;

  absl::Mutex mutex_;
  std::deque<std::shared_ptr<const Batch>> in_flight_ ABSL_GUARDED_BY(mutex_);
  // How many of them, from the front, this stream has been sent.
  size_t sent_ ABSL_GUARDED_BY(mutex_) = 0;
  uint64_t acknowledged_ ABSL_GUARDED_BY(mutex_) = 0;
  CursorVector token_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  bool reader_ended_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status failure_ ABSL_GUARDED_BY(mutex_);
  grpc::ClientContext* context_ ABSL_GUARDED_BY(mutex_) = nullptr;
  std::thread thread_;
};

}  // namespace sitrep::client
