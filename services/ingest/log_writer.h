#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "common/base/cursor.h"
#include "common/obs/metrics.h"
#include "services/ingest/log/append_clock.h"
#include "services/ingest/log/article_index.h"
#include "services/ingest/log/article_log.h"

namespace sitrep::ingest {

// What became of one submitted article.
struct Accepted {
  enum class Outcome { kCreated, kRevised, kUnchanged };
  Outcome outcome = Outcome::kCreated;
  uint32_t revision = 0;
  Partition partition;
  // One past the record that holds this revision: what a write token says.
  Offset next;
};

struct Retracted {
  bool newly = false;
  Partition partition;
  Offset next;
};

struct ControlAppended {
  Offset offset;
};

// The one writer of this process's partitions. Submissions that wait while a write is being synced go into the next one
// together (group commit), so the number of syncs follows the disk and not the number of clients. Answers come when the
// entries are durable and the index knows them, on the writer's thread, in the order of submission: callbacks must not
// block. What belongs to another pod is answered NOT_OWNER, each article alone. Thread-safe. The destructor writes what
// was accepted.
class LogWriter {
 public:
  struct Options {
    // Bytes of articles that may wait; beyond it submissions are refused with OVERLOADED.
    size_t max_queued_bytes = 96 << 20;
    // A group is written when it has so many bytes, or when nothing more waits.
    size_t max_group_bytes = 8 << 20;
  };
  using ArticlesDone = absl::AnyInvocable<void(std::vector<absl::StatusOr<Accepted>>)>;
  using RetractDone = absl::AnyInvocable<void(absl::StatusOr<Retracted>)>;
  using ControlDone = absl::AnyInvocable<void(absl::StatusOr<ControlAppended>)>;

  // Ends every earlier fence of the log. `on_append` is told, on the writer's thread, that the log has grown. All must
  // outlive the writer.
  static absl::StatusOr<std::unique_ptr<LogWriter>> Start(ArticleLog& log, ArticleIndex& index, AppendClock& clock,
                                                          obs::Metrics& metrics, Options options,
                                                          std::function<void()> on_append);
  ~LogWriter();

  // The articles as TakeIn made them, in order.
  absl::Status Submit(std::vector<storage::v1::Article> articles, ArticlesDone done) ABSL_LOCKS_EXCLUDED(mutex_);
  absl::Status Retract(ArticleId id, std::string reason, RetractDone done) ABSL_LOCKS_EXCLUDED(mutex_);
  absl::Status AppendControl(storage::v1::Control control, ControlDone done) ABSL_LOCKS_EXCLUDED(mutex_);

  size_t queued_bytes() const ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  struct ArticlesJob {
    std::vector<storage::v1::Article> articles;
    ArticlesDone done;
  };
  struct RetractJob {
    ArticleId id;
    std::string reason;
    RetractDone done;
  };
  struct ControlJob {
    storage::v1::Control control;
    ControlDone done;
  };
  struct Job {
    std::variant<ArticlesJob, RetractJob, ControlJob> work;
    size_t bytes = 0;
  };
  class Group;

  LogWriter(ArticleLog& log, ArticleIndex& index, AppendClock& clock, obs::Metrics& metrics, Options options,
            Fence fence, std::function<void()> on_append);
  absl::Status Enqueue(Job job) ABSL_LOCKS_EXCLUDED(mutex_);
  void Run();
  std::vector<Job> TakeGroup() ABSL_LOCKS_EXCLUDED(mutex_);
  void WriteGroup(std::vector<Job> jobs);
  bool WorkOrStop() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return !queue_.empty() || stopping_; }

  ArticleLog& log_;
  ArticleIndex& index_;
  AppendClock& clock_;
  const Options options_;
  const Fence fence_;
  const std::function<void()> on_append_;
  bool index_behind_ = false;  // The writer's thread only.

  obs::Counter created_;
  obs::Counter revised_;
  obs::Counter unchanged_;
  obs::Counter refused_;
  obs::Counter redirected_;
  obs::Histogram group_articles_;
  obs::Histogram sync_seconds_;
  obs::CallbackRegistration queued_gauge_;

  mutable absl::Mutex mutex_;
  std::deque<Job> queue_ ABSL_GUARDED_BY(mutex_);
  size_t queued_bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace sitrep::ingest
