#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/query/document_view/document_set.h"
#include "services/query/document_view/posting_block.h"
#include "services/query/document_view/view_state.h"

namespace sitrep::query {

// Positions of one word in several documents: those of documents[i] are positions[begins[i]] up to positions[begins[i +
// 1]].
struct WordPositions {
  std::vector<uint32_t> documents;
  std::vector<uint32_t> begins = {0};
  std::vector<uint32_t> positions;

  absl::Span<const uint32_t> At(size_t i) const {
    return absl::MakeConstSpan(positions).subspan(begins[i], begins[i + 1] - begins[i]);
  }
};

// Reads the postings of one partition as a pinned state has them: sealed rows, then the tail, live documents only, in
// order of document numbers. DATA_LOSS when bytes do not decode. For one request; not thread-safe.
class PostingReader {
 public:
  // Both must outlive it.
  PostingReader(const ViewState& view, const PartitionState& partition);

  const PartitionState& partition() const { return partition_; }
  const DocumentSet& live() const { return live_; }

  // Decoded once and kept: the words of a query are needed for statistics, for matching and for scores.
  absl::StatusOr<const std::vector<Posting>*> Postings(const std::string& key);

  absl::Status AddDocuments(const std::string& key, DocumentSet& documents);
  // Of every term in the range that `accept` says yes to.
  absl::Status AddDocumentsInRange(const KeyRange& range, absl::FunctionRef<bool(std::string_view key)> accept,
                                   DocumentSet& documents);
  // Of those of `wanted` that hold the word.
  absl::StatusOr<WordPositions> Positions(const std::string& key, const DocumentSet& wanted);

 private:
  using VisitPosting = absl::FunctionRef<void(const Posting&)>;

  // Iterators stay open for the whole request: opening one costs as much as several seeks.
  rocksdb::Iterator& Rows(std::string_view family, std::unique_ptr<rocksdb::Iterator>& iterator) const;
  absl::Status ForEachPosting(const std::string& key, VisitPosting visit);
  absl::Status DecodeList(std::string_view list, uint32_t segment_begin, VisitPosting visit) const;
  absl::Status AppendPositionsOf(std::string_view postings, std::string_view positions, uint32_t segment_begin,
                                 const DocumentSet& wanted, WordPositions& found) const;

  const ViewState& view_;
  const PartitionState& partition_;
  const DocumentSet live_;
  std::unique_ptr<rocksdb::Iterator> posting_rows_;
  std::unique_ptr<rocksdb::Iterator> position_rows_;
  absl::flat_hash_map<std::string, std::vector<Posting>> decoded_;
};

}  // namespace sitrep::query
