#include "services/query/corroboration_view/corroboration_view.h"

#include <map>
#include <string>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/base/string_views.h"
#include "common/storage/rocks_status.h"
#include "services/query/corroboration_view/incident_message.h"
#include "services/query/corroboration_view/report_record.h"
#include "services/query/corroboration_view/rocks_rows.h"
#include "services/query/corroboration_view/timeline.h"

namespace sitrep::query {
namespace {

using corroboration::ArticleRecord;
using corroboration::RocksRows;
using corroboration::RocksRowWriter;

// The last thing the records say of each article: null when it is gone.
using LastRecords = std::map<std::string, const TaggedRecord*>;

LastRecords LastRecordOfEach(absl::Span<const TaggedRecord> records, const CursorVector& cursor) {
  LastRecords last;
  for (const TaggedRecord& record : records) {
    if (record.offset < cursor.At(record.partition)) continue;
    if (const auto* tagged = std::get_if<TaggedArticle>(&record.body)) {
      last[tagged->article.article_id()] = &record;
    } else if (const auto* retracted = std::get_if<RetractedArticle>(&record.body)) {
      last[retracted->article_id.value] = &record;
    }
  }
  return last;
}

absl::Status RowMissing(std::string_view family, const std::string& article_id) {
  return storage::StoredDataCorrupt(
      absl::StrCat("corroboration view: article ", article_id, " lacks a row in ", ToAbsl(family)));
}

}  // namespace

absl::StatusOr<std::unique_ptr<CorroborationView>> CorroborationView::Open(storage::Shard& shard, size_t cache_bytes) {
  SITREP_ASSIGN_OR_RETURN(CursorVector cursor, corroboration::StoredCursor(shard));
  return std::unique_ptr<CorroborationView>(new CorroborationView(shard, std::move(cursor), cache_bytes));
}

CorroborationView::CorroborationView(storage::Shard& shard, CursorVector cursor, size_t cache_bytes)
    : shard_(shard), caches_(cache_bytes), cursor_(std::move(cursor)) {}

CursorVector CorroborationView::cursor() const {
  const absl::ReaderMutexLock lock(&mutex_);
  return cursor_;
}

void CorroborationView::MarkChanged(const stored::v1::ArticleRow& article) {
  for (const stored::v1::ReportPointer& pointer : article.reports()) {
    caches_.changed_groups.Mark(ChangeHashOf(corroboration::GroupOf(pointer)), version_);
  }
  caches_.changed_days.Mark(ChangeHashOf(corroboration::StoryDayOf(article)), version_);
  for (const uint64_t band : corroboration::Bands(article.min_hash())) caches_.changed_bands.Mark(band, version_);
}

absl::Status CorroborationView::Apply(absl::Span<const TaggedRecord> records, const CursorVector& next) {
  RocksRowWriter writer(shard_);
  std::vector<stored::v1::ArticleRow> touched;
  for (const auto& [article_id, record] : LastRecordOfEach(records, cursor())) {
    SITREP_ASSIGN_OR_RETURN(auto stored, corroboration::StoredArticleRow(shard_, article_id));
    const auto* tagged = std::get_if<TaggedArticle>(&record->body);
    if (tagged != nullptr && stored && stored->revision() > tagged->article.revision()) continue;
    if (stored) {
      writer.Delete(*stored);
      touched.push_back(*std::move(stored));
    }
    if (tagged != nullptr) {
      ArticleRecord made = corroboration::MakeArticleRecord(*tagged, record->append_time);
      writer.Put(made);
      touched.push_back(std::move(made.article));
    }
  }
  return Commit(writer, next, touched);
}

absl::Status CorroborationView::Replace(const TaggedRecord& record) {
  const auto& tagged = std::get<TaggedArticle>(record.body);
  SITREP_ASSIGN_OR_RETURN(auto stored, corroboration::StoredArticleRow(shard_, tagged.article.article_id()));
  if (!stored || stored->revision() != tagged.article.revision()) return absl::OkStatus();
  RocksRowWriter writer(shard_);
  std::vector<stored::v1::ArticleRow> touched;
  writer.Delete(*stored);
  touched.push_back(*std::move(stored));
  ArticleRecord made = corroboration::MakeArticleRecord(tagged, record.append_time);
  writer.Put(made);
  touched.push_back(std::move(made.article));
  return Commit(writer, cursor(), touched);
}

absl::Status CorroborationView::Commit(RocksRowWriter& writer, const CursorVector& next,
                                       const std::vector<stored::v1::ArticleRow>& touched) {
  writer.PutCursor(next);
  const absl::MutexLock lock(&mutex_);
  SITREP_RETURN_IF_ERROR(writer.Commit());
  cursor_ = next;
  ++version_;
  for (const stored::v1::ArticleRow& article : touched) MarkChanged(article);
  return absl::OkStatus();
}

corroboration::ViewReader CorroborationView::NewReader(corroboration::IsCancelled is_cancelled) const {
  const absl::ReaderMutexLock lock(&mutex_);
  return {std::make_unique<RocksRows>(shard_), caches_, version_, std::move(is_cancelled)};
}

absl::StatusOr<v1::ListEventsResponse> CorroborationView::ListEvents(const corroboration::EventFilter& filter,
                                                                     int page_size, std::string_view page_token,
                                                                     corroboration::IsCancelled is_cancelled) const {
  corroboration::ViewReader reader = NewReader(std::move(is_cancelled));
  return corroboration::ListEvents(filter, page_size, page_token, reader);
}

absl::StatusOr<v1::GetTimelineResponse> CorroborationView::GetTimeline(const corroboration::EventFilter& filter,
                                                                       int page_days, int incidents_per_day,
                                                                       std::string_view page_token,
                                                                       corroboration::IsCancelled is_cancelled) const {
  corroboration::ViewReader reader = NewReader(std::move(is_cancelled));
  return corroboration::GetTimeline(filter, page_days, incidents_per_day, page_token, reader);
}

absl::StatusOr<v1::ListStoriesResponse> CorroborationView::ListStories(const corroboration::StoryFilter& filter,
                                                                       int page_size, std::string_view page_token,
                                                                       corroboration::IsCancelled is_cancelled) const {
  corroboration::ViewReader reader = NewReader(std::move(is_cancelled));
  return corroboration::ListStories(filter, page_size, page_token, reader);
}

absl::StatusOr<v1::Story> CorroborationView::GetStory(std::string_view story_id,
                                                      corroboration::IsCancelled is_cancelled) const {
  corroboration::ViewReader reader = NewReader(std::move(is_cancelled));
  return corroboration::GetStory(story_id, reader);
}

absl::StatusOr<std::vector<v1::ArticleReference>> CorroborationView::NearDuplicates(
    const ArticleId& article_id, int limit, corroboration::IsCancelled is_cancelled) const {
  corroboration::ViewReader reader = NewReader(std::move(is_cancelled));
  SITREP_ASSIGN_OR_RETURN(const std::vector<std::string> ids, reader.NearDuplicatesOf(article_id.value, limit));
  std::vector<v1::ArticleReference> references;
  for (const std::string& id : ids) {
    SITREP_ASSIGN_OR_RETURN(const auto article, reader.Article(id));
    references.push_back(corroboration::ReferenceTo(*article));
  }
  return references;
}

absl::StatusOr<Hash128> CorroborationView::Digest() const {
  RocksRows rows(shard_);
  // A sum does not care for order; a family's name keeps equal rows of two families apart.
  Hash128 sum;
  for (const std::string_view family : {corroboration::kArticlesFamily, corroboration::kReportsFamily,
                                        corroboration::kDaysFamily, corroboration::kBandsFamily}) {
    SITREP_RETURN_IF_ERROR(rows.ForEachRow(family, [&](std::string_view key, std::string_view value) {
      const Hash128 row = HashOf(HashOf(family).ToBytes() + HashOf(key).ToBytes() + HashOf(value).ToBytes());
      sum.lo += row.lo;
      sum.hi += row.hi + (sum.lo < row.lo ? 1 : 0);
      return absl::OkStatus();
    }));
  }
  return sum;
}

absl::Status CorroborationView::Verify() const {
  RocksRows rows(shard_);
  std::map<std::string_view, uint64_t> expected;
  SITREP_RETURN_IF_ERROR(
      rows.ForEachRow(corroboration::kArticlesFamily, [&](std::string_view, std::string_view value) -> absl::Status {
        stored::v1::ArticleRow article;
        if (!article.ParseFromArray(value.data(), static_cast<int>(value.size()))) {
          return storage::StoredDataCorrupt("an article row of the corroboration view");
        }
        std::vector<std::pair<std::string_view, std::string>> secondary = {
            {corroboration::kDaysFamily, corroboration::StoryDayKeyOf(article)}};
        for (std::string& key : corroboration::BandKeysOf(article)) {
          secondary.emplace_back(corroboration::kBandsFamily, std::move(key));
        }
        for (int i = 0; i < article.reports_size(); ++i) {
          secondary.emplace_back(corroboration::kReportsFamily, corroboration::ReportKeyOf(article, i));
        }
        for (const auto& [family, key] : secondary) {
          SITREP_ASSIGN_OR_RETURN(const bool exists, rows.Exists(family, key));
          if (!exists) return RowMissing(family, article.article_id());
          ++expected[family];
        }
        return absl::OkStatus();
      }));
  // Every expected row is there and the keys of one article differ, so equal numbers mean that there are no others.
  for (const std::string_view family :
       {corroboration::kDaysFamily, corroboration::kBandsFamily, corroboration::kReportsFamily}) {
    uint64_t found = 0;
    SITREP_RETURN_IF_ERROR(rows.ForEachRow(family, [&](std::string_view, std::string_view) {
      ++found;
      return absl::OkStatus();
    }));
    if (found != expected[family]) {
      return storage::StoredDataCorrupt(absl::StrCat("corroboration view: ", ToAbsl(family), " has ", found,
                                                     " rows, its articles make ", expected[family]));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<uint64_t> CorroborationView::CountArticles() const {
  RocksRows rows(shard_);
  uint64_t articles = 0;
  SITREP_RETURN_IF_ERROR(rows.ForEachRow(corroboration::kDaysFamily, [&](std::string_view, std::string_view) {
    ++articles;
    return absl::OkStatus();
  }));
  return articles;
}

}  // namespace sitrep::query
