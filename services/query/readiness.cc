#include "services/query/readiness.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/client/log_end.h"
#include "services/query/peer/holding.h"

namespace sitrep::query {
namespace {

constexpr absl::Duration kAskTimeout = absl::Seconds(2);
constexpr absl::Duration kStep = absl::Milliseconds(20);

}  // namespace

Readiness::Readiness(std::vector<std::shared_ptr<grpc::Channel>> ingest, const Generations& generations,
                     absl::Duration timeout, obs::Metrics& metrics, obs::Log& log)
    : ingest_(std::move(ingest)),
      generations_(generations),
      timeout_(timeout),
      log_(log),
      gauge_(metrics.AddGaugeCallback("sitrep_query_ready", "1 once the pod is ready for requests",
                                      [this] { return ready() ? 1.0 : 0.0; })) {}

void Readiness::Start(std::function<void()> on_ready) {
  thread_ = std::thread([this, on_ready = std::move(on_ready)] { Run(on_ready); });
}

void Readiness::Stop() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  if (thread_.joinable()) thread_.join();
}

std::string Readiness::trouble() const {
  absl::MutexLock lock(&mutex_);
  return trouble_;
}

void Readiness::Run(const std::function<void()>& on_ready) {
  const absl::Time start = absl::Now();
  if (!WaitUntilReady()) return;
  log_.Info("ready", {{"after_s", absl::ToDoubleSeconds(absl::Now() - start)}, {"trouble", trouble()}});
  on_ready();
}

bool Readiness::ready() const {
  absl::MutexLock lock(&mutex_);
  return ready_;
}

bool Readiness::WaitUntilReady() {
  const absl::Time give_up = absl::Now() + timeout_;
  std::optional<CursorVector> end;
  while (true) {
    std::string trouble;
    const std::shared_ptr<Generation> generation = generations_.Current();
    if (!end.has_value()) {
      const absl::Duration left = std::max(give_up - absl::Now(), absl::Milliseconds(100));
      absl::StatusOr<CursorVector> asked = client::ReadLogEnd(ingest_, std::min(kAskTimeout, left));
      if (asked.ok()) {
        end = OnlyHeld(generation->holding(), *asked);
      } else {
        trouble = absl::StrCat("the end of the log is not known: ", asked.status().message());
      }
    }
    const CursorVector reached = generation->reached();
    if (end.has_value()) {
      const bool is_same_log = reached.log_id == 0 || reached.log_id == end->log_id;
      if (is_same_log && reached.Reached(*end)) {
        absl::MutexLock lock(&mutex_);
        trouble_.clear();
        return ready_ = true;
      }
      trouble = generation->trouble();
    }
    const bool late = absl::Now() >= give_up && reached.log_id != 0 && !trouble.empty();
    absl::MutexLock lock(&mutex_);
    trouble_ = absl::StrCat(late ? "not caught up since the start: " : "not ready: ",
                            trouble.empty() ? "catching up with the log" : trouble);
    if (late) return ready_ = true;
    if (mutex_.AwaitWithTimeout(absl::Condition(&stopping_), kStep)) return false;
  }
}

}  // namespace sitrep::query
