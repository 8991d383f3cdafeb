#include "services/query/document_view/document_rows.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/string_views.h"
#include "common/storage/rocks_status.h"

namespace sitrep::query {
namespace {

// Stepping over this many rows costs about as much as a seek.
constexpr uint32_t kStepsOfASeek = 8;

std::string_view ToView(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

}  // namespace

absl::Status ForEachDocumentRow(const ViewState& view, Partition partition, std::string_view family,
                                const DocumentSet& documents,
                                absl::FunctionRef<bool(uint32_t docno, std::string_view row)> visit) {
  rocksdb::ReadOptions options;
  options.snapshot = view.snapshot();
  options.total_order_seek = true;
  const std::unique_ptr<rocksdb::Iterator> rows(view.shard().db().NewIterator(options, view.shard().Family(family)));
  absl::Status status;
  uint32_t at = 0;
  bool placed = false;
  documents.ForEach([&](uint32_t docno) {
    if (!status.ok()) return;
    const std::string key = DocumentKey(partition, docno);
    if (!placed || docno - at > kStepsOfASeek) {
      rows->Seek(key);
      placed = true;
    } else {
      while (rows->Valid() && ToView(rows->key()) < key) rows->Next();
    }
    at = docno;
    if (!rows->Valid() || ToView(rows->key()) != key) {
      status = rows->status().ok()
                   ? storage::StoredDataCorrupt(absl::StrCat("a row of ", ToAbsl(family), " is missing"))
                   : storage::FromRocks(rows->status(), absl::StrCat("read ", ToAbsl(family)));
    } else if (!visit(docno, ToView(rows->value()))) {
      status = storage::StoredDataCorrupt(absl::StrCat("a row of ", ToAbsl(family), " does not parse"));
    }
  });
  return status;
}

}  // namespace sitrep::query
