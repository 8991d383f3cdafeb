#include "services/query/follower.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/base/error.h"
#include "common/base/string_views.h"

namespace sitrep::query {
namespace {

// While a view cannot be written (a full disk), it is tried again after this time.
constexpr absl::Duration kApplyRetryDelay = absl::Seconds(1);
// One response of the watch waits at most so long for others' work, and looks again after each step.
constexpr absl::Duration kMostYielding = absl::Seconds(2);
constexpr absl::Duration kYieldStep = absl::Milliseconds(50);

absl::Time AppendTimeOf(const google::protobuf::Timestamp& time) {
  return absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos());
}

std::shared_ptr<const tagger::v1::TagInput> InputOf(const ingest::v1::StoredArticle& article) {
  auto input = std::make_shared<tagger::v1::TagInput>();
  input->set_text(article.text());
  *input->mutable_segments() = article.segments();
  *input->mutable_publication_time() = article.publication_time();
  input->set_headline(article.headline());
  input->set_source(article.source());
  input->set_language_code(article.language_code());
  return input;
}

}  // namespace

CursorVector Follower::Reached(const std::vector<View*>& views) {
  CursorVector reached = views.front()->cursor();
  for (const View* view : views) {
    const CursorVector cursor = view->cursor();
    for (auto& [partition, offset] : reached.next) offset = std::min(offset, cursor.At(partition));
    if (cursor.log_id == 0) reached = CursorVector{};
  }
  return reached;
}

Follower::Follower(client::IngestClient& ingest, rpc::Endpoints& taggers, std::vector<View*> views,
                   Freshness& freshness, obs::Metrics& metrics, obs::Log& log, Options options)
    : options_(std::move(options)),
      views_(std::move(views)),
      freshness_(freshness),
      log_(log),
      applied_(metrics.AddCounter("sitrep_query_articles_total", "Articles applied to the views, by outcome",
                                  {{"outcome", "annotated"}})),
      failed_(metrics.AddCounter("sitrep_query_articles_total", "Articles applied to the views, by outcome",
                                 {{"outcome", "tagging_failed"}})),
      apply_seconds_(metrics.AddHistogram("sitrep_query_apply_duration_seconds",
                                          "Time to apply one group of records to every view",
                                          obs::Metrics::DurationBuckets())),
      taggers_(taggers, {.pipeline_version = options_.pipeline_version}, metrics),
      applier_([this] { ApplyBatches(); }) {
  CursorVector start = Reached(views_);
  // The control partition is read from its beginning: which operators' entities count for an article depends on all of
  // it.
  start.next.erase(kControlPartition);
  client::LogFollower::Options watch{.partitions = options_.partitions};
  watcher_ = std::make_unique<client::LogFollower>(
      ingest, std::move(watch), std::move(start),
      [this](ingest::v1::WatchArticlesResponse response) { return OnWatch(std::move(response)); });
}

void Follower::Stop() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  // Nobody else may see it half gone: trouble() asks it.
  watcher_->Stop();
  if (applier_.joinable()) applier_.join();
}

void Follower::Yield() {
  if (options_.must_yield == nullptr) return;
  const absl::Time until = absl::Now() + kMostYielding;
  while (options_.must_yield() && absl::Now() < until) {
    absl::MutexLock lock(&mutex_);
    if (mutex_.AwaitWithTimeout(absl::Condition(&stopping_), kYieldStep)) return;
  }
}

bool Follower::OnWatch(ingest::v1::WatchArticlesResponse response) {
  auto batch = std::make_shared<Batch>();
  absl::StatusOr<CursorVector> next = DecodeCursor(response.cursor());
  if (!next.ok()) {
    log_.Error("the log sent a cursor that cannot be read", {{"error", ToStd(next.status().message())}});
    return false;
  }
  batch->next = *std::move(next);
  Yield();
  for (ingest::v1::LogRecord& record : *response.mutable_records()) {
    TaggedRecord tagged{Partition{record.partition()}, Offset{record.offset()}, AppendTimeOf(record.append_time()), {}};
    if (record.has_article()) {
      batch->bytes += record.article().text().size() * 2 + record.article().html().size();
      ++batch->articles;
      tagged.body = TaggedArticle{.article = std::move(*record.mutable_article())};
    } else if (record.has_retraction()) {
      tagged.body = RetractedArticle{ArticleId{record.retraction().article_id()}, record.retraction().reason()};
    } else if (record.has_control()) {
      if (record.control().kind() == ingest::v1::ControlRecord::ENTITY) {
        absl::MutexLock lock(&mutex_);
        if (entity_records_.empty() || entity_records_.back().sequence < record.offset()) {
          entity_records_.push_back({tagged.append_time, record.offset()});
        }
      }
      if (options_.on_control != nullptr) options_.on_control(record.control());
      tagged.body = std::move(*record.mutable_control());
    } else {
      continue;
    }
    batch->records.push_back(std::move(tagged));
  }
  if (options_.may_go_on != nullptr && !options_.may_go_on()) return false;
  batch->untagged = batch->articles;
  {
    absl::MutexLock lock(&mutex_);
    mutex_.Await(absl::Condition(this, &Follower::RoomOrStop));
    if (stopping_) return false;
    pending_.push_back(batch);
    pending_articles_ += batch->articles;
    pending_bytes_ += batch->bytes;
  }
  for (size_t i = 0; i < batch->records.size(); ++i) {
    if (std::holds_alternative<TaggedArticle>(batch->records[i].body)) Tag(batch, i);
  }
  return true;
}

uint64_t Follower::ControlSequenceAt(absl::Time append_time) const {
  uint64_t sequence = 0;
  for (const EntityRecord& record : entity_records_) {
    if (record.append_time < append_time) sequence = record.sequence + 1;
  }
  return sequence;
}

void Follower::Tag(const std::shared_ptr<Batch>& batch, size_t record) {
  TaggedArticle& article = std::get<TaggedArticle>(batch->records[record].body);
  uint64_t sequence = 0;
  {
    absl::MutexLock lock(&mutex_);
    sequence = ControlSequenceAt(batch->records[record].append_time);
  }
  taggers_.Tag(InputOf(article.article), sequence, [this, batch, &article](client::TagResult result) {
    article.annotations = std::move(result.annotations);
    article.pipeline_version = std::move(result.pipeline_version);
    article.knowledge_version = std::move(result.knowledge_version);
    if (!result.status.ok()) {
      article.failure =
          result.status.message().empty() ? "no reason given" : std::string(ToStd(result.status.message()));
    }
    absl::MutexLock lock(&mutex_);
    --batch->untagged;
  });
}

absl::Status Follower::Retag(const TaggedRecord& record, absl::Duration timeout) {
  auto batch = std::make_shared<Batch>();
  batch->records.push_back(record);
  batch->articles = 1;
  batch->untagged = 1;
  batch->retagging = std::make_shared<Retagging>();
  TaggedArticle& article = std::get<TaggedArticle>(batch->records.front().body);
  article.failure.clear();
  {
    absl::MutexLock lock(&mutex_);
    pending_.push_back(batch);
    pending_articles_ += 1;
  }
  Tag(batch, 0);
  absl::MutexLock lock(&mutex_);
  if (!mutex_.AwaitWithTimeout(absl::Condition(&batch->retagging->done), timeout)) {
    return MakeError(absl::StatusCode::kUnavailable, "NEIGHBOUR_UNAVAILABLE",
                     absl::StrCat("article ", article.article.article_id(), " was not tagged in time"));
  }
  return batch->retagging->status;
}

// The follower's own thread.
void Follower::ApplyBatches() {
  while (true) {
    std::vector<std::shared_ptr<Batch>> group;
    {
      absl::MutexLock lock(&mutex_);
      mutex_.Await(absl::Condition(this, &Follower::ReadyOrStop));
      if (stopping_) return;
      size_t articles = 0;
      for (const auto& batch : pending_) {
        if (batch->untagged > 0 || (articles > 0 && articles + batch->articles > options_.max_group_articles)) break;
        articles += batch->articles;
        group.push_back(batch);
        // What was tagged again is applied by itself.
        if (batch->retagging != nullptr) break;
      }
      if (group.size() > 1 && group.back()->retagging != nullptr) group.pop_back();
    }
    ApplyGroup(group);
    absl::MutexLock lock(&mutex_);
    if (stopping_) return;
    for (const auto& batch : group) {
      pending_articles_ -= batch->articles;
      pending_bytes_ -= batch->bytes;
      pending_.pop_front();
    }
  }
}

void Follower::ApplyGroup(const std::vector<std::shared_ptr<Batch>>& group) {
  const absl::Time start = absl::Now();
  if (group.front()->retagging != nullptr) {
    absl::Status status;
    for (View* view : views_) status.Update(view->Replace(group.front()->records.front()));
    const TaggedArticle& article = std::get<TaggedArticle>(group.front()->records.front().body);
    if (status.ok() && !article.failure.empty()) status = absl::InternalError(article.failure);
    absl::MutexLock lock(&mutex_);
    group.front()->retagging->status = status;
    group.front()->retagging->done = true;
    return;
  }
  std::vector<TaggedRecord> records;
  for (const auto& batch : group) {
    records.insert(records.end(), std::make_move_iterator(batch->records.begin()),
                   std::make_move_iterator(batch->records.end()));
  }
  CursorVector next = group.front()->next;
  for (const auto& batch : group) next.Advance(batch->next);
  NotePipeline(records);
  for (View* view : views_) {
    // A heartbeat that moves nothing costs no write.
    CursorVector moved = view->cursor();
    moved.log_id = next.log_id;
    moved.Advance(next);
    if (moved == view->cursor()) continue;
    // A crash now repeats this group; an error must not lose it.
    while (true) {
      const absl::Status status = ApplyToView(*view, records, moved);
      absl::MutexLock lock(&mutex_);
      trouble_ =
          status.ok() ? "" : absl::StrCat("the ", ToAbsl(view->name()), " view cannot be written: ", status.message());
      if (status.ok()) break;
      if (mutex_.AwaitWithTimeout(absl::Condition(&stopping_), kApplyRetryDelay)) return;
    }
  }
  freshness_.Advance(Reached(views_));
  if (!options_.counts) return;
  for (const TaggedRecord& record : records) {
    if (const auto* article = std::get_if<TaggedArticle>(&record.body)) {
      (article->failure.empty() ? applied_ : failed_).Increment();
    }
  }
  if (!records.empty()) apply_seconds_.Observe(absl::Now() - start);
}

void Follower::NotePipeline(absl::Span<const TaggedRecord> records) {
  if (options_.on_pipeline == nullptr) return;
  for (const TaggedRecord& record : records) {
    const auto* article = std::get_if<TaggedArticle>(&record.body);
    if (article == nullptr || article->pipeline_version.empty() || article->pipeline_version == pipeline_version_) {
      continue;
    }
    pipeline_version_ = article->pipeline_version;
    options_.on_pipeline(pipeline_version_);
  }
}

absl::Status Follower::ApplyToView(View& view, absl::Span<const TaggedRecord> records, const CursorVector& next) {
  const absl::Status status = view.Apply(records, next);
  if (!status.ok()) {
    log_.Error("a view cannot be written", {{"view", view.name()}, {"error", ToStd(status.message())}});
  }
  return status;
}

std::string Follower::trouble() const {
  {
    absl::MutexLock lock(&mutex_);
    if (!trouble_.empty()) return trouble_;
  }
  if (watcher_ != nullptr) {
    if (std::string trouble = watcher_->trouble(); !trouble.empty()) return trouble;
  }
  return taggers_.trouble();
}

Follower::Lag Follower::lag() const {
  absl::MutexLock lock(&mutex_);
  Lag lag{.articles = pending_articles_};
  for (const auto& batch : pending_) {
    if (batch->articles == 0) continue;
    lag.seconds = std::max(0.0, absl::ToDoubleSeconds(absl::Now() - batch->records.front().append_time));
    break;
  }
  return lag;
}

}  // namespace sitrep::query
