#pragma once

#include <google/protobuf/message_lite.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/ids.h"
#include "common/storage/shard.h"
#include "sitrep/query/stored/v1/document_view.pb.h"

// Reads and rewrites single rows of the view. What does not decode is DATA_LOSS (STORED_DATA_CORRUPT). Thread-safe.
namespace sitrep::query {

// The value of document_ids: which document an article is, or that it was retracted.
inline constexpr uint32_t kRetractedDocno = 0xffffffff;
struct IdRow {
  uint32_t docno = 0;
  uint32_t revision = 0;
};
std::string EncodeIdRow(const IdRow& row);
std::optional<IdRow> DecodeIdRow(std::string_view value);

// nullopt when the article was never indexed. A null snapshot is the newest state.
absl::StatusOr<std::optional<IdRow>> ReadIdRow(const storage::Shard& shard, Partition partition,
                                               std::string_view article_id,
                                               const rocksdb::Snapshot* snapshot = nullptr);

// The row that must exist under `key`.
absl::StatusOr<std::string> ReadRow(const storage::Shard& shard, std::string_view family, std::string_view key,
                                    const rocksdb::Snapshot* snapshot = nullptr);
absl::Status ReadMessageRow(const storage::Shard& shard, std::string_view family, std::string_view key,
                            google::protobuf::MessageLite& message, const rocksdb::Snapshot* snapshot = nullptr);

// nullopt when no article of the partition ever mentioned the entity.
absl::StatusOr<std::optional<stored::v1::EntityRow>> ReadEntityRow(const storage::Shard& shard, Partition partition,
                                                                   std::string_view entity_id,
                                                                   const rocksdb::Snapshot* snapshot);

// The rows of a term in a segment without some documents.
struct TermRows {
  uint32_t count = 0;
  std::string postings;  // Without the count.
  std::string positions;
};
absl::StatusOr<TermRows> FilterTermRows(std::string_view posting_row, std::string_view positions,
                                        uint32_t segment_begin, absl::FunctionRef<bool(uint32_t docno)> is_dead);

}  // namespace sitrep::query
