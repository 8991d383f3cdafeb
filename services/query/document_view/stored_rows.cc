#include "services/query/document_view/stored_rows.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/byte_codec.h"
#include "common/base/status_macros.h"
#include "common/base/string_views.h"
#include "common/storage/rocks_status.h"
#include "services/query/document_view/posting_block.h"
#include "services/query/document_view/rows.h"

namespace sitrep::query {
namespace {

rocksdb::Slice ToSlice(std::string_view bytes) { return {bytes.data(), bytes.size()}; }

absl::StatusOr<std::optional<std::string>> Get(const storage::Shard& shard, std::string_view family,
                                               std::string_view key, const rocksdb::Snapshot* snapshot) {
  if (snapshot == nullptr) return shard.Get(shard.Family(family), key);
  rocksdb::ReadOptions options;
  options.snapshot = snapshot;
  std::string value;
  const rocksdb::Status status = shard.db().Get(options, shard.Family(family), ToSlice(key), &value);
  if (status.IsNotFound()) return std::nullopt;
  if (!status.ok()) return storage::FromRocks(status, absl::StrCat("read ", ToAbsl(family)));
  return value;
}

}  // namespace

std::string EncodeIdRow(const IdRow& row) {
  std::string value;
  AppendBigEndian32(value, row.docno);
  AppendVarint(value, row.revision);
  return value;
}

std::optional<IdRow> DecodeIdRow(std::string_view value) {
  const std::optional<uint32_t> docno = ReadBigEndian32(value);
  if (!docno) return std::nullopt;
  const std::optional<uint64_t> revision = ReadVarint(value);
  if (!revision || !value.empty()) return std::nullopt;
  return IdRow{*docno, static_cast<uint32_t>(*revision)};
}

absl::StatusOr<std::optional<IdRow>> ReadIdRow(const storage::Shard& shard, Partition partition,
                                               std::string_view article_id, const rocksdb::Snapshot* snapshot) {
  SITREP_ASSIGN_OR_RETURN(const std::optional<std::string> value,
                          Get(shard, kIdsFamily, IdKey(partition, article_id), snapshot));
  if (!value) return std::nullopt;
  const std::optional<IdRow> row = DecodeIdRow(*value);
  if (!row) return storage::StoredDataCorrupt(absl::StrCat("document_ids row of ", ToAbsl(article_id)));
  return row;
}

absl::StatusOr<std::string> ReadRow(const storage::Shard& shard, std::string_view family, std::string_view key,
                                    const rocksdb::Snapshot* snapshot) {
  SITREP_ASSIGN_OR_RETURN(std::optional<std::string> value, Get(shard, family, key, snapshot));
  if (!value) return storage::StoredDataCorrupt(absl::StrCat("a row of ", ToAbsl(family), " is missing"));
  return *std::move(value);
}

absl::Status ReadMessageRow(const storage::Shard& shard, std::string_view family, std::string_view key,
                            google::protobuf::MessageLite& message, const rocksdb::Snapshot* snapshot) {
  SITREP_ASSIGN_OR_RETURN(const std::string value, ReadRow(shard, family, key, snapshot));
  if (!message.ParseFromString(value)) {
    return storage::StoredDataCorrupt(absl::StrCat("a row of ", ToAbsl(family), " does not parse"));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::optional<stored::v1::EntityRow>> ReadEntityRow(const storage::Shard& shard, Partition partition,
                                                                   std::string_view entity_id,
                                                                   const rocksdb::Snapshot* snapshot) {
  SITREP_ASSIGN_OR_RETURN(const std::optional<std::string> value,
                          Get(shard, kEntitiesFamily, IdKey(partition, entity_id), snapshot));
  if (!value) return std::nullopt;
  stored::v1::EntityRow row;
  if (!row.ParseFromString(*value)) return storage::StoredDataCorrupt("a row of document_entities does not parse");
  return row;
}

absl::StatusOr<TermRows> FilterTermRows(std::string_view posting_row, std::string_view positions,
                                        uint32_t segment_begin, absl::FunctionRef<bool(uint32_t docno)> is_dead) {
  TermRows kept;
  uint32_t count = 0;
  if (!ReadPostingCount(posting_row, count)) return storage::StoredDataCorrupt("posting row");
  const bool has_positions = !positions.empty();
  uint32_t previous = segment_begin;
  uint32_t kept_previous = segment_begin;
  for (Posting posting; ReadPosting(posting_row, previous, posting);) {
    previous = posting.docno;
    const std::string_view before = positions;
    if (has_positions && !SkipPositions(positions)) return storage::StoredDataCorrupt("position row");
    if (is_dead(posting.docno)) continue;
    AppendPosting(kept.postings, kept_previous, posting);
    kept_previous = posting.docno;
    kept.positions.append(before.substr(0, before.size() - positions.size()));
    ++kept.count;
  }
  if (!posting_row.empty() || !positions.empty()) return storage::StoredDataCorrupt("posting row");
  return kept;
}

}  // namespace sitrep::query
