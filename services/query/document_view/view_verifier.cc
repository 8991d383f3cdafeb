#include "services/query/document_view/view_verifier.h"

#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/base/string_views.h"
#include "common/storage/rocks_status.h"
#include "services/query/document_view/document_rows.h"
#include "services/query/document_view/indexed_document.h"
#include "services/query/document_view/posting_block.h"
#include "services/query/document_view/rows.h"
#include "services/query/document_view/stored_rows.h"

namespace sitrep::query {
namespace {

std::string_view ToView(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

// Checks one partition, segment by segment.
class PartitionVerifier {
 public:
  PartitionVerifier(const ViewState& view, const PartitionState& state) : view_(view), state_(state) {}

  absl::Status Run(absl::FunctionRef<bool(const VerifyProgress&)> report) {
    const auto& begins = state_.row.segment_begins();
    for (int i = 0; i < begins.size(); ++i) {
      const bool is_tail = i + 1 == begins.size();
      SITREP_RETURN_IF_ERROR(VerifySegment(begins[i], is_tail ? state_.end_docno() : begins[i + 1], is_tail));
      if (!Report(report)) return absl::OkStatus();
    }
    CheckCounts();
    SITREP_RETURN_IF_ERROR(CountRows(kPostingsFamily, expected_posting_rows_));
    SITREP_RETURN_IF_ERROR(CountRows(kPositionsFamily, expected_position_rows_));
    for (const std::string_view family : {kTextsFamily, kAnnotationsFamily, kValuesFamily, kDetailsFamily}) {
      SITREP_RETURN_IF_ERROR(CountRows(family, state_.row.documents()));
    }
    Report(report);
    return absl::OkStatus();
  }

 private:
  bool Report(absl::FunctionRef<bool(const VerifyProgress&)> report) { return report(std::exchange(progress_, {})); }

  void Problem(std::string what) {
    progress_.problems.push_back(absl::StrCat("document view, partition ", state_.partition.value, ": ", what));
  }

  absl::Status VerifySegment(uint32_t begin, uint32_t end, bool is_tail) {
    Tail expected(begin);
    for (uint32_t docno = begin; docno < end; ++docno) {
      if (!state_.IsLive(docno)) continue;
      absl::StatusOr<DocumentTerms> terms = VerifyDocument(docno);
      if (absl::IsDataLoss(terms.status())) {
        Problem(absl::StrCat("document ", docno, ": ", terms.status().message()));
        continue;
      }
      SITREP_RETURN_IF_ERROR(terms.status());
      expected.Add(docno, *terms);
    }
    absl::Status status;
    expected.ForEach([&](const std::string& term, const Tail::List& list) {
      if (!status.ok()) return;
      if (is_tail) {
        VerifyTailList(term, list, begin);
      } else {
        status = VerifyTermRows(term, list, begin);
      }
    });
    return status;
  }

  absl::StatusOr<DocumentTerms> VerifyDocument(uint32_t docno) {
    const std::string key = DocumentKey(state_.partition, docno);
    const storage::Shard& shard = view_.shard();
    stored::v1::DocumentValues values;
    stored::v1::DocumentText text;
    stored::v1::DocumentDetails details;
    SITREP_RETURN_IF_ERROR(ReadMessageRow(shard, kValuesFamily, key, values, view_.snapshot()));
    SITREP_RETURN_IF_ERROR(ReadMessageRow(shard, kDetailsFamily, key, details, view_.snapshot()));
    SITREP_ASSIGN_OR_RETURN(const std::string text_row, ReadRow(shard, kTextsFamily, key, view_.snapshot()));
    SITREP_ASSIGN_OR_RETURN(const std::string annotations_row,
                            ReadRow(shard, kAnnotationsFamily, key, view_.snapshot()));
    SITREP_ASSIGN_OR_RETURN(const std::optional<IdRow> id,
                            ReadIdRow(shard, state_.partition, values.article_id(), view_.snapshot()));
    progress_.rows_read += 5;
    if (!text.ParseFromString(text_row)) return storage::StoredDataCorrupt("its text does not parse");
    if (values.content_hash() != ContentHash(text_row, annotations_row)) {
      Problem(absl::StrCat("document ", docno, ": text and annotations are not those that were indexed"));
    }
    if (!id || id->docno != docno || id->revision != values.revision()) {
      Problem(absl::StrCat("document ", docno, ": article '", values.article_id(), "' leads elsewhere"));
    }
    const ColumnValues columns = ColumnsOf(values);
    if (columns.words != state_.Words(docno) || columns.publication_unix_s != state_.PublicationUnixS(docno) ||
        columns.publication_day != state_.PublicationDay(docno) || columns.id_hash != state_.IdHash(docno)) {
      Problem(absl::StrCat("document ", docno, ": memory and values row differ"));
    }
    counted_.set_documents(counted_.documents() + 1);
    counted_.set_words(counted_.words() + values.words());
    counted_.set_quotes(counted_.quotes() + values.quotes());
    counted_.set_events(counted_.events() + values.events());
    return TermsOfStored(text, values, details);
  }

  absl::Status VerifyTermRows(const std::string& term, const Tail::List& expected, uint32_t segment_begin) {
    const std::string key = TermRowKey(state_.partition, term, segment_begin);
    const storage::Shard& shard = view_.shard();
    const absl::StatusOr<std::string> postings = ReadRow(shard, kPostingsFamily, key, view_.snapshot());
    ++expected_posting_rows_;
    ++progress_.rows_read;
    std::string_view list;
    if (postings.ok()) {
      list = *postings;
      uint32_t count = 0;
      if (!ReadPostingCount(list, count)) list = {};
    }
    if (list != expected.postings) Problem(absl::StrCat("postings of '", term, "' in segment ", segment_begin));
    if (expected.positions.empty()) return absl::OkStatus();
    const absl::StatusOr<std::string> positions = ReadRow(shard, kPositionsFamily, key, view_.snapshot());
    ++expected_position_rows_;
    ++progress_.rows_read;
    if (!positions.ok() || *positions != expected.positions) {
      Problem(absl::StrCat("positions of '", term, "' in segment ", segment_begin));
    }
    return absl::OkStatus();
  }

  // The tail may hold documents that died since; the live ones must all be there.
  void VerifyTailList(const std::string& term, const Tail::List& expected, uint32_t segment_begin) {
    const Tail::List held = state_.tail->Find(term);
    const auto is_hidden = [this](uint32_t docno) { return !state_.IsLive(docno); };
    const absl::StatusOr<TermRows> live =
        FilterTermRows(PostingRow(0, held.postings), held.positions, segment_begin, is_hidden);
    if (!live.ok() || live->postings != expected.postings || live->positions != expected.positions) {
      Problem(absl::StrCat("postings of '", term, "' in memory"));
    }
  }

  void CheckCounts() {
    const stored::v1::PartitionRow& row = state_.row;
    if (counted_.documents() != row.documents() || counted_.words() != row.words() ||
        counted_.quotes() != row.quotes() || counted_.events() != row.events()) {
      Problem(absl::StrCat("counts: ", row.ShortDebugString(), ", found ", counted_.ShortDebugString()));
    }
  }

  absl::Status CountRows(std::string_view family, uint64_t expected) {
    rocksdb::ReadOptions options;
    options.snapshot = view_.snapshot();
    options.fill_cache = false;
    const std::unique_ptr<rocksdb::Iterator> rows(
        view_.shard().db().NewIterator(options, view_.shard().Family(family)));
    const std::string prefix = PartitionPrefix(state_.partition);
    uint64_t count = 0;
    for (rows->Seek(prefix); rows->Valid() && ToView(rows->key()).starts_with(prefix); rows->Next()) ++count;
    progress_.rows_read += count;
    if (count != expected) Problem(absl::StrCat(ToAbsl(family), " has ", count, " rows, ", expected, " expected"));
    return storage::FromRocks(rows->status(), absl::StrCat("read ", ToAbsl(family)));
  }

  const ViewState& view_;
  const PartitionState& state_;
  VerifyProgress progress_;
  stored::v1::PartitionRow counted_;
  uint64_t expected_posting_rows_ = 0;
  uint64_t expected_position_rows_ = 0;
};

}  // namespace

void ViewDigest::Add(const ViewDigest& other) {
  documents += other.documents;
  sum.hi += other.sum.hi;
  sum.lo += other.sum.lo;
}

absl::StatusOr<ViewDigest> DigestOf(const ViewState& view) {
  ViewDigest digest;
  for (const auto& [partition, state] : view.partitions()) {
    SITREP_RETURN_IF_ERROR(
        ForEachDocumentRow(view, partition, kValuesFamily, state->LiveDocuments(), [&](uint32_t, std::string_view row) {
          digest.Add({.documents = 1, .sum = HashOf(row)});
          return true;
        }));
  }
  return digest;
}

absl::Status VerifyView(const ViewState& view, absl::FunctionRef<bool(const VerifyProgress&)> report) {
  for (const auto& [partition, state] : view.partitions()) {
    SITREP_RETURN_IF_ERROR(PartitionVerifier(view, *state).Run(report));
  }
  return absl::OkStatus();
}

}  // namespace sitrep::query
