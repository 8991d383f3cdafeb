#pragma once

#include <vector>

#include "common/storage/shard.h"
#include "services/tagger/memo.h"

namespace sitrep::tagger {

// The memo in one FIFO family: the oldest files are dropped when it has grown to its limit, or when they are a week
// old.
class RocksMemo final : public Memo {
 public:
  static std::vector<sitrep::storage::FamilyOptions> Families(uint64_t max_bytes);

  // `shard` must outlive the memo.
  explicit RocksMemo(sitrep::storage::Shard& shard) : shard_(shard), memo_(shard.Family("memo")) {}

  absl::StatusOr<std::optional<std::string>> Find(const Hash128& key) const override;
  absl::Status Store(const Hash128& key, const std::string& value) override;
  absl::StatusOr<uint64_t> Clear() override;

 private:
  sitrep::storage::Shard& shard_;
  rocksdb::ColumnFamilyHandle* const memo_;
};

}  // namespace sitrep::tagger
