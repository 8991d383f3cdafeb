#include "services/query/corroboration_view/view_reader.h"

#include <algorithm>
#include <deque>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/hash.h"
#include "common/base/status_macros.h"

namespace sitrep::query::corroboration {
namespace {

// Rows that one request keeps at hand; beyond it they are read again.
constexpr size_t kMaxRequestRows = 20'000;
constexpr uint32_t kReadsPerCheck = 32;

absl::Status UnknownArticle(const std::string& article_id) {
  return MakeError(absl::StatusCode::kNotFound, "ARTICLE_NOT_FOUND",
                   absl::StrCat("article_id: no such article: ", article_id), {{"article_id", article_id}});
}

}  // namespace

uint64_t ChangeHashOf(const ReportGroup& group) { return Hash64(GroupPrefix(group)); }
uint64_t ChangeHashOf(const StoryDay& day) { return Hash64(StoryDayPrefix(day)); }

absl::Status ViewReader::CheckCancelled() {
  if (!cancelled_ && is_cancelled_ != nullptr && reads_++ % kReadsPerCheck == 0) cancelled_ = is_cancelled_();
  return cancelled_ ? absl::CancelledError("caller left") : absl::OkStatus();
}

absl::StatusOr<std::shared_ptr<const GroupIncidents>> ViewReader::Group(const ReportGroup& group) {
  SITREP_RETURN_IF_ERROR(CheckCancelled());
  const std::string key = GroupPrefix(group);
  const uint64_t change_hash = ChangeHashOf(group);
  const auto cached = caches_.groups.Find(key);
  if (cached.value != nullptr && caches_.changed_groups.Holds(change_hash, cached.version, version_)) {
    return cached.value;
  }
  SITREP_ASSIGN_OR_RETURN(std::vector<Report> reports, rows_->Reports(group));
  auto incidents = std::make_shared<const GroupIncidents>(FormIncidents(group, std::move(reports)));
  caches_.groups.Insert(key, {incidents, version_}, incidents->bytes + key.size());
  return incidents;
}

absl::StatusOr<std::shared_ptr<const DayClusters>> ViewReader::Day(const StoryDay& day) {
  SITREP_RETURN_IF_ERROR(CheckCancelled());
  const std::string key = StoryDayPrefix(day);
  const uint64_t change_hash = ChangeHashOf(day);
  const auto cached = caches_.days.Find(key);
  if (cached.value != nullptr && caches_.changed_days.Holds(change_hash, cached.version, version_)) {
    return cached.value;
  }
  SITREP_ASSIGN_OR_RETURN(const std::vector<std::string> ids, rows_->ArticlesOf(day));
  std::vector<StoryArticle> articles;
  articles.reserve(ids.size());
  for (const std::string& id : ids) {
    SITREP_RETURN_IF_ERROR(CheckCancelled());
    SITREP_ASSIGN_OR_RETURN(const auto row, rows_->Article(id));
    if (!row) return UnknownArticle(id);
    articles.push_back(MakeStoryArticle(*row));
  }
  auto clusters = std::make_shared<const DayClusters>(ClusterDay(day, std::move(articles)));
  caches_.days.Insert(key, {clusters, version_}, clusters->bytes + key.size());
  return clusters;
}

absl::StatusOr<std::shared_ptr<const stored::v1::ArticleRow>> ViewReader::Article(const std::string& article_id) {
  SITREP_RETURN_IF_ERROR(CheckCancelled());
  const auto found = articles_.find(article_id);
  if (found != articles_.end()) return found->second;
  SITREP_ASSIGN_OR_RETURN(auto row, rows_->Article(article_id));
  if (!row) return UnknownArticle(article_id);
  auto shared = std::make_shared<const stored::v1::ArticleRow>(*std::move(row));
  if (articles_.size() >= kMaxRequestRows) articles_.clear();
  articles_.emplace(article_id, shared);
  return shared;
}

absl::StatusOr<const std::vector<TimeBucket>*> ViewReader::LongerBucketsFrom(int32_t day) {
  const auto [entry, added] = longer_buckets_.try_emplace(day);
  TimeBucket at{TimeClass::kShort, day, day + 1};
  while (added) {
    SITREP_ASSIGN_OR_RETURN(const auto bucket, rows_->NextBucket(at));
    if (!bucket || bucket->begin_day != day) break;
    entry->second.push_back(*bucket);
    at.end_day = bucket->end_day + 1;
  }
  return &entry->second;
}

absl::StatusOr<Lineage> ViewReader::FindLineage(const std::string& article_id) {
  SITREP_ASSIGN_OR_RETURN(const auto article, Article(article_id));
  Lineage lineage{.source = article->source()};
  const BandArticle self = BandArticleOf(*article);
  std::optional<BandArticle> earliest;
  for (const uint64_t band : Bands(article->min_hash())) {
    lineage.bands[static_cast<size_t>(lineage.band_count++)] = band;
    SITREP_ASSIGN_OR_RETURN(const auto candidates, rows_->ArticlesOfBand(band, kMaxBandCandidates));
    for (const BandArticle& candidate : candidates) {
      if (candidate >= self || (earliest && candidate >= *earliest)) break;
      SITREP_ASSIGN_OR_RETURN(const auto other, Article(candidate.article_id));
      if (!AreNearDuplicates(article->min_hash(), other->min_hash())) continue;
      earliest = candidate;
      break;
    }
  }
  if (earliest) lineage.repeats = earliest->article_id;
  return lineage;
}

absl::StatusOr<std::shared_ptr<const Lineage>> ViewReader::LineageOf(const std::string& article_id) {
  SITREP_RETURN_IF_ERROR(CheckCancelled());
  const auto cached = caches_.lineages.Find(article_id);
  if (cached.value != nullptr) {
    const Lineage& lineage = *cached.value;
    const auto end = lineage.bands.begin() + lineage.band_count;
    // The article itself is in its bands, so a change of it shows there too; one without bands is never stale by
    // others.
    if (lineage.band_count > 0 && std::all_of(lineage.bands.begin(), end, [&](uint64_t band) {
          return caches_.changed_bands.Holds(band, cached.version, version_);
        })) {
      return cached.value;
    }
  }
  SITREP_ASSIGN_OR_RETURN(Lineage found, FindLineage(article_id));
  auto lineage = std::make_shared<const Lineage>(std::move(found));
  caches_.lineages.Insert(article_id, {lineage, version_}, sizeof(Lineage) + 4 * article_id.size() + 128);
  return lineage;
}

absl::StatusOr<Original> ViewReader::OriginalOf(const std::string& article_id) {
  if (const auto found = originals_.find(article_id); found != originals_.end()) return found->second;
  std::string at = article_id;
  SITREP_ASSIGN_OR_RETURN(auto lineage, LineageOf(at));
  // Ends: each step goes to an article that came strictly before.
  while (!lineage->repeats.empty()) {
    at = lineage->repeats;
    SITREP_ASSIGN_OR_RETURN(lineage, LineageOf(at));
  }
  Original original{at, lineage->source};
  if (originals_.size() >= kMaxRequestRows) originals_.clear();
  originals_.emplace(article_id, original);
  return original;
}

absl::StatusOr<std::string> ViewReader::RepeatedBy(const std::string& article_id) {
  SITREP_ASSIGN_OR_RETURN(const auto lineage, LineageOf(article_id));
  return lineage->repeats;
}

absl::StatusOr<std::vector<std::string>> ViewReader::NearDuplicatesOf(const std::string& article_id, int limit) {
  SITREP_ASSIGN_OR_RETURN(const Original original, OriginalOf(article_id));
  SITREP_ASSIGN_OR_RETURN(const auto first, Article(original.article_id));
  std::vector<BandArticle> members = {BandArticleOf(*first)};
  absl::flat_hash_set<std::string> seen = {original.article_id};
  // Every member is a near-duplicate of an earlier one with the same original, so going from each to its neighbours
  // finds all of them.
  for (size_t next = 0; next < members.size() && members.size() <= static_cast<size_t>(limit); ++next) {
    SITREP_ASSIGN_OR_RETURN(const auto member, Article(members[next].article_id));
    for (const uint64_t band : Bands(member->min_hash())) {
      SITREP_ASSIGN_OR_RETURN(const auto candidates, rows_->ArticlesOfBand(band, kMaxBandCandidates));
      for (const BandArticle& candidate : candidates) {
        if (seen.contains(candidate.article_id)) continue;
        SITREP_ASSIGN_OR_RETURN(const auto other, Article(candidate.article_id));
        if (!AreNearDuplicates(member->min_hash(), other->min_hash())) continue;
        SITREP_ASSIGN_OR_RETURN(const Original of_other, OriginalOf(candidate.article_id));
        if (of_other.article_id != original.article_id) continue;
        seen.insert(candidate.article_id);
        members.push_back(candidate);
      }
    }
  }
  std::sort(members.begin(), members.end());
  std::vector<std::string> ids;
  for (const BandArticle& member : members) {
    if (member.article_id != article_id && ids.size() < static_cast<size_t>(limit)) ids.push_back(member.article_id);
  }
  return ids;
}

}  // namespace sitrep::query::corroboration
