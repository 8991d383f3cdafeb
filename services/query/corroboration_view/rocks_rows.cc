#include "services/query/corroboration_view/rocks_rows.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/check.h"
#include "common/base/status_macros.h"
#include "common/storage/keys.h"
#include "common/storage/rocks_status.h"

namespace sitrep::query::corroboration {
namespace {

std::string_view View(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }
rocksdb::Slice Slice(std::string_view bytes) { return {bytes.data(), bytes.size()}; }

template <typename Message>
absl::StatusOr<Message> Parse(std::string_view bytes, std::string_view what) {
  Message message;
  if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return storage::StoredDataCorrupt(what);
  return message;
}

bool StartsWith(const rocksdb::Iterator& iterator, std::string_view prefix) {
  return iterator.Valid() && iterator.key().starts_with(Slice(prefix));
}

absl::Status StatusOf(const rocksdb::Iterator& iterator) {
  return iterator.status().ok() ? absl::OkStatus() : storage::FromRocks(iterator.status(), "scan");
}

// The least key after every key with this prefix.
std::string After(std::string_view prefix) {
  auto end = storage::PrefixEnd(prefix);
  Check(end.has_value(), "a key begins with a version byte");
  return *std::move(end);
}

}  // namespace

RocksRows::RocksRows(const storage::Shard& shard) : shard_(shard), snapshot_(shard.db().GetSnapshot()) {}

RocksRows::~RocksRows() {
  reports_.reset();
  days_.reset();
  bands_.reset();
  shard_.db().ReleaseSnapshot(snapshot_);
}

rocksdb::Iterator& RocksRows::IteratorOf(std::unique_ptr<rocksdb::Iterator>& iterator, std::string_view family) {
  if (iterator == nullptr) {
    rocksdb::ReadOptions options;
    options.snapshot = snapshot_;
    iterator.reset(shard_.db().NewIterator(options, shard_.Family(family)));
  }
  return *iterator;
}

absl::StatusOr<std::optional<std::string>> RocksRows::Get(std::string_view family, std::string_view key) {
  rocksdb::ReadOptions options;
  options.snapshot = snapshot_;
  std::string value;
  const rocksdb::Status status = shard_.db().Get(options, shard_.Family(family), Slice(key), &value);
  if (status.IsNotFound()) return std::nullopt;
  if (!status.ok()) return storage::FromRocks(status, "read");
  return value;
}

absl::StatusOr<std::optional<stored::v1::ArticleRow>> RocksRows::Article(std::string_view article_id) {
  SITREP_ASSIGN_OR_RETURN(const auto bytes, Get(kArticlesFamily, ArticleKey(article_id)));
  if (!bytes) return std::nullopt;
  return Parse<stored::v1::ArticleRow>(*bytes, "an article row of the corroboration view");
}

absl::StatusOr<std::vector<Report>> RocksRows::Reports(const ReportGroup& group) {
  std::vector<Report> reports;
  rocksdb::Iterator& iterator = IteratorOf(reports_, kReportsFamily);
  const std::string prefix = GroupPrefix(group);
  for (iterator.Seek(prefix); StartsWith(iterator, prefix); iterator.Next()) {
    auto key = ParseReportKey(View(iterator.key()));
    if (!key) return storage::StoredDataCorrupt("a report key of the corroboration view");
    SITREP_ASSIGN_OR_RETURN(
        auto row, Parse<stored::v1::ReportRow>(View(iterator.value()), "a report row of the corroboration view"));
    reports.push_back({std::move(key->id), std::move(row)});
  }
  SITREP_RETURN_IF_ERROR(StatusOf(iterator));
  return reports;
}

absl::StatusOr<std::optional<TimeBucket>> RocksRows::NextBucket(const TimeBucket& at_or_after) {
  rocksdb::Iterator& iterator = IteratorOf(reports_, kReportsFamily);
  iterator.Seek(BucketPrefix(at_or_after));
  if (!StartsWith(iterator, TimeClassPrefix(at_or_after.time_class))) {
    SITREP_RETURN_IF_ERROR(StatusOf(iterator));
    return std::nullopt;
  }
  const auto key = ParseReportKey(View(iterator.key()));
  if (!key) return storage::StoredDataCorrupt("a report key of the corroboration view");
  return key->group.bucket;
}

absl::StatusOr<std::vector<std::string>> RocksRows::BucketFamilies(const TimeBucket& bucket) {
  std::vector<std::string> families;
  rocksdb::Iterator& iterator = IteratorOf(reports_, kReportsFamily);
  const std::string prefix = BucketPrefix(bucket);
  iterator.Seek(prefix);
  while (StartsWith(iterator, prefix)) {
    auto key = ParseReportKey(View(iterator.key()));
    if (!key) return storage::StoredDataCorrupt("a report key of the corroboration view");
    iterator.Seek(After(GroupPrefix(key->group)));
    families.push_back(std::move(key->group.family));
  }
  SITREP_RETURN_IF_ERROR(StatusOf(iterator));
  return families;
}

absl::StatusOr<std::vector<std::string>> RocksRows::ArticlesOf(const StoryDay& day) {
  std::vector<std::string> articles;
  rocksdb::Iterator& iterator = IteratorOf(days_, kDaysFamily);
  const std::string prefix = StoryDayPrefix(day);
  for (iterator.Seek(prefix); StartsWith(iterator, prefix); iterator.Next()) {
    auto key = ParseStoryDayKey(View(iterator.key()));
    if (!key) return storage::StoredDataCorrupt("a day key of the corroboration view");
    articles.push_back(std::move(key->article_id));
  }
  SITREP_RETURN_IF_ERROR(StatusOf(iterator));
  return articles;
}

absl::StatusOr<std::optional<StoryDay>> RocksRows::PreviousStoryDay(const StoryDay& day) {
  rocksdb::Iterator& iterator = IteratorOf(days_, kDaysFamily);
  // No key ends right after the day, so this finds the last one before it.
  iterator.SeekForPrev(StoryDayPrefix(day));
  if (!StartsWith(iterator, StoryDayKindPrefix(day.dated))) {
    SITREP_RETURN_IF_ERROR(StatusOf(iterator));
    return std::nullopt;
  }
  const auto key = ParseStoryDayKey(View(iterator.key()));
  if (!key) return storage::StoredDataCorrupt("a day key of the corroboration view");
  return key->day;
}

absl::StatusOr<std::vector<BandArticle>> RocksRows::ArticlesOfBand(uint64_t band, int limit) {
  std::vector<BandArticle> articles;
  rocksdb::Iterator& iterator = IteratorOf(bands_, kBandsFamily);
  const std::string prefix = BandPrefix(band);
  for (iterator.Seek(prefix); StartsWith(iterator, prefix) && limit > 0; iterator.Next(), --limit) {
    auto article = ParseBandKey(View(iterator.key()));
    if (!article) return storage::StoredDataCorrupt("a band key of the corroboration view");
    articles.push_back(*std::move(article));
  }
  SITREP_RETURN_IF_ERROR(StatusOf(iterator));
  return articles;
}

absl::Status RocksRows::ForEachRow(std::string_view family,
                                   absl::FunctionRef<absl::Status(std::string_view, std::string_view)> visit) {
  rocksdb::ReadOptions options;
  options.snapshot = snapshot_;
  options.fill_cache = false;
  const std::unique_ptr<rocksdb::Iterator> iterator(shard_.db().NewIterator(options, shard_.Family(family)));
  for (iterator->SeekToFirst(); iterator->Valid(); iterator->Next()) {
    SITREP_RETURN_IF_ERROR(visit(View(iterator->key()), View(iterator->value())));
  }
  return StatusOf(*iterator);
}

absl::StatusOr<bool> RocksRows::Exists(std::string_view family, std::string_view key) {
  SITREP_ASSIGN_OR_RETURN(const auto value, Get(family, key));
  return value.has_value();
}

void RocksRowWriter::Put(const ArticleRecord& record) {
  const stored::v1::ArticleRow& article = record.article;
  batch_.Put(shard_.Family(kArticlesFamily), ArticleKey(article.article_id()), article.SerializeAsString());
  rocksdb::ColumnFamilyHandle* const reports = shard_.Family(kReportsFamily);
  for (size_t i = 0; i < record.reports.size(); ++i) {
    batch_.Put(reports, ReportKeyOf(article, static_cast<int>(i)), record.reports[i].SerializeAsString());
  }
  batch_.Put(shard_.Family(kDaysFamily), StoryDayKeyOf(article), rocksdb::Slice());
  rocksdb::ColumnFamilyHandle* const bands = shard_.Family(kBandsFamily);
  for (const std::string& key : BandKeysOf(article)) batch_.Put(bands, key, rocksdb::Slice());
}

void RocksRowWriter::Delete(const stored::v1::ArticleRow& article) {
  batch_.Delete(shard_.Family(kArticlesFamily), ArticleKey(article.article_id()));
  rocksdb::ColumnFamilyHandle* const reports = shard_.Family(kReportsFamily);
  for (int i = 0; i < article.reports_size(); ++i) batch_.Delete(reports, ReportKeyOf(article, i));
  batch_.Delete(shard_.Family(kDaysFamily), StoryDayKeyOf(article));
  rocksdb::ColumnFamilyHandle* const bands = shard_.Family(kBandsFamily);
  for (const std::string& key : BandKeysOf(article)) batch_.Delete(bands, key);
}

void RocksRowWriter::PutCursor(const CursorVector& cursor) {
  batch_.Put(shard_.Family(kStateFamily), CursorKey(), EncodeCursor(cursor));
}

absl::Status RocksRowWriter::Commit() { return shard_.Write(batch_, storage::Durability::kProcessCrashOnly); }

absl::StatusOr<std::optional<stored::v1::ArticleRow>> StoredArticleRow(const storage::Shard& shard,
                                                                       std::string_view article_id) {
  SITREP_ASSIGN_OR_RETURN(const auto bytes, shard.Get(shard.Family(kArticlesFamily), ArticleKey(article_id)));
  if (!bytes) return std::nullopt;
  return Parse<stored::v1::ArticleRow>(*bytes, "an article row of the corroboration view");
}

absl::StatusOr<CursorVector> StoredCursor(const storage::Shard& shard) {
  SITREP_ASSIGN_OR_RETURN(const auto text, shard.Get(shard.Family(kStateFamily), CursorKey()));
  if (!text) return CursorVector();
  auto cursor = DecodeCursor(*text);
  if (!cursor.ok()) return storage::StoredDataCorrupt("the cursor of the corroboration view");
  return cursor;
}

}  // namespace sitrep::query::corroboration
