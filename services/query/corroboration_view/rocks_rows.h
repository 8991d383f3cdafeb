#pragma once

#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "common/base/cursor.h"
#include "common/storage/shard.h"
#include "services/query/corroboration_view/report_record.h"
#include "services/query/corroboration_view/rows.h"

namespace sitrep::query::corroboration {

// The rows of the view as one snapshot shows them. Thread-compatible: one request, one object. Short-lived: a snapshot
// keeps deleted rows on disk.
class RocksRows {
 public:
  explicit RocksRows(const storage::Shard& shard);
  ~RocksRows();
  RocksRows(const RocksRows&) = delete;
  RocksRows& operator=(const RocksRows&) = delete;

  absl::StatusOr<std::optional<stored::v1::ArticleRow>> Article(std::string_view article_id);
  // In canonical order.
  absl::StatusOr<std::vector<Report>> Reports(const ReportGroup& group);
  // The first bucket of this class at or after these days; nullopt when there is none.
  absl::StatusOr<std::optional<TimeBucket>> NextBucket(const TimeBucket& at_or_after);
  // The families of a bucket, ascending.
  absl::StatusOr<std::vector<std::string>> BucketFamilies(const TimeBucket& bucket);
  // Articles of a story day in canonical order.
  absl::StatusOr<std::vector<std::string>> ArticlesOf(const StoryDay& day);
  // The story day before `day` (exclusive) that has articles, of the same kind; nullopt when there is none.
  absl::StatusOr<std::optional<StoryDay>> PreviousStoryDay(const StoryDay& day);
  // The earliest articles of a band, at most `limit`, earliest first.
  absl::StatusOr<std::vector<BandArticle>> ArticlesOfBand(uint64_t band, int limit);

  // Every row of a family, in key order; stops at the first error that `visit` returns.
  absl::Status ForEachRow(std::string_view family,
                          absl::FunctionRef<absl::Status(std::string_view key, std::string_view value)> visit);
  absl::StatusOr<bool> Exists(std::string_view family, std::string_view key);

 private:
  rocksdb::Iterator& IteratorOf(std::unique_ptr<rocksdb::Iterator>& iterator, std::string_view family);
  absl::StatusOr<std::optional<std::string>> Get(std::string_view family, std::string_view key);

  const storage::Shard& shard_;
  const rocksdb::Snapshot* const snapshot_;
  std::unique_ptr<rocksdb::Iterator> reports_;
  std::unique_ptr<rocksdb::Iterator> days_;
  std::unique_ptr<rocksdb::Iterator> bands_;
};

// Collects the rows that one Apply changes. Thread-compatible.
class RocksRowWriter {
 public:
  explicit RocksRowWriter(storage::Shard& shard) : shard_(shard) {}

  void Put(const ArticleRecord& record);
  // Deletes every row of an article as it was stored.
  void Delete(const stored::v1::ArticleRow& article);
  void PutCursor(const CursorVector& cursor);
  absl::Status Commit();

 private:
  storage::Shard& shard_;
  rocksdb::WriteBatch batch_;
};

// The row of an article as last committed; what a follower reads before it replaces it.
absl::StatusOr<std::optional<stored::v1::ArticleRow>> StoredArticleRow(const storage::Shard& shard,
                                                                       std::string_view article_id);
// An empty vector when nothing was ever applied.
absl::StatusOr<CursorVector> StoredCursor(const storage::Shard& shard);

}  // namespace sitrep::query::corroboration
