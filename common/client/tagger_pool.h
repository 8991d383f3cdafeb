#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/client/backoff.h"
#include "common/client/tagger_stream.h"
#include "common/obs/metrics.h"
#include "common/rpc/endpoints.h"
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

// Many taggers as one. A stream to each; every text goes to the tagger that rendezvous hashing of its content prefers
// (Thaler and Ravishankar, 1998), so that memos stay warm whoever asks, and to the next when that one is gone, refuses,
// is overloaded, or leaves the text waiting for `patience`. While no tagger answers, texts wait. What was unanswered on
// a stream that broke becomes suspect: suspects are sent one at a time to one tagger that has nothing else to do, so
// that a text that kills taggers is found, and fails once it was alone on `max_attempts` broken streams. Thread-safe.
class TaggerPool final : private TaggerStream::Owner {
 public:
  struct Options {
    // Empty: whichever runs. Taggers that run another one are not used.
    std::string pipeline_version;
    // At each tagger; it may allow less.
    size_t max_in_flight = 64;
    size_t max_batch_articles = 16;
    size_t max_batch_bytes = 512 << 10;
    int max_attempts = 5;
    // How long a text waits for the tagger it prefers while another one has room.
    absl::Duration patience = absl::Milliseconds(500);
    // A stream on which nothing is answered for so long, with texts outstanding, is broken off.
    absl::Duration stall_timeout = absl::Seconds(30);
    // How long an overloaded tagger is left alone.
    absl::Duration overload_pause = absl::Milliseconds(200);
    // How long a tagger is left alone that runs another pipeline version, or none that it is allowed to.
    absl::Duration refusal_pause = absl::Seconds(5);
  };
  // Called once for each text, on a thread of gRPC's, in any order. Must not block for long, nor call the pool.
  using Done = absl::AnyInvocable<void(TagResult)>;

  // `taggers` and `metrics` must outlive it.
  TaggerPool(rpc::Endpoints& taggers, Options options, obs::Metrics& metrics);
  // Texts without a result are dropped uncalled.
  ~TaggerPool() override;

  // Never blocks; the caller bounds how much it sends. `control_sequence`: see TagArticle.
  void Tag(std::shared_ptr<const tagger::v1::TagInput> input, uint64_t control_sequence, Done done)
      ABSL_LOCKS_EXCLUDED(mutex_);

  // Why texts wait: empty while a tagger answers.
  std::string trouble() const ABSL_LOCKS_EXCLUDED(mutex_);
  // How many taggers can be given texts.
  size_t live() const ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  struct Task {
    std::shared_ptr<const tagger::v1::TagInput> input;
    uint64_t control_sequence = 0;
    Done done;
    std::string content_hash;
    absl::Time waiting_since;
    int failures = 0;  // Errors of its own, and breaks while it was alone.
    bool suspect = false;
  };
  // One tagger.
  struct Pod {
    std::string endpoint;
    uint64_t seed = 0;  // Of its name.
    std::unique_ptr<tagger::v1::TaggerService::Stub> stub;
    TaggerStream* stream = nullptr;
    bool listed = true;    // One of the endpoints.
    bool greeted = false;  // The stream is up, and of the right pipeline version.
    bool refuses = false;
    size_t window = 0;
    absl::Time paused_until = absl::InfinitePast();
    absl::Time open_at = absl::InfinitePast();
    Backoff backoff;
    std::string trouble;
    std::set<uint64_t> waiting;  // Texts to be sent to it.

    bool Takes(absl::Time now) const { return listed && greeted && now >= paused_until; }
    bool HasRoom() const { return stream->in_flight() + waiting.size() < window; }
  };
  using Results = std::vector<std::pair<Done, TagResult>>;

  void OnAnswers(TaggerStream& stream, tagger::v1::TagArticlesResponse response) override ABSL_LOCKS_EXCLUDED(mutex_);
  void OnWritten(TaggerStream& stream) override ABSL_LOCKS_EXCLUDED(mutex_);
  void OnEnd(TaggerStream& stream, const absl::Status& status) override ABSL_LOCKS_EXCLUDED(mutex_);
  void OnEndpoints(const std::vector<std::string>& endpoints) ABSL_LOCKS_EXCLUDED(mutex_);
  void OnGreeting(Pod& pod, const std::string& pipeline_version) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void OnAnswer(Pod& pod, const std::string& pipeline_version, tagger::v1::TaggedArticle& article, Results& results)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void HandBack(const TaggerStream& stream, const absl::Status& status, Results& results)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  // Does whatever can be done now: opens streams, routes, sends, breaks off what is stalled.
  void Advance() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void OpenStreams(absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Reroute(absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void MoveOverdue(absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void ChooseTrialPod(absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Fill(Pod& pod) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void AddTo(tagger::v1::TagArticlesRequest& request, uint64_t id) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  template <typename Eligible>
  Pod* Best(const Task& task, Eligible eligible) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Queue(uint64_t id) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool Restless() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool AllEnded() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return open_streams_ == 0; }
  void Run();

  const Options options_;
  const rpc::Endpoints& endpoints_;
  obs::Counter preferred_;
  obs::Counter other_;
  obs::Counter broken_;
  obs::Counter refused_;

  mutable absl::Mutex mutex_;
  std::map<std::string, std::unique_ptr<Pod>> pods_ ABSL_GUARDED_BY(mutex_);
  size_t open_streams_ ABSL_GUARDED_BY(mutex_) = 0;
  // Ids grow with age, so that sets of them are queues in which what comes back has its old place.
  std::map<uint64_t, Task> tasks_ ABSL_GUARDED_BY(mutex_);
  uint64_t next_id_ ABSL_GUARDED_BY(mutex_) = 1;
  std::set<uint64_t> unrouted_ ABSL_GUARDED_BY(mutex_);
  std::set<uint64_t> suspects_ ABSL_GUARDED_BY(mutex_);
  // Where suspects go, one after the other; null while there are none.
  Pod* trial_pod_ ABSL_GUARDED_BY(mutex_) = nullptr;
  // The suspect in flight.
  std::optional<uint64_t> on_trial_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
  rpc::Endpoints::Listening listening_;
};

}  // namespace sitrep::client
