#include "common/client/log_follower.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/base/string_views.h"
#include "common/client/backoff.h"

namespace sitrep::client {
namespace {

constexpr absl::Duration kLayoutTimeout = absl::Seconds(5);
// Articles of other pods wait for the control partition's heartbeats, so those must not be rare.
constexpr absl::Duration kControlHeartbeat = absl::Milliseconds(100);
// Ordinary clocks are closer to each other than this.
constexpr absl::Duration kLongWait = absl::Seconds(5);

int64_t MicrosOf(const google::protobuf::Timestamp& time) { return time.seconds() * 1'000'000 + time.nanos() / 1'000; }

}  // namespace

LogFollower::LogFollower(IngestClient& ingest, Options options, CursorVector start, OnBatch on_batch)
    : ingest_(ingest),
      options_(std::move(options)),
      start_(std::move(start)),
      on_batch_(std::move(on_batch)),
      reached_(start_),
      starter_([this] { Start(); }) {}

void LogFollower::Stop() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  if (starter_.joinable()) starter_.join();
  std::vector<Watch> watches;  // Ended outside the lock, which they need.
  {
    absl::MutexLock lock(&mutex_);
    watches.swap(watches_);
  }
}

void LogFollower::Start() {
  Backoff backoff;
  while (true) {
    const absl::StatusOr<IngestLayout> layout = ingest_.Layout(kLayoutTimeout);
    if (layout.ok()) return StartWatches(*layout);
    absl::MutexLock lock(&mutex_);
    start_trouble_ = absl::StrCat("no ingest answers: ", layout.status().message());
    if (mutex_.AwaitWithTimeout(absl::Condition(&stopping_), backoff.Next())) return;
  }
}

void LogFollower::StartWatches(const IngestLayout& layout) {
  {
    absl::MutexLock lock(&deliver_mutex_);
    log_id_ = layout.log_id;
    for (uint32_t p = 0; p < layout.partitions(); ++p) reached_.next.try_emplace(Partition{p});
  }
  std::map<std::string, std::vector<Partition>> wanted = {{layout.control_owner, {}}};
  std::vector<Partition> partitions = options_.partitions;
  for (uint32_t p = 0; partitions.size() < layout.partitions() && options_.partitions.empty(); ++p) {
    partitions.push_back(Partition{p});
  }
  if (options_.only_control) partitions.clear();
  absl::MutexLock lock(&mutex_);
  start_trouble_.clear();
  for (const Partition partition : partitions) {
    if (partition.value >= layout.partitions()) {
      start_trouble_ = absl::StrCat("the log cannot be followed: it has ", layout.partitions(),
                                    " partitions, no number ", partition.value);
      return;
    }
    wanted[layout.OwnerOf(partition)].push_back(partition);
  }
  for (const auto& [address, owned] : wanted) {
    const bool has_control = address == layout.control_owner;
    LogWatcher::Options options{.control = has_control, .only_control = has_control && owned.empty()};
    options.max_batch_bytes = options_.max_batch_bytes;
    options.silence_timeout = options_.silence_timeout;
    if (has_control && wanted.size() > 1) options.heartbeat_interval = kControlHeartbeat;
    CursorVector start{.log_id = start_.log_id};
    for (const Partition partition : owned) {
      options.partitions.push_back(partition.value);
      if (start_.At(partition) > Offset{0}) start.Advance(partition, start_.At(partition));
    }
    if (has_control && start_.At(kControlPartition) > Offset{0}) {
      start.Advance(kControlPartition, start_.At(kControlPartition));
    }
    watches_.push_back(
        {address, std::make_unique<LogWatcher>(ingest_.ChannelTo(address), std::move(options),
                                               start.log_id == 0 ? std::string() : EncodeCursor(start),
                                               [this, has_control](ingest::v1::WatchArticlesResponse response) {
                                                 return OnWatch(has_control, std::move(response));
                                               })});
  }
}

bool LogFollower::OnWatch(bool has_control, ingest::v1::WatchArticlesResponse response) {
  int64_t newest_us = 0;
  int64_t watermark_us = 0;
  for (const ingest::v1::LogRecord& record : response.records()) {
    const int64_t time_us = MicrosOf(record.append_time());
    if (!record.has_heartbeat()) newest_us = std::max(newest_us, time_us);
    if (record.partition() == kControlPartition.value) watermark_us = std::max(watermark_us, time_us);
  }
  // What comes from the control partition's owner has the control records that came before it.
  if (!has_control && newest_us > 0 && !AwaitControl(newest_us)) return false;
  if (!Deliver(std::move(response))) {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
    return false;
  }
  absl::MutexLock lock(&mutex_);
  if (has_control) control_watermark_us_ = std::max(control_watermark_us_, watermark_us);
  return !stopping_;
}

bool LogFollower::AwaitControl(int64_t append_time_us) {
  absl::MutexLock lock(&mutex_);
  const auto come = [this, append_time_us]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return stopping_ || control_watermark_us_ >= append_time_us;
  };
  if (!come()) {
    if (waiting_++ == 0) waiting_since_ = absl::Now();
    mutex_.Await(absl::Condition(&come));
    --waiting_;
  }
  return !stopping_;
}

bool LogFollower::Deliver(ingest::v1::WatchArticlesResponse response) {
  const absl::StatusOr<CursorVector> next = DecodeCursor(response.cursor());
  if (!next.ok()) {
    absl::MutexLock lock(&mutex_);
    start_trouble_ = absl::StrCat("the log sent a cursor that cannot be read: ", next.status().message());
    return false;
  }
  absl::MutexLock lock(&deliver_mutex_);
  if (log_id_ != 0 && next->log_id != log_id_) {
    absl::MutexLock trouble_lock(&mutex_);
    start_trouble_ =
        absl::StrCat("the log cannot be followed: a pod answers from log ", absl::Hex(next->log_id, absl::kZeroPad16),
                     ", not from ", absl::Hex(log_id_, absl::kZeroPad16));
    return false;
  }
  CursorVector reached = reached_;
  reached.log_id = next->log_id;
  reached.Advance(*next);
  const bool news = std::ranges::any_of(response.records(), [](const auto& record) { return !record.has_heartbeat(); });
  // Heartbeats come often and mostly say what is known already.
  if (!news && delivered_ && reached == reached_) return true;
  reached_ = std::move(reached);
  delivered_ = true;
  response.set_cursor(EncodeCursor(reached_));
  return on_batch_(std::move(response));
}

absl::Status LogFollower::failure() const {
  absl::MutexLock lock(&mutex_);
  for (const Watch& watch : watches_) {
    if (absl::Status failure = watch.watcher->failure(); !failure.ok()) return failure;
  }
  return absl::OkStatus();
}

std::string LogFollower::trouble() const {
  absl::MutexLock lock(&mutex_);
  if (!start_trouble_.empty()) return start_trouble_;
  for (const Watch& watch : watches_) {
    const std::string trouble = watch.watcher->trouble();
    if (trouble.empty()) continue;
    return watches_.size() == 1 ? trouble : absl::StrCat(watch.address, ": ", trouble);
  }
  if (waiting_ > 0 && absl::Now() - waiting_since_ > kLongWait) {
    return absl::StrCat("articles wait for the control partition, which stands at ",
                        absl::FormatTime(absl::FromUnixMicros(control_watermark_us_), absl::UTCTimeZone()),
                        ": do the clocks of the ingest pods agree?");
  }
  return "";
}

}  // namespace sitrep::client
