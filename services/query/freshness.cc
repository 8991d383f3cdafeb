#include "services/query/freshness.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/base/error.h"

namespace sitrep::query {
namespace {

constexpr absl::Duration kDeadlineResolution = absl::Milliseconds(20);
constexpr size_t kMaxWaiters = 4'096;

absl::Status NotFreshYet(const CursorVector& token, const CursorVector& reached) {
  for (const auto& [partition, offset] : token.next) {
    if (reached.At(partition) >= offset) continue;
    return MakeError(absl::StatusCode::kDeadlineExceeded, "NOT_FRESH_YET",
                     absl::StrCat("min_freshness: partition ", partition.value, " has been read up to ",
                                  reached.At(partition).value, ", not to ", offset.value),
                     {{"partition", absl::StrCat(partition.value)}});
  }
  return MakeError(absl::StatusCode::kDeadlineExceeded, "NOT_FRESH_YET", "min_freshness: not reached in time");
}

}  // namespace

Freshness::Freshness(CursorVector reached) : reached_(std::move(reached)), timer_([this] { Run(); }) {}

Freshness::~Freshness() {
  std::vector<Waiter> waiters;
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
    waiters.swap(waiters_);
  }
  timer_.join();
  for (Waiter& waiter : waiters) {
    waiter.done(MakeError(absl::StatusCode::kUnavailable, "SHUTTING_DOWN", "query is shutting down"));
  }
}

void Freshness::WhenReached(CursorVector token, absl::Time deadline, Done done) {
  absl::Status status;
  {
    absl::MutexLock lock(&mutex_);
    if (reached_.log_id != 0 && token.log_id != reached_.log_id) {
      status = CursorOfAnotherLog("min_freshness");
    } else if (!reached_.Reached(token) && waiters_.size() >= kMaxWaiters) {
      status = MakeError(absl::StatusCode::kResourceExhausted, "OVERLOADED",
                         absl::StrCat(kMaxWaiters, " requests wait for freshness already"), {}, absl::Seconds(1));
    } else if (!reached_.Reached(token)) {
      waiters_.push_back({std::move(token), deadline, std::move(done)});
      return;
    }
  }
  done(status);
}

void Freshness::Advance(const CursorVector& reached) {
  std::vector<Waiter> due;
  {
    absl::MutexLock lock(&mutex_);
    reached_ = reached;
    const auto later = std::stable_partition(waiters_.begin(), waiters_.end(),
                                             [&](const Waiter& waiter) { return !reached.Reached(waiter.token); });
    due.assign(std::make_move_iterator(later), std::make_move_iterator(waiters_.end()));
    waiters_.erase(later, waiters_.end());
  }
  for (Waiter& waiter : due) waiter.done(absl::OkStatus());
}

CursorVector Freshness::reached() const {
  absl::MutexLock lock(&mutex_);
  return reached_;
}

void Freshness::Run() {
  while (true) {
    std::vector<Waiter> late;
    CursorVector reached;
    {
      absl::MutexLock lock(&mutex_);
      const auto work = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return stopping_ || !waiters_.empty(); };
      mutex_.Await(absl::Condition(&work));
      if (stopping_ || mutex_.AwaitWithTimeout(absl::Condition(&stopping_), kDeadlineResolution)) return;
      const absl::Time now = absl::Now();
      const auto keep = std::stable_partition(waiters_.begin(), waiters_.end(),
                                              [now](const Waiter& waiter) { return waiter.deadline > now; });
      late.assign(std::make_move_iterator(keep), std::make_move_iterator(waiters_.end()));
      waiters_.erase(keep, waiters_.end());
      reached = reached_;
    }
    for (Waiter& waiter : late) waiter.done(NotFreshYet(waiter.token, reached));
  }
}

}  // namespace sitrep::query
