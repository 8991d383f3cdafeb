#include "services/query/generations.h"

#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/string_views.h"
#include "common/storage/shard_metrics.h"

namespace sitrep::query {
namespace {

// How often a shadow is looked at, and how long the live one may stand still for it in the end.
constexpr absl::Duration kStep = absl::Milliseconds(200);
constexpr absl::Duration kSwitchTimeout = absl::Seconds(10);
constexpr absl::Duration kSwitchStep = absl::Milliseconds(5);
constexpr absl::Duration kRetryDelay = absl::Seconds(5);
// A shadow waits while the live views are further behind than this.
constexpr double kTolerableLagSeconds = 1;
// It keeps little in memory, and few texts at the taggers.
constexpr size_t kShadowPendingArticles = 64;
constexpr size_t kShadowPendingBytes = 8 << 20;

}  // namespace

Generations::Generations(GenerationOptions options, obs::Metrics& metrics, obs::Log& log)
    : options_(std::move(options)), metrics_(metrics), log_(log), folders_(options_.path) {}

absl::StatusOr<std::unique_ptr<Generations>> Generations::Open(GenerationOptions options, FetchFolder fetch,
                                                               obs::Metrics& metrics, obs::Log& log) {
  std::unique_ptr<Generations> generations(new Generations(std::move(options), metrics, log));
  SITREP_RETURN_IF_ERROR(generations->OpenServing(fetch));
  Generations& self = *generations;
  const auto lag = [&self] { return self.Current()->lag(); };
  self.gauges_.push_back(metrics.AddGaugeCallback("sitrep_query_follower_lag_articles",
                                                  "Articles received and not yet visible",
                                                  [lag] { return static_cast<double>(lag().articles); }));
  self.gauges_.push_back(metrics.AddGaugeCallback("sitrep_query_follower_lag_seconds",
                                                  "Age of the oldest article received and not yet visible",
                                                  [lag] { return lag().seconds; }));
  self.gauges_.push_back(
      metrics.AddGaugeCallback("sitrep_query_taggers_live", "Taggers that can be given texts",
                               [&self] { return static_cast<double>(self.Current()->live_taggers()); }));
  self.gauges_.push_back(metrics.AddGaugeCallback("sitrep_query_follower_trouble",
                                                  "1 while the log cannot be followed or nothing is tagged",
                                                  [&self] { return self.Current()->trouble().empty() ? 0.0 : 1.0; }));
  self.gauges_.push_back(metrics.AddGaugeCallback(
      "sitrep_query_shadow_articles", "Articles in the generation that is built beside the one that serves; 0: none is",
      [&self] {
        const std::shared_ptr<Generation> shadow = self.Shadow();
        return shadow == nullptr ? 0.0 : static_cast<double>(shadow->documents().Counts().documents);
      }));
  self.thread_ = std::thread([&self] { self.Run(); });
  return generations;
}

Generations::~Generations() {
  gauges_.clear();
  shard_gauges_ = {};
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  if (thread_.joinable()) thread_.join();
  std::shared_ptr<Generation> current;
  std::shared_ptr<Generation> shadow;
  {
    absl::MutexLock lock(&mutex_);
    current = std::move(current_);
    shadow = std::move(shadow_);
  }
  current.reset();
  shadow.reset();
  // While everything is there that their followers call.
  std::vector<std::unique_ptr<Generation>> unused;
  absl::MutexLock lock(&mutex_);
  unused.swap(unused_);
}

absl::Status Generations::OpenServing(const FetchFolder& fetch) {
  SITREP_ASSIGN_OR_RETURN(serving_number_, folders_.Serving());
  // What was replaced before a crash.
  for (const uint32_t number : folders_.Numbers()) {
    if (number >= serving_number_) break;
    SITREP_RETURN_IF_ERROR(folders_.Delete(number));
  }
  folders_.DeleteCheckpoints();
  const auto open = [&] { return OpenGeneration(serving_number_, Generation::Kind::kLive, ""); };
  const auto is_fetched = [&] {
    return folders_.Numbers().empty() && fetch != nullptr && fetch(folders_.PathOf(serving_number_));
  };
  bool fetched = is_fetched();
  absl::StatusOr<std::shared_ptr<Generation>> opened = open();
  const std::string reason = ReadErrorDetail(opened.status()).reason;
  if (!fetched && (reason == "SHARD_TOO_OLD" || reason == "HOLDING_DIFFERS")) {
    log_.Warning("the views are built anew", {{"reason", ToStd(opened.status().message())}});
    for (const uint32_t number : folders_.Numbers()) SITREP_RETURN_IF_ERROR(folders_.Delete(number));
    fetched = is_fetched();
    opened = open();
  }
  if (!opened.ok() && fetched) {
    log_.Warning("what a peer gave cannot be opened", {{"error", opened.status().ToString()}});
    SITREP_RETURN_IF_ERROR(folders_.Delete(serving_number_));
    opened = open();
  }
  if (!opened.ok()) return opened.status();
  shard_gauges_ = storage::ShowShard(metrics_, (*opened)->shard());
  FollowLive(**opened);
  absl::MutexLock lock(&mutex_);
  current_ = *std::move(opened);
  return absl::OkStatus();
}

std::shared_ptr<Generation> Generations::Share(std::unique_ptr<Generation> generation) {
  return {generation.release(), [this](Generation* unused) {
            // Whoever reads last must not close it: it may be the follower itself.
            absl::MutexLock lock(&mutex_);
            unused_.emplace_back(unused);
          }};
}

absl::StatusOr<std::shared_ptr<Generation>> Generations::OpenGeneration(uint32_t number, Generation::Kind kind,
                                                                        const std::string& pipeline_version) {
  GenerationOptions options = options_;
  options.path = folders_.PathOf(number);
  SITREP_ASSIGN_OR_RETURN(std::unique_ptr<Generation> generation,
                          Generation::Open(std::move(options), kind, pipeline_version, metrics_, log_));
  return Share(std::move(generation));
}

void Generations::FollowLive(Generation& generation) {
  Follower::Options options;
  options.on_control = [this](const ingest::v1::ControlRecord& record) {
    absl::MutexLock lock(&mutex_);
    if (pipelines_.Note(record)) changed_ = true;
  };
  // Views that anything may tag stop as soon as that is no longer so; the thread binds them and goes on.
  options.may_go_on = [this, &generation] {
    if (generation.bound()) return true;
    absl::MutexLock lock(&mutex_);
    return pipelines_.announced.empty() && pipelines_.active.empty();
  };
  generation.Follow(std::move(options));
}

std::shared_ptr<Generation> Generations::Current() const {
  absl::MutexLock lock(&mutex_);
  return current_;
}

std::shared_ptr<Generation> Generations::Shadow() const {
  absl::MutexLock lock(&mutex_);
  return shadow_;
}

PipelineRecords Generations::pipelines() const {
  absl::MutexLock lock(&mutex_);
  return pipelines_;
}

std::string Generations::trouble() const {
  absl::MutexLock lock(&mutex_);
  if (!trouble_.empty() || shadow_ == nullptr) return trouble_;
  const std::string trouble = shadow_->trouble();
  return trouble.empty() ? std::string() : absl::StrCat("the next generation: ", trouble);
}

void Generations::NoteTrouble(const absl::Status& status) {
  if (!status.ok()) log_.Error("the next generation does not get on", {{"error", status.ToString()}});
  absl::MutexLock lock(&mutex_);
  trouble_ = status.ok() ? std::string() : absl::StrCat("the next generation: ", status.message());
}

void Generations::Run() {
  while (true) {
    CloseUnused();
    Step();
    absl::MutexLock lock(&mutex_);
    const absl::Duration wait = !trouble_.empty() ? kRetryDelay : shadow_ == nullptr ? absl::InfiniteDuration() : kStep;
    mutex_.AwaitWithTimeout(absl::Condition(this, &Generations::HasWork), wait);
    if (stopping_) return;
    changed_ = false;
  }
}

void Generations::CloseUnused() {
  std::vector<std::unique_ptr<Generation>> unused;
  {
    absl::MutexLock lock(&mutex_);
    unused.swap(unused_);
  }
  for (std::unique_ptr<Generation>& generation : unused) {
    const std::string path = generation->shard().path();
    generation.reset();
    for (const uint32_t number : folders_.Numbers()) {
      if (number >= serving_number_ || folders_.PathOf(number) != path) continue;
      const absl::Status deleted = folders_.Delete(number);
      log_.Info("a generation that was replaced is closed", {{"generation", number}, {"deleted", deleted.ok()}});
    }
  }
}

void Generations::Step() {
  const std::shared_ptr<Generation> current = Current();
  const PipelineRecords pipelines = this->pipelines();
  if (const absl::Status bound = BindIfNeeded(*current, pipelines); !bound.ok()) return NoteTrouble(bound);
  const std::string version = current->pipeline_version();
  const std::string wanted = version.empty() ? std::string() : pipelines.SuccessorOf(version);
  std::shared_ptr<Generation> shadow = Shadow();
  if (shadow != nullptr && shadow->pipeline_version() != wanted) {
    shadow.reset();
    DropShadow();
  }
  if (wanted.empty()) {
    NoteTrouble(absl::OkStatus());
    return;
  }
  if (shadow == nullptr) BuildShadow(wanted);
  hurry_ = pipelines.active == wanted;
  if (hurry_) SwitchIfReached();
}

absl::Status Generations::BindIfNeeded(Generation& current, const PipelineRecords& pipelines) {
  if (current.bound()) return absl::OkStatus();
  const std::string version = pipelines.BindingOf(current.pipeline_version());
  if (version.empty()) return absl::OkStatus();
  current.StopFollowing();
  SITREP_RETURN_IF_ERROR(current.Bind(version));
  log_.Info("the views are bound to a pipeline version", {{"pipeline_version", version}});
  FollowLive(current);
  return absl::OkStatus();
}

void Generations::BuildShadow(const std::string& pipeline_version) {
  const auto build = [&]() -> absl::Status {
    shadow_number_ = serving_number_ + 1;
    absl::StatusOr<std::shared_ptr<Generation>> opened =
        OpenGeneration(shadow_number_, Generation::Kind::kShadow, pipeline_version);
    // Left behind by an exchange that was called off, or of no use for another reason.
    if (!opened.ok() || (*opened)->pipeline_version() != pipeline_version) {
      if (opened.ok()) opened = absl::CancelledError("another version");
      CloseUnused();
      SITREP_RETURN_IF_ERROR(folders_.Delete(shadow_number_));
      opened = OpenGeneration(shadow_number_, Generation::Kind::kShadow, pipeline_version);
    }
    if (!opened.ok()) return opened.status();
    Follower::Options follow;
    follow.max_pending_articles = kShadowPendingArticles;
    follow.max_pending_bytes = kShadowPendingBytes;
    follow.counts = false;
    follow.must_yield = [this] { return !hurry_ && Current()->lag().seconds > kTolerableLagSeconds; };
    (*opened)->Follow(std::move(follow));
    log_.Info("the next generation is built", {{"generation", shadow_number_}, {"pipeline_version", pipeline_version}});
    live_before_ = {};
    absl::MutexLock lock(&mutex_);
    shadow_ = *std::move(opened);
    return absl::OkStatus();
  };
  NoteTrouble(build());
}

void Generations::DropShadow() {
  std::shared_ptr<Generation> shadow;
  {
    absl::MutexLock lock(&mutex_);
    shadow = std::move(shadow_);
  }
  shadow->StopFollowing();
  shadow.reset();
  // Somebody who asks for status may hold it for a moment longer; then the next one to be built deletes the folder.
  CloseUnused();
  const absl::Status deleted = folders_.Delete(shadow_number_);
  log_.Info("the next generation is called off", {{"generation", shadow_number_}, {"deleted", deleted.ok()}});
}

void Generations::SwitchIfReached() {
  const std::shared_ptr<Generation> live = Current();
  const std::shared_ptr<Generation> shadow = Shadow();
  if (shadow == nullptr) return;
  // What the live one had applied a step ago, so that the shadow need not overtake one that moves.
  const CursorVector before = std::exchange(live_before_, live->reached());
  if (before.log_id != live_before_.log_id || !shadow->reached().Reached(before)) return;
  NoteTrouble(Switch(live, shadow));
}

absl::Status Generations::Switch(const std::shared_ptr<Generation>& live, const std::shared_ptr<Generation>& shadow) {
  // From here to the end nothing new becomes visible, and no match is made.
  live->StopFollowing();
  absl::Cleanup resume = [&] { FollowLive(*live); };
  const CursorVector goal = live->reached();
  const absl::Time give_up = absl::Now() + kSwitchTimeout;
  while (!shadow->reached().Reached(goal)) {
    absl::MutexLock lock(&mutex_);
    if (absl::Now() > give_up || mutex_.AwaitWithTimeout(absl::Condition(&stopping_), kSwitchStep)) {
      return absl::OkStatus();
    }
  }
  shadow->StopFollowing();
  absl::Status status = shadow->TakeOver(*live);
  if (status.ok()) status = folders_.SetServing(shadow_number_);
  if (!status.ok()) {
    // It is opened again, as a shadow, by a later step. Not the last pin: that is the caller's.
    absl::MutexLock lock(&mutex_);
    shadow_ = nullptr;
    return status;
  }
  std::move(resume).Cancel();
  serving_number_ = shadow_number_;
  shard_gauges_ = {};
  {
    absl::MutexLock lock(&mutex_);
    current_ = shadow;
    shadow_ = nullptr;
  }
  shard_gauges_ = storage::ShowShard(metrics_, shadow->shard());
  FollowLive(*shadow);
  log_.Info("reads are switched", {{"generation", serving_number_}, {"pipeline_version", shadow->pipeline_version()}});
  if (options_.on_match != nullptr) options_.on_match();
  return absl::OkStatus();
}

}  // namespace sitrep::query
