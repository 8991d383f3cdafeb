#include "services/tagger/rocks_memo.h"

#include "common/base/status_macros.h"
#include "common/storage/keys.h"
#include "common/storage/rocks_status.h"

namespace sitrep::tagger {
namespace {

constexpr uint8_t kKeyVersion = 1;

std::string KeyFor(const Hash128& key) { return sitrep::storage::KeyBuilder(kKeyVersion).Raw(key.ToBytes()).Take(); }

}  // namespace

std::vector<sitrep::storage::FamilyOptions> RocksMemo::Families(uint64_t max_bytes) {
  sitrep::storage::FamilyOptions memo{.name = "memo"};
  memo.fifo_max_bytes = max_bytes;
  memo.fifo_ttl = absl::Hours(24 * 7);
  memo.write_buffer_bytes = 32 << 20;
  return {memo};
}

absl::StatusOr<std::optional<std::string>> RocksMemo::Find(const Hash128& key) const {
  // An entry found is hardly ever asked for again soon, and every hundredth look-up a file reads a block for nothing:
  // neither is worth memory.
  rocksdb::ReadOptions options;
  options.fill_cache = false;
  return shard_.Get(memo_, KeyFor(key), options);
}

absl::Status RocksMemo::Store(const Hash128& key, const std::string& value) {
  rocksdb::WriteBatch batch;
  batch.Put(memo_, KeyFor(key), value);
  return shard_.Write(batch, sitrep::storage::Durability::kProcessCrashOnly);
}

absl::StatusOr<uint64_t> RocksMemo::Clear() {
  uint64_t entries = 0;
  shard_.db().GetIntProperty(memo_, rocksdb::DB::Properties::kEstimateNumKeys, &entries);
  const std::string begin = sitrep::storage::KeyBuilder(kKeyVersion).Take();
  const std::string end = sitrep::storage::KeyBuilder(static_cast<uint8_t>(kKeyVersion + 1)).Take();
  rocksdb::WriteBatch batch;
  batch.DeleteRange(memo_, begin, end);
  SITREP_RETURN_IF_ERROR(shard_.Write(batch, sitrep::storage::Durability::kSynced));
  return entries;
}

}  // namespace sitrep::tagger
