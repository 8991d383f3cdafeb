#pragma once

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <memory>
#include <optional>
#include <stop_token>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/base/executor.h"
#include "common/rpc/status.h"
#include "common/rpc/stream.h"

namespace sitrep::rpc {

// An endless, resumable sequence that readers follow from positions of their own. Next never blocks: it answers once,
// from a thread of the feed, with what comes after the position, or with a heartbeat when there was nothing for a
// while. Subclasses say what there is to read and call Stop() first in their destructor. Thread-safe.
template <typename Response, typename Position>
class Feed {
 public:
  struct Batch {
    Response response;
    Position next;
  };
  using Done = absl::AnyInvocable<void(absl::StatusOr<Batch>)>;

  // `heartbeat_interval`: how long a reader waits for news before it gets a heartbeat.
  Feed(Executor& executor, absl::Duration heartbeat_interval)
      : executor_(executor), heartbeat_interval_(heartbeat_interval), timer_([this] { Run(); }) {}
  virtual ~Feed() { Stop(); }

  // `done` hears CANCELLED within a quarter of the heartbeat interval when `stop` is requested while it waits.
  void Next(Position position, std::stop_token stop, Done done) ABSL_LOCKS_EXCLUDED(mutex_) {
    const absl::Duration patience = HeartbeatAfter(position);
    {
      absl::MutexLock lock(&mutex_);
      shortest_patience_ = std::min(shortest_patience_, patience);
    }
    ReadSoon(std::make_shared<Waiter>(
        Waiter{std::move(position), std::move(stop), std::move(done), absl::Now() + patience}));
  }

  // There is more to read.
  void Wake() ABSL_LOCKS_EXCLUDED(mutex_) {
    std::vector<std::shared_ptr<Waiter>> waiters;
    {
      absl::MutexLock lock(&mutex_);
      ++generation_;
      waiters.swap(waiters_);
    }
    for (auto& waiter : waiters) ReadSoon(std::move(waiter));
  }

  // Answers SHUTTING_DOWN to all who wait, and waits for reads that run: before what Read needs goes away. Harmless
  // twice.
  void Stop() ABSL_LOCKS_EXCLUDED(mutex_) {
    std::vector<std::shared_ptr<Waiter>> waiters;
    {
      absl::MutexLock lock(&mutex_);
      stopping_ = true;
      mutex_.Await(absl::Condition(this, &Feed::NoReads));
      waiters.swap(waiters_);
    }
    if (timer_.joinable()) timer_.join();
    for (const auto& waiter : waiters) waiter->done(ShuttingDown());
  }

 protected:
  // What follows the position; nothing when that is nothing yet. Runs on the executor.
  virtual absl::StatusOr<std::optional<Batch>> Read(const Position& position) = 0;
  virtual Batch Heartbeat(const Position& position) = 0;
  // For readers that want heartbeats at an interval of their own.
  virtual absl::Duration HeartbeatAfter(const Position&) const { return heartbeat_interval_; }

 private:
  struct Waiter {
    Position position;
    std::stop_token stop;
    Done done;
    absl::Time due;  // Of its heartbeat.
  };

  void ReadSoon(std::shared_ptr<Waiter> waiter) {
    {
      absl::MutexLock lock(&mutex_);
      ++reads_;
    }
    const bool admitted = executor_.TrySubmit([this, waiter] {
      ReadNow(waiter);
      absl::MutexLock lock(&mutex_);
      --reads_;
    });
    if (admitted) return;
    {
      absl::MutexLock lock(&mutex_);
      --reads_;
    }
    waiter->done(Overloaded("queue of readers"));
  }

  void ReadNow(const std::shared_ptr<Waiter>& waiter) {
    while (true) {
      uint64_t generation = 0;
      {
        absl::MutexLock lock(&mutex_);
        generation = generation_;
      }
      absl::StatusOr<std::optional<Batch>> batch = Read(waiter->position);
      if (!batch.ok()) return waiter->done(batch.status());
      if (batch->has_value()) return waiter->done(**std::move(batch));
      absl::MutexLock lock(&mutex_);
      if (stopping_) break;
      // What came between the read and this lock woke nobody.
      if (generation != generation_) continue;
      waiters_.push_back(waiter);
      return;
    }
    waiter->done(ShuttingDown());
  }

  // The timer: heartbeats for those who waited long enough, and an end for those who left.
  void Run() {
    while (true) {
      std::vector<std::shared_ptr<Waiter>> due;
      {
        absl::MutexLock lock(&mutex_);
        if (mutex_.AwaitWithTimeout(absl::Condition(&stopping_), shortest_patience_ / 4)) return;
        const absl::Time now = absl::Now();
        const auto keep = std::stable_partition(waiters_.begin(), waiters_.end(), [&](const auto& waiter) {
          return !waiter->stop.stop_requested() && now < waiter->due;
        });
        due.assign(std::make_move_iterator(keep), std::make_move_iterator(waiters_.end()));
        waiters_.erase(keep, waiters_.end());
      }
      for (const auto& waiter : due) {
        if (waiter->stop.stop_requested()) {
          waiter->done(absl::CancelledError("the reader left"));
        } else {
          waiter->done(Heartbeat(waiter->position));
        }
      }
    }
  }

  bool NoReads() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return reads_ == 0; }

  Executor& executor_;
  const absl::Duration heartbeat_interval_;
  absl::Mutex mutex_;
  std::vector<std::shared_ptr<Waiter>> waiters_ ABSL_GUARDED_BY(mutex_);
  // Counts Wake, so that one between a read and the wait is not missed.
  uint64_t generation_ ABSL_GUARDED_BY(mutex_) = 0;
  // Reads that the executor holds or runs.
  size_t reads_ ABSL_GUARDED_BY(mutex_) = 0;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  // Of all readers there have been; the timer looks four times as often.
  absl::Duration shortest_patience_ ABSL_GUARDED_BY(mutex_) = heartbeat_interval_;
  std::thread timer_;
};

// One server-streaming call that follows a feed. Exactly one thing is outstanding at any time, a read of the feed or a
// write, and whichever completes starts the other: so there is no queue, and a slow client holds one batch in memory.
template <typename Response, typename Position>
class FeedReactor final : public StreamReactor<grpc::ServerWriteReactor<Response>> {
  using Base = StreamReactor<grpc::ServerWriteReactor<Response>>;

 public:
  // `start` is what the request asked for, or why it cannot be answered.
  FeedReactor(grpc::CallbackServerContext* context, Runtime& runtime, std::string_view method, OpenStreams& streams,
              Feed<Response, Position>& feed, absl::StatusOr<Position> start)
      : Base(context, runtime, method, streams), feed_(feed) {
    {
      absl::MutexLock lock(&link_->mutex);
      link_->reactor = this;
    }
    if (!this->Admit()) return;
    if (!start.ok()) {
      this->End(start.status());
      return;
    }
    position_ = *std::move(start);
    ReadFeed();
  }
  ~FeedReactor() override {
    absl::MutexLock lock(&link_->mutex);
    link_->reactor = nullptr;
  }

 private:
  // The feed may answer after the call has ended.
  struct Link {
    absl::Mutex mutex;
    FeedReactor* reactor ABSL_GUARDED_BY(mutex) = nullptr;
  };

  void ReadFeed() {
    feed_.Next(position_, stop_.get_token(),
               [link = link_](absl::StatusOr<typename Feed<Response, Position>::Batch> batch) {
                 absl::MutexLock lock(&link->mutex);
                 if (link->reactor != nullptr) link->reactor->OnBatch(std::move(batch));
               });
  }
  void OnBatch(absl::StatusOr<typename Feed<Response, Position>::Batch> batch) {
    if (!batch.ok()) return this->End(batch.status());
    response_ = std::move(batch->response);
    position_ = std::move(batch->next);
    this->Send(&response_);
  }
  void OnWriteDone(bool ok) override {
    if (!ok) return this->End(absl::CancelledError("client went away"));
    ReadFeed();
  }
  void OnCancel() override {
    stop_.request_stop();
    this->End(absl::CancelledError("client went away"));
  }
  void OnDrain() override {
    stop_.request_stop();
    this->End(ShuttingDown());
  }
  void OnRenew() override {
    stop_.request_stop();
    this->End(StreamExpired());
  }

  Feed<Response, Position>& feed_;
  Position position_;
  std::stop_source stop_;
  const std::shared_ptr<Link> link_ = std::make_shared<Link>();
  Response response_;  // Must stay untouched until OnWriteDone.
};

}  // namespace sitrep::rpc
