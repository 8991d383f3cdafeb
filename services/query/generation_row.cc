#include "services/query/generation_row.h"

#include <string>

#include "common/base/status_macros.h"
#include "common/storage/keys.h"
#include "common/storage/rocks_status.h"

namespace sitrep::query {
namespace {

constexpr char kFamily[] = "generation";
constexpr uint8_t kKeyVersion = 1;

std::string RowKey() { return storage::KeyBuilder(kKeyVersion).Take(); }

}  // namespace

storage::FamilyOptions GenerationFamily() {
  storage::FamilyOptions family;
  family.name = kFamily;
  family.write_buffer_bytes = 1 << 20;
  return family;
}

absl::StatusOr<std::optional<stored::v1::GenerationRow>> ReadGenerationRow(const storage::Shard& shard) {
  SITREP_ASSIGN_OR_RETURN(const std::optional<std::string> value, shard.Get(shard.Family(kFamily), RowKey()));
  if (!value.has_value()) return std::nullopt;
  stored::v1::GenerationRow row;
  if (!row.ParseFromString(*value)) return storage::StoredDataCorrupt("the row of the generation");
  return row;
}

absl::Status WriteGenerationRow(storage::Shard& shard, const stored::v1::GenerationRow& row) {
  rocksdb::WriteBatch batch;
  batch.Put(shard.Family(kFamily), RowKey(), row.SerializeAsString());
  return shard.Write(batch, storage::Durability::kSynced);
}

void SetHolding(stored::v1::GenerationRow& row, const Holding& holding) {
  row.set_whole(holding.whole);
  row.clear_partitions();
  if (holding.HoldsAll()) return;
  for (const Partition partition : holding.partitions) row.add_partitions(partition.value);
}

bool SameHolding(const stored::v1::GenerationRow& row, const Holding& holding) {
  stored::v1::GenerationRow wanted = row;
  SetHolding(wanted, holding);
  return wanted.SerializeAsString() == row.SerializeAsString();
}

}  // namespace sitrep::query
