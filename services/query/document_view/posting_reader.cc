#include "services/query/document_view/posting_reader.h"

#include <utility>

#include "common/base/status_macros.h"
#include "common/storage/rocks_status.h"
#include "services/query/document_view/rows.h"

namespace sitrep::query {
namespace {

std::string_view ToView(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

absl::Status Malformed() { return storage::StoredDataCorrupt("a posting row does not decode"); }

}  // namespace

PostingReader::PostingReader(const ViewState& view, const PartitionState& partition)
    : view_(view), partition_(partition), live_(partition.LiveDocuments()) {}

rocksdb::Iterator& PostingReader::Rows(std::string_view family, std::unique_ptr<rocksdb::Iterator>& iterator) const {
  if (iterator == nullptr) {
    rocksdb::ReadOptions options;
    options.snapshot = view_.snapshot();
    options.total_order_seek = true;
    iterator.reset(view_.shard().db().NewIterator(options, view_.shard().Family(family)));
  }
  return *iterator;
}

absl::Status PostingReader::DecodeList(std::string_view list, uint32_t segment_begin, VisitPosting visit) const {
  uint32_t previous = segment_begin;
  for (Posting posting; ReadPosting(list, previous, posting); previous = posting.docno) {
    if (live_.Contains(posting.docno)) visit(posting);
  }
  return list.empty() ? absl::OkStatus() : Malformed();
}

absl::Status PostingReader::ForEachPosting(const std::string& key, VisitPosting visit) {
  rocksdb::Iterator& rows = Rows(kPostingsFamily, posting_rows_);
  const std::string prefix = TermRowPrefix(partition_.partition, key);
  for (rows.Seek(prefix); rows.Valid() && ToView(rows.key()).starts_with(prefix); rows.Next()) {
    const std::optional<TermRow> row = ParseTermRowKey(partition_.partition, ToView(rows.key()));
    std::string_view list = ToView(rows.value());
    uint32_t count = 0;
    if (!row || !ReadPostingCount(list, count)) return Malformed();
    SITREP_RETURN_IF_ERROR(DecodeList(list, row->segment_begin, visit));
  }
  SITREP_RETURN_IF_ERROR(storage::FromRocks(rows.status(), "read document_postings"));
  return DecodeList(partition_.tail->Postings(key), partition_.tail->begin(), visit);
}

absl::StatusOr<const std::vector<Posting>*> PostingReader::Postings(const std::string& key) {
  const auto [found, is_new] = decoded_.try_emplace(key);
  std::vector<Posting>& postings = found->second;
  if (is_new) {
    SITREP_RETURN_IF_ERROR(ForEachPosting(key, [&](const Posting& posting) { postings.push_back(posting); }));
  }
  return &postings;
}

absl::Status PostingReader::AddDocuments(const std::string& key, DocumentSet& documents) {
  if (const auto found = decoded_.find(key); found != decoded_.end()) {
    for (const Posting& posting : found->second) documents.Add(posting.docno);
    return absl::OkStatus();
  }
  return ForEachPosting(key, [&](const Posting& posting) { documents.Add(posting.docno); });
}

absl::Status PostingReader::AddDocumentsInRange(const KeyRange& range,
                                                absl::FunctionRef<bool(std::string_view key)> accept,
                                                DocumentSet& documents) {
  const auto add = [&](const Posting& posting) { documents.Add(posting.docno); };
  rocksdb::Iterator& rows = Rows(kPostingsFamily, posting_rows_);
  const std::string last = TermRowPrefix(partition_.partition, range.last);
  for (rows.Seek(TermRowPrefix(partition_.partition, range.first)); rows.Valid(); rows.Next()) {
    const std::string_view key = ToView(rows.key());
    if (key > last && !key.starts_with(last)) break;
    const std::optional<TermRow> row = ParseTermRowKey(partition_.partition, key);
    if (!row) return Malformed();
    if (!accept(row->term)) continue;
    std::string_view list = ToView(rows.value());
    uint32_t count = 0;
    if (!ReadPostingCount(list, count)) return Malformed();
    SITREP_RETURN_IF_ERROR(DecodeList(list, row->segment_begin, add));
  }
  SITREP_RETURN_IF_ERROR(storage::FromRocks(rows.status(), "read document_postings"));

  absl::Status status;
  partition_.tail->ForEachInRange(range, [&](const std::string& key, const Tail::List& list) {
    if (accept(key)) status.Update(DecodeList(list.postings, partition_.tail->begin(), add));
  });
  return status;
}

absl::Status PostingReader::AppendPositionsOf(std::string_view postings, std::string_view positions,
                                              uint32_t segment_begin, const DocumentSet& wanted,
                                              WordPositions& found) const {
  uint32_t previous = segment_begin;
  for (Posting posting; ReadPosting(postings, previous, posting); previous = posting.docno) {
    if (!live_.Contains(posting.docno) || !wanted.Contains(posting.docno)) {
      if (!SkipPositions(positions)) return Malformed();
      continue;
    }
    if (!ReadPositions(positions, found.positions)) return Malformed();
    found.documents.push_back(posting.docno);
    found.begins.push_back(static_cast<uint32_t>(found.positions.size()));
  }
  return postings.empty() && positions.empty() ? absl::OkStatus() : Malformed();
}

absl::StatusOr<WordPositions> PostingReader::Positions(const std::string& key, const DocumentSet& wanted) {
  WordPositions found;
  rocksdb::Iterator& rows = Rows(kPostingsFamily, posting_rows_);
  rocksdb::Iterator& position_rows = Rows(kPositionsFamily, position_rows_);
  const std::string prefix = TermRowPrefix(partition_.partition, key);
  // Both families have a row for the same segments.
  position_rows.Seek(prefix);
  for (rows.Seek(prefix); rows.Valid() && ToView(rows.key()).starts_with(prefix); rows.Next(), position_rows.Next()) {
    if (!position_rows.Valid() || position_rows.key() != rows.key()) return Malformed();
    const std::optional<TermRow> row = ParseTermRowKey(partition_.partition, ToView(rows.key()));
    std::string_view list = ToView(rows.value());
    uint32_t count = 0;
    if (!row || !ReadPostingCount(list, count)) return Malformed();
    SITREP_RETURN_IF_ERROR(AppendPositionsOf(list, ToView(position_rows.value()), row->segment_begin, wanted, found));
  }
  SITREP_RETURN_IF_ERROR(storage::FromRocks(rows.status(), "read document_postings"));
  SITREP_RETURN_IF_ERROR(storage::FromRocks(position_rows.status(), "read document_positions"));
  const Tail::List list = partition_.tail->Find(key);
  SITREP_RETURN_IF_ERROR(AppendPositionsOf(list.postings, list.positions, partition_.tail->begin(), wanted, found));
  return found;
}

}  // namespace sitrep::query
