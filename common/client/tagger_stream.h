#pragma once

#include <grpcpp/channel.h>

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "sitrep/tagger/v1/tagger_service.grpc.pb.h"

namespace sitrep::client {

// What became of one text.
struct TagResult {
  // OK, or why this text cannot be tagged: an error of its own, repeated `max_attempts` times.
  absl::Status status;
  type::v1::Annotations annotations;
  std::string pipeline_version;
  std::string knowledge_version;
  bool remembered = false;
};

// Many texts tagged through one TagArticles stream, as many in flight as the tagger allows. While no tagger answers,
// texts wait. A stream that breaks is opened again and what was unanswered is sent again; after a break one by one, so
// that a text that kills the tagger is found, and fails alone once it has done so `max_attempts` times. Thread-safe.
class TaggerStream {
 public:
  struct Options {
    size_t max_in_flight = 64;
    size_t max_batch_articles = 16;
    size_t max_batch_bytes = 512 << 10;
    int max_attempts = 5;
    // A stream on which nothing is answered for so long, with texts outstanding, is broken off.
    absl::Duration stall_timeout = absl::Seconds(60);
  };
  // Called once for each text, on a thread of the stream, in any order. Must not block for long.
  using Done = absl::AnyInvocable<void(TagResult)>;

  TaggerStream(std::shared_ptr<grpc::Channel> channel, Options options);
  // Texts without a result are dropped uncalled.
  ~TaggerStream();

  // Never blocks; the caller bounds how much it sends. `control_sequence`: see TagArticle.
  void Tag(std::shared_ptr<const tagger::v1::TagInput> input, uint64_t control_sequence, Done done)
      ABSL_LOCKS_EXCLUDED(mutex_);

  // Why texts wait: empty while a tagger answers.
  std::string trouble() const ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  struct Task {
    std::shared_ptr<const tagger::v1::TagInput> input;
    uint64_t control_sequence = 0;
    Done done;
    int failures = 0;  // Errors of its own, and breaks while it was alone.
    bool suspect = false;
  };
  using Stream = grpc::ClientReaderWriter<tagger::v1::TagArticlesRequest, tagger::v1::TagArticlesResponse>;

  void Run();
  absl::Status RunStream();
  void Write(Stream& stream) ABSL_LOCKS_EXCLUDED(mutex_);
  bool NextRequest(tagger::v1::TagArticlesRequest& request) ABSL_LOCKS_EXCLUDED(mutex_);
  void OnResponse(tagger::v1::TagArticlesResponse response) ABSL_LOCKS_EXCLUDED(mutex_);
  void OnBroken(const absl::Status& status) ABSL_LOCKS_EXCLUDED(mutex_);
  bool MaySend() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const Options options_;
  const std::unique_ptr<tagger::v1::TaggerService::Stub> stub_;

  mutable absl::Mutex mutex_;
  std::map<uint64_t, Task> tasks_ ABSL_GUARDED_BY(mutex_);
  std::deque<uint64_t> waiting_ ABSL_GUARDED_BY(mutex_);
  size_t in_flight_ ABSL_GUARDED_BY(mutex_) = 0;
  size_t window_ ABSL_GUARDED_BY(mutex_) = 0;
  bool suspect_in_flight_ ABSL_GUARDED_BY(mutex_) = false;
  uint64_t next_id_ ABSL_GUARDED_BY(mutex_) = 1;
  uint64_t answers_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::Time paused_until_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
  bool answered_on_stream_ ABSL_GUARDED_BY(mutex_) = false;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  bool reader_ended_ ABSL_GUARDED_BY(mutex_) = false;
  std::string trouble_ ABSL_GUARDED_BY(mutex_);
  grpc::ClientContext* context_ ABSL_GUARDED_BY(mutex_) = nullptr;
  std::thread thread_;
};

}  // namespace sitrep::client
