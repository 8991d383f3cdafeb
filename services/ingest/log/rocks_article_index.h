#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "common/storage/shard.h"
#include "services/ingest/log/article_index.h"

namespace sitrep::ingest {

// The index in two families of the log's own shard, `articles` and `control`, written without sync right after the log:
// what a crash loses, CatchUp finds in the log. Keys and values: FORMAT.md.
class RocksArticleIndex final : public ArticleIndex {
 public:
  static std::vector<sitrep::storage::FamilyOptions> Families();

  // `shard` must outlive the index. `partitions` is the log's.
  static absl::StatusOr<std::unique_ptr<RocksArticleIndex>> Open(sitrep::storage::Shard& shard, uint32_t partitions);

  absl::StatusOr<std::optional<storage::v1::ArticleHead>> Find(const ArticleId& id) const override;
  absl::StatusOr<std::optional<Offset>> FindControl(uint32_t kind, std::string_view key) const override;
  absl::Status Apply(absl::Span<const AppendedEntry> entries) override;
  absl::Status CatchUp(ArticleLog& log) override;
  ArticleCounts counts() const override;

 private:
  RocksArticleIndex(sitrep::storage::Shard& shard, uint32_t partitions);
  absl::Status LoadState();
  std::string StateValue(const CursorVector& cursor, const ArticleCounts& counts) const;

  sitrep::storage::Shard& shard_;
  const uint32_t partitions_;
  rocksdb::ColumnFamilyHandle* const articles_;
  rocksdb::ColumnFamilyHandle* const control_;

  mutable absl::Mutex mutex_;
  CursorVector cursor_ ABSL_GUARDED_BY(mutex_);
  ArticleCounts counts_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace sitrep::ingest
