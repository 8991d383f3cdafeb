#include "services/ingest/log_writer.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "sitrep/ingest/v1/control.pb.h"

namespace sitrep::ingest {
namespace {

// What a queued article costs besides its text.
constexpr size_t kArticleOverheadBytes = 1'024;

absl::Status RetractedError(const std::string& id) {
  return MakeError(absl::StatusCode::kFailedPrecondition, "ARTICLE_RETRACTED",
                   absl::StrCat("article ", id, " was retracted and cannot be submitted again"), {{"article_id", id}});
}

}  // namespace

// The entries of one write, and what each job is answered once they are durable. Heads of articles met in the group are
// kept here, so that an article submitted twice in it is one article.
class LogWriter::Group {
 public:
  Group(ArticleLog& log, const ArticleIndex& index, int64_t append_time_us)
      : log_(log), index_(index), append_time_us_(append_time_us) {}

  // The answer as far as it is known; an offset of an entry of this group is resolved by Resolve.
  absl::StatusOr<Accepted> Plan(storage::v1::Article article) {
    const ArticleId id{article.article_id()};
    Accepted accepted{.partition = PartitionOf(id, log_.partitions())};
    SITREP_RETURN_IF_ERROR(log_.owners().Check(accepted.partition));
    SITREP_ASSIGN_OR_RETURN(storage::v1::ArticleHead* const head, HeadOf(id));
    if (head->retracted()) return RetractedError(id.value);
    const auto& revisions = head->revisions();
    for (int i = revisions.size() - 1; i >= 0; --i) {
      if (revisions[i].content_hash() != article.content_hash()) continue;
      // An earlier wording becomes current again only when its source says that it is the later one.
      const storage::v1::Revision& current = revisions[revisions.size() - 1];
      if (i != revisions.size() - 1 && article.revision_time_s() > current.revision_time_s()) break;
      accepted.outcome = Accepted::Outcome::kUnchanged;
      accepted.revision = static_cast<uint32_t>(i + 1);
      accepted.next = Offset{revisions[i].offset()};
      return accepted;
    }
    accepted.revision = static_cast<uint32_t>(revisions.size() + 1);
    accepted.outcome = revisions.empty() ? Accepted::Outcome::kCreated : Accepted::Outcome::kRevised;
    accepted.next = NextPlanned();
    article.set_revision(accepted.revision);
    storage::v1::LogEntry entry;
    *entry.mutable_article() = std::move(article);
    ApplyToHead(entry, accepted.next, *head);
    Add(accepted.partition, id.value, std::move(entry));
    return accepted;
  }

  absl::StatusOr<Retracted> Plan(const RetractJob& job) {
    Retracted retracted{.partition = PartitionOf(job.id, log_.partitions())};
    SITREP_RETURN_IF_ERROR(log_.owners().Check(retracted.partition));
    SITREP_ASSIGN_OR_RETURN(storage::v1::ArticleHead* const head, HeadOf(job.id));
    if (!head->retracted() && head->revisions().empty()) {
      return MakeError(absl::StatusCode::kNotFound, "ARTICLE_NOT_FOUND", absl::StrCat("no article ", job.id.value),
                       {{"article_id", job.id.value}});
    }
    if (head->retracted()) {
      retracted.next = Offset{head->retraction_offset()};
      // Finishes an erasure that failed before; one of this very group is under way.
      if (!IsPlanned(retracted.next)) {
        SITREP_RETURN_IF_ERROR(log_.Erase(retracted.partition, job.id.value, retracted.next));
      }
      return retracted;
    }
    retracted.newly = true;
    retracted.next = NextPlanned();
    storage::v1::LogEntry entry;
    entry.mutable_retraction()->set_article_id(job.id.value);
    entry.mutable_retraction()->set_reason(job.reason);
    entry.mutable_retraction()->set_revisions(head->revisions_size());
    ApplyToHead(entry, retracted.next, *head);
    erasures_.push_back(entries_.size());
    Add(retracted.partition, job.id.value, std::move(entry));
    return retracted;
  }

  absl::StatusOr<ControlAppended> Plan(const ControlJob& job) {
    SITREP_RETURN_IF_ERROR(log_.owners().Check(kControlPartition));
    storage::v1::LogEntry entry;
    *entry.mutable_control() = job.control;
    const std::string key = KeyOf(entry);
    const auto planned = std::ranges::find(entries_.rbegin(), entries_.rend(), key, &NewEntry::key);
    if (planned == entries_.rend()) {
      SITREP_ASSIGN_OR_RETURN(const std::optional<Offset> in_force,
                              index_.FindControl(job.control.kind(), job.control.key()));
      if (!in_force.has_value() && job.control.deleted()) {
        return ControlAppended{Offset{std::max<uint64_t>(log_.EndOffset(kControlPartition).value, 1) - 1}};
      }
      if (in_force.has_value()) {
        SITREP_ASSIGN_OR_RETURN(const storage::v1::LogEntry before, log_.ReadOne(kControlPartition, *in_force));
        if (before.control().SerializeAsString() == job.control.SerializeAsString()) return ControlAppended{*in_force};
      }
    }
    const ControlAppended appended{NextPlanned()};
    // Older versions of an operator's entity stay: articles that came before the newest are tagged by them.
    if (job.control.kind() != v1::ControlRecord::ENTITY) erasures_.push_back(entries_.size());
    Add(kControlPartition, key, std::move(entry));
    return appended;
  }

  // Appends, erases what retractions and newer control records supersede, and tells the index.
  absl::Status Write(ArticleLog& log, ArticleIndex& index, Fence fence, bool& index_behind) {
    if (entries_.empty()) return absl::OkStatus();
    SITREP_ASSIGN_OR_RETURN(offsets_, log.Append(fence, entries_));
    absl::Status erased;
    for (const size_t i : erasures_) {
      erased.Update(log.Erase(entries_[i].partition, entries_[i].key, offsets_[i]));
    }
    std::vector<AppendedEntry> appended;
    for (size_t i = 0; i < entries_.size(); ++i) {
      appended.push_back({entries_[i].partition, offsets_[i], &entries_[i].entry});
    }
    // The entries are durable whatever the index says; it catches up before the next group.
    index_behind = !index.Apply(appended).ok();
    return erased;
  }

  // An offset as planned → the one that the log gave. Offsets of earlier groups are themselves.
  Offset Resolve(Offset planned) const {
    if (planned.value < kPlanned) return planned;
    return offsets_[planned.value - kPlanned];
  }
  bool IsPlanned(Offset offset) const { return offset.value >= kPlanned; }
  size_t size() const { return entries_.size(); }

 private:
  // Offsets from here on mean: entry n of this group.
  static constexpr uint64_t kPlanned = uint64_t{1} << 63;

  Offset NextPlanned() const { return Offset{kPlanned + entries_.size()}; }

  void Add(Partition partition, std::string key, storage::v1::LogEntry entry) {
    entry.set_append_time_us(append_time_us_);
    entries_.push_back({partition, std::move(key), std::move(entry)});
  }

  absl::StatusOr<storage::v1::ArticleHead*> HeadOf(const ArticleId& id) {
    auto head = heads_.find(id);
    if (head == heads_.end()) {
      SITREP_ASSIGN_OR_RETURN(std::optional<storage::v1::ArticleHead> stored, index_.Find(id));
      head = heads_.emplace(id, std::make_unique<storage::v1::ArticleHead>()).first;
      if (stored.has_value()) *head->second = *std::move(stored);
    }
    return head->second.get();
  }

  ArticleLog& log_;
  const ArticleIndex& index_;
  const int64_t append_time_us_;
  absl::flat_hash_map<ArticleId, std::unique_ptr<storage::v1::ArticleHead>> heads_;
  std::vector<NewEntry> entries_;
  std::vector<size_t> erasures_;
  std::vector<Offset> offsets_;
};

LogWriter::LogWriter(ArticleLog& log, ArticleIndex& index, AppendClock& clock, obs::Metrics& metrics, Options options,
                     Fence fence, std::function<void()> on_append)
    : log_(log),
      index_(index),
      clock_(clock),
      options_(options),
      fence_(fence),
      on_append_(std::move(on_append)),
      created_(metrics.AddCounter("sitrep_ingest_articles_total", "Articles submitted, by outcome",
                                  {{"outcome", "created"}})),
      revised_(metrics.AddCounter("sitrep_ingest_articles_total", "Articles submitted, by outcome",
                                  {{"outcome", "revised"}})),
      unchanged_(metrics.AddCounter("sitrep_ingest_articles_total", "Articles submitted, by outcome",
                                    {{"outcome", "unchanged"}})),
      refused_(metrics.AddCounter("sitrep_ingest_articles_total", "Articles submitted, by outcome",
                                  {{"outcome", "refused"}})),
      redirected_(metrics.AddCounter("sitrep_ingest_articles_total", "Articles submitted, by outcome",
                                     {{"outcome", "redirected"}})),
      group_articles_(metrics.AddHistogram("sitrep_ingest_group_entries", "Entries written with one sync",
                                           {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048})),
      sync_seconds_(metrics.AddHistogram("sitrep_ingest_append_duration_seconds", "Time to make one group durable",
                                         obs::Metrics::DurationBuckets())),
      queued_gauge_(metrics.AddGaugeCallback("sitrep_ingest_writer_queue_bytes", "Bytes that wait to be written",
                                             [this] { return static_cast<double>(queued_bytes()); })) {
  thread_ = std::thread([this] { Run(); });
}

absl::StatusOr<std::unique_ptr<LogWriter>> LogWriter::Start(ArticleLog& log, ArticleIndex& index, AppendClock& clock,
                                                            obs::Metrics& metrics, Options options,
                                                            std::function<void()> on_append) {
  SITREP_ASSIGN_OR_RETURN(const Fence fence, log.AcquireFence());
  SITREP_RETURN_IF_ERROR(index.CatchUp(log));
  return std::unique_ptr<LogWriter>(new LogWriter(log, index, clock, metrics, options, fence, std::move(on_append)));
}

LogWriter::~LogWriter() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  thread_.join();
}

absl::Status LogWriter::Submit(std::vector<storage::v1::Article> articles, ArticlesDone done) {
  size_t bytes = 0;
  for (const storage::v1::Article& article : articles) {
    bytes += article.text().size() + article.html().size() + kArticleOverheadBytes;
  }
  return Enqueue({ArticlesJob{std::move(articles), std::move(done)}, bytes});
}

absl::Status LogWriter::Retract(ArticleId id, std::string reason, RetractDone done) {
  return Enqueue({RetractJob{std::move(id), std::move(reason), std::move(done)}, kArticleOverheadBytes});
}

absl::Status LogWriter::AppendControl(storage::v1::Control control, ControlDone done) {
  const size_t bytes = control.value().size() + kArticleOverheadBytes;
  return Enqueue({ControlJob{std::move(control), std::move(done)}, bytes});
}

absl::Status LogWriter::Enqueue(Job job) {
  absl::MutexLock lock(&mutex_);
  if (stopping_) return MakeError(absl::StatusCode::kUnavailable, "SHUTTING_DOWN", "ingest is shutting down");
  if (queued_bytes_ + job.bytes > options_.max_queued_bytes) {
    return MakeError(absl::StatusCode::kResourceExhausted, "OVERLOADED",
                     absl::StrCat("the write queue holds ", queued_bytes_, " bytes, retry later"), {},
                     absl::Milliseconds(200));
  }
  queued_bytes_ += job.bytes;
  queue_.push_back(std::move(job));
  return absl::OkStatus();
}

size_t LogWriter::queued_bytes() const {
  absl::MutexLock lock(&mutex_);
  return queued_bytes_;
}

std::vector<LogWriter::Job> LogWriter::TakeGroup() {
  absl::MutexLock lock(&mutex_);
  mutex_.Await(absl::Condition(this, &LogWriter::WorkOrStop));
  std::vector<Job> jobs;
  for (size_t bytes = 0; !queue_.empty() && bytes < options_.max_group_bytes;) {
    bytes += queue_.front().bytes;
    queued_bytes_ -= queue_.front().bytes;
    jobs.push_back(std::move(queue_.front()));
    queue_.pop_front();
  }
  return jobs;
}

void LogWriter::Run() {
  // An empty group means that the writer is stopping and has written everything.
  for (std::vector<Job> jobs = TakeGroup(); !jobs.empty(); jobs = TakeGroup()) WriteGroup(std::move(jobs));
}

void LogWriter::WriteGroup(std::vector<Job> jobs) {
  Group group(log_, index_, clock_.Stamp());
  absl::Status written;
  if (index_behind_) {
    written = index_.CatchUp(log_);
    index_behind_ = !written.ok();
  }
  std::vector<std::vector<absl::StatusOr<Accepted>>> accepted(jobs.size());
  std::vector<absl::StatusOr<Retracted>> retracted(jobs.size(), Retracted{});
  std::vector<absl::StatusOr<ControlAppended>> control(jobs.size(), ControlAppended{});
  for (size_t i = 0; i < jobs.size(); ++i) {
    if (auto* articles = std::get_if<ArticlesJob>(&jobs[i].work)) {
      for (storage::v1::Article& article : articles->articles) {
        accepted[i].push_back(written.ok() ? group.Plan(std::move(article)) : written);
      }
    } else if (const auto* retract = std::get_if<RetractJob>(&jobs[i].work)) {
      retracted[i] = written.ok() ? group.Plan(*retract) : written;
    } else {
      control[i] = written.ok() ? group.Plan(std::get<ControlJob>(jobs[i].work)) : written;
    }
  }
  if (written.ok()) {
    const absl::Time start = clock_.Now();
    written = group.Write(log_, index_, fence_, index_behind_);
    sync_seconds_.Observe(clock_.Now() - start);
    group_articles_.Observe(static_cast<double>(group.size()));
  }
  // From here on readers see the group, or never will: the watermark may pass it.
  clock_.Visible();
  if (written.ok() && group.size() > 0) on_append_();

  // From the offset of a record to one past it.
  const auto after = [&group](Offset offset) { return Offset{group.Resolve(offset).value + 1}; };
  for (size_t i = 0; i < jobs.size(); ++i) {
    if (auto* articles = std::get_if<ArticlesJob>(&jobs[i].work)) {
      for (absl::StatusOr<Accepted>& result : accepted[i]) {
        if (result.ok() && group.IsPlanned(result->next) && !written.ok()) result = written;
        if (result.ok()) {
          result->next = after(result->next);
          (result->outcome == Accepted::Outcome::kCreated   ? created_
           : result->outcome == Accepted::Outcome::kRevised ? revised_
                                                            : unchanged_)
              .Increment();
        } else {
          // Told where to go instead, the client sends it there.
          (ReadErrorDetail(result.status()).reason == "NOT_OWNER" ? redirected_ : refused_).Increment();
        }
      }
      articles->done(std::move(accepted[i]));
    } else if (auto* retract = std::get_if<RetractJob>(&jobs[i].work)) {
      if (retracted[i].ok() && !written.ok()) retracted[i] = written;
      if (retracted[i].ok()) retracted[i]->next = after(retracted[i]->next);
      retract->done(std::move(retracted[i]));
    } else {
      if (control[i].ok() && !written.ok()) control[i] = written;
      if (control[i].ok()) control[i]->offset = group.Resolve(control[i]->offset);
      std::get<ControlJob>(jobs[i].work).done(std::move(control[i]));
    }
  }
}

}  // namespace sitrep::ingest
