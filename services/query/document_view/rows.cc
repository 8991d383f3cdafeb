#include "services/query/document_view/rows.h"

#include <utility>

#include "common/storage/keys.h"

namespace sitrep::query {
namespace {

// Rows of document_meta: what follows the version byte.
constexpr uint8_t kCursorRow = 1;
constexpr uint8_t kPartitionRow = 2;

storage::FamilyOptions Family(std::string_view name, storage::FamilyOptions::Compression compression, int bloom_bits) {
  storage::FamilyOptions family;
  family.name = name;
  family.compression = compression;
  family.bloom_bits = bloom_bits;
  return family;
}

// Document numbers of a partition only grow, and the terms of a segment are written sorted.
storage::FamilyOptions OrderedFamily(std::string_view name, storage::FamilyOptions::Compression compression) {
  constexpr size_t kPartitionAndVersionBytes = 3;
  storage::FamilyOptions family = Family(name, compression, 0);
  family.ordered_prefix_bytes = kPartitionAndVersionBytes;
  return family;
}

}  // namespace

std::vector<storage::FamilyOptions> DocumentViewFamilies() {
  using Compression = storage::FamilyOptions::Compression;
  constexpr int kBloomBits = 10;
  constexpr uint64_t kLargeWriteBuffer = 32 << 20;
  constexpr uint64_t kScanBlock = 16 << 10;

  storage::FamilyOptions meta = Family(kMetaFamily, Compression::kNone, 0);
  meta.write_buffer_bytes = 1 << 20;
  // Almost every lookup in it is for an article that is new.
  storage::FamilyOptions ids = Family(kIdsFamily, Compression::kLz4, kBloomBits);
  ids.write_buffer_bytes = 4 << 20;
  // The bulk of the shard: written once, read one at a time, so never rewritten by compaction.
  storage::FamilyOptions texts = OrderedFamily(kTextsFamily, Compression::kLz4);
  texts.blob_min_bytes = 1 << 10;
  storage::FamilyOptions annotations = OrderedFamily(kAnnotationsFamily, Compression::kLz4);
  annotations.blob_min_bytes = 1 << 10;
  annotations.write_buffer_bytes = kLargeWriteBuffer;
  storage::FamilyOptions values = OrderedFamily(kValuesFamily, Compression::kLz4);
  values.block_bytes = kScanBlock;
  storage::FamilyOptions details = OrderedFamily(kDetailsFamily, Compression::kLz4);
  details.blob_min_bytes = 512;
  storage::FamilyOptions postings = OrderedFamily(kPostingsFamily, Compression::kLz4);
  postings.block_bytes = kScanBlock;
  storage::FamilyOptions positions = OrderedFamily(kPositionsFamily, Compression::kLz4);
  positions.block_bytes = kScanBlock;
  storage::FamilyOptions entities = Family(kEntitiesFamily, Compression::kLz4, kBloomBits);
  entities.write_buffer_bytes = 4 << 20;
  return {meta, ids, texts, annotations, values, details, postings, positions, entities};
}

std::string CursorKey() { return storage::KeyBuilder(kRowVersion).Byte(kCursorRow).Take(); }

std::string PartitionKeyPrefix() { return storage::KeyBuilder(kRowVersion).Byte(kPartitionRow).Take(); }

std::string PartitionKey(Partition partition) {
  return storage::KeyBuilder(kRowVersion).Byte(kPartitionRow).Number16(static_cast<uint16_t>(partition.value)).Take();
}

std::string IdKey(Partition partition, std::string_view id) {
  return storage::KeyBuilder(partition, kRowVersion).Raw(id).Take();
}

std::string DocumentKey(Partition partition, uint32_t docno) {
  return storage::KeyBuilder(partition, kRowVersion).Number32(docno).Take();
}

std::optional<uint32_t> DocnoOfKey(Partition partition, std::string_view key) {
  storage::KeyReader reader = storage::KeyReader::Partitioned(key);
  if (reader.partition() != partition || reader.version() != kRowVersion) return std::nullopt;
  const std::optional<uint32_t> docno = reader.Number32();
  if (!reader.AtEnd()) return std::nullopt;
  return docno;
}

std::string TermRowKey(Partition partition, std::string_view term, uint32_t segment_begin) {
  return storage::KeyBuilder(partition, kRowVersion).Text(term).Number32(segment_begin).Take();
}

std::string TermRowPrefix(Partition partition, std::string_view term) {
  return storage::KeyBuilder(partition, kRowVersion).Text(term).Take();
}

std::optional<TermRow> ParseTermRowKey(Partition partition, std::string_view key) {
  storage::KeyReader reader = storage::KeyReader::Partitioned(key);
  if (reader.partition() != partition || reader.version() != kRowVersion) return std::nullopt;
  std::optional<std::string> term = reader.Text();
  const std::optional<uint32_t> begin = reader.Number32();
  if (!term || !begin || !reader.AtEnd()) return std::nullopt;
  return TermRow{*std::move(term), *begin};
}

std::string PartitionPrefix(Partition partition) { return storage::KeyBuilder(partition, kRowVersion).Take(); }

}  // namespace sitrep::query
