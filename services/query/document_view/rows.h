#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/ids.h"
#include "common/storage/shard_options.h"

// The column families of the document view and the keys in them; FORMAT.md describes both byte by byte.
namespace sitrep::query {

inline constexpr std::string_view kMetaFamily = "document_meta";
inline constexpr std::string_view kIdsFamily = "document_ids";
inline constexpr std::string_view kTextsFamily = "document_texts";
inline constexpr std::string_view kAnnotationsFamily = "document_annotations";
inline constexpr std::string_view kValuesFamily = "document_values";
inline constexpr std::string_view kDetailsFamily = "document_details";
inline constexpr std::string_view kPostingsFamily = "document_postings";
inline constexpr std::string_view kPositionsFamily = "document_positions";
inline constexpr std::string_view kEntitiesFamily = "document_entities";

// What the shard must be opened with, beside the families of other views.
std::vector<storage::FamilyOptions> DocumentViewFamilies();

// Version byte of every key of this view.
inline constexpr uint8_t kRowVersion = 1;

// document_meta: the cursor, and one row a partition.
std::string CursorKey();
std::string PartitionKey(Partition partition);
std::string PartitionKeyPrefix();
// document_ids, document_entities: the id as the last component.
std::string IdKey(Partition partition, std::string_view id);
// document_texts, _annotations, _values, _details.
std::string DocumentKey(Partition partition, uint32_t docno);
// Number of a document key of `partition`, nullopt for any other key.
std::optional<uint32_t> DocnoOfKey(Partition partition, std::string_view key);
// document_postings, document_positions: the term, then the first document number of the segment.
std::string TermRowKey(Partition partition, std::string_view term, uint32_t segment_begin);
// What the rows of one term begin with.
std::string TermRowPrefix(Partition partition, std::string_view term);
struct TermRow {
  std::string term;
  uint32_t segment_begin = 0;
};
std::optional<TermRow> ParseTermRowKey(Partition partition, std::string_view key);
// What every key of a partition begins with.
std::string PartitionPrefix(Partition partition);

}  // namespace sitrep::query
