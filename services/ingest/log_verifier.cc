#include "services/ingest/log_verifier.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/string_views.h"

namespace sitrep::ingest {
namespace {

constexpr size_t kStepEntries = 256;
constexpr size_t kStepBytes = 2 << 20;
constexpr size_t kMaxProblems = 100;

}  // namespace

LogVerifier::LogVerifier(const ArticleLog& log, const ArticleIndex& index)
    : log_(log), index_(index), partitions_(log.owners().all()) {
  for (const Partition partition : partitions_) {
    ends_.push_back(log.EndOffset(partition));
    records_total_ += ends_.back().value - log.StartOffset(partition).value;
  }
  from_ = log.StartOffset(partitions_[0]);
}

void LogVerifier::AddProblem(std::string problem) {
  if (problems_.size() < kMaxProblems) problems_.push_back(std::move(problem));
}

bool LogVerifier::Step() {
  if (at_ == partitions_.size()) return false;
  const Partition partition = partitions_[at_];
  bool finished = from_ >= ends_[at_];
  if (!finished) {
    const absl::StatusOr<std::vector<StoredEntry>> entries = log_.Read(partition, from_, kStepEntries, kStepBytes);
    if (!entries.ok()) AddProblem(std::string(ToStd(entries.status().message())));
    finished = !entries.ok() || entries->empty();
    if (!finished) {
      for (const StoredEntry& stored : *entries) Check(partition, stored);
      from_ = Offset{entries->back().offset.value + 1};
    }
  }
  if (!finished) return true;
  if (partition != kControlPartition) CompareWithIndex();
  heads_.clear();
  last_append_time_us_ = 0;
  ++at_;
  if (at_ < partitions_.size()) from_ = log_.StartOffset(partitions_[at_]);
  return at_ < partitions_.size();
}

void LogVerifier::Check(Partition partition, const StoredEntry& stored) {
  ++records_read_;
  const auto where = [&] {
    return absl::StrCat("partition ", partition.value, ", offset ", stored.offset.value, ": ");
  };
  const storage::v1::LogEntry& entry = stored.entry;
  if (entry.append_time_us() < last_append_time_us_) AddProblem(where() + "append time runs backwards");
  last_append_time_us_ = entry.append_time_us();
  if (entry.body_case() == storage::v1::LogEntry::BODY_NOT_SET) return AddProblem(where() + "an entry without a body");
  if (entry.has_control()) return;
  const std::string key = KeyOf(entry);
  if (PartitionOf(ArticleId{key}, log_.partitions()) != partition) {
    AddProblem(absl::StrCat(where(), "article ", key, " belongs to another partition"));
  }
  storage::v1::ArticleHead& head = heads_[key];
  if (entry.has_article() && entry.article().revision() != static_cast<uint32_t>(head.revisions_size()) + 1) {
    AddProblem(absl::StrCat(where(), "article ", key, " has revision ", entry.article().revision(), " after ",
                            head.revisions_size()));
  }
  ApplyToHead(entry, stored.offset, head);
}

void LogVerifier::CompareWithIndex() {
  for (const auto& [id, head] : heads_) {
    const auto stored = index_.Find(ArticleId{id});
    if (!stored.ok()) {
      AddProblem(std::string(ToStd(stored.status().message())));
    } else if (!stored->has_value()) {
      AddProblem(absl::StrCat("article ", id, " is in the log and not in the index"));
    } else if ((*stored)->revisions_size() == head.revisions_size() &&
               (*stored)->SerializeAsString() != head.SerializeAsString()) {
      // With another number of revisions it changed after this read.
      AddProblem(absl::StrCat("article ", id, ": the index differs from a replay of the log"));
    }
  }
}

}  // namespace sitrep::ingest
