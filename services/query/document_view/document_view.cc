#include "services/query/document_view/document_view.h"

#include <algorithm>
#include <atomic>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/storage/keys.h"
#include "common/storage/rocks_status.h"
#include "services/query/document_view/rows.h"
#include "services/query/document_view/stored_rows.h"

namespace sitrep::query {
namespace {

std::string_view ToView(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

// The changes of one Apply by partition and article, in order of first appearance.
class ChangeSet {
 public:
  struct Entry {
    Partition partition;
    std::string article_id;
    ArticleChange change;
  };

  void Add(const TaggedRecord& record) {
    if (const auto* tagged = std::get_if<TaggedArticle>(&record.body)) {
      ArticleChange& change = Find(record.partition, tagged->article.article_id());
      if (change.tagged != nullptr && change.tagged->article.revision() > tagged->article.revision()) return;
      change.tagged = tagged;
      change.append_time = record.append_time;
    } else if (const auto* retracted = std::get_if<RetractedArticle>(&record.body)) {
      Find(record.partition, retracted->article_id.value) = {.retracted = true};
    }
  }

  const std::vector<Entry>& entries() const { return entries_; }

 private:
  ArticleChange& Find(Partition partition, const std::string& article_id) {
    const auto [found, is_new] = places_.try_emplace({partition, article_id}, entries_.size());
    if (is_new) entries_.push_back({partition, article_id, {}});
    return entries_[found->second].change;
  }

  std::vector<Entry> entries_;
  absl::flat_hash_map<std::pair<Partition, std::string>, size_t> places_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<DocumentView>> DocumentView::Open(storage::Shard& shard, std::vector<Partition> held) {
  std::unique_ptr<DocumentView> view(new DocumentView(shard, std::move(held)));
  SITREP_RETURN_IF_ERROR(view->Load());
  return view;
}

absl::Status DocumentView::Load() {
  CursorVector cursor;
  rocksdb::ColumnFamilyHandle* meta = shard_.Family(kMetaFamily);
  SITREP_ASSIGN_OR_RETURN(const std::optional<std::string> cursor_row, shard_.Get(meta, CursorKey()));
  if (cursor_row) {
    absl::StatusOr<CursorVector> decoded = DecodeCursor(*cursor_row);
    if (!decoded.ok()) return storage::StoredDataCorrupt("cursor of the document view");
    cursor = *std::move(decoded);
  }
  std::vector<std::pair<Partition, stored::v1::PartitionRow>> stored;
  const std::string prefix = PartitionKeyPrefix();
  const std::unique_ptr<rocksdb::Iterator> rows(shard_.db().NewIterator({}, meta));
  for (rows->Seek(prefix); rows->Valid() && ToView(rows->key()).starts_with(prefix); rows->Next()) {
    storage::KeyReader key = storage::KeyReader::Unpartitioned(ToView(rows->key()));
    key.Byte();  // The kind of row, part of the prefix.
    const std::optional<uint16_t> number = key.Number16();
    stored::v1::PartitionRow row;
    if (!number || !key.AtEnd() || !row.ParseFromArray(rows->value().data(), static_cast<int>(rows->value().size()))) {
      return storage::StoredDataCorrupt("partition row of the document view");
    }
    stored.emplace_back(Partition{*number}, std::move(row));
  }
  SITREP_RETURN_IF_ERROR(storage::FromRocks(rows->status(), "read document_meta"));
  SITREP_ASSIGN_OR_RETURN(PartitionStates partitions, LoadPartitions(stored));
  absl::MutexLock lock(&state_mutex_);
  state_ = std::make_shared<const ViewState>(shard_, std::move(cursor), std::move(partitions));
  return absl::OkStatus();
}

absl::StatusOr<PartitionStates> DocumentView::LoadPartitions(
    const std::vector<std::pair<Partition, stored::v1::PartitionRow>>& stored) const {
  using Loaded = absl::StatusOr<std::shared_ptr<const PartitionState>>;
  std::vector<Loaded> loaded(stored.size(), Loaded(nullptr));
  std::atomic<size_t> next = 0;
  const auto load_some = [&] {
    for (size_t i = next++; i < stored.size(); i = next++) loaded[i] = LoadPartition(stored[i].first, stored[i].second);
  };
  {
    std::vector<std::jthread> threads(std::max(1u, std::thread::hardware_concurrency()));
    for (std::jthread& thread : threads) thread = std::jthread(load_some);
  }
  PartitionStates partitions;
  for (size_t i = 0; i < stored.size(); ++i) {
    SITREP_ASSIGN_OR_RETURN(partitions[stored[i].first], std::move(loaded[i]));
  }
  return partitions;
}

absl::StatusOr<std::shared_ptr<const PartitionState>> DocumentView::LoadPartition(
    Partition partition, const stored::v1::PartitionRow& row) const {
  if (row.segment_begins_size() == 0 || row.segment_begins(row.segment_begins_size() - 1) > row.next_docno()) {
    return storage::StoredDataCorrupt("segments of the document view");
  }
  auto state = std::make_shared<PartitionState>();
  state->partition = partition;
  state->row = row;
  state->tail = std::make_shared<Tail>(row.segment_begins(row.segment_begins_size() - 1));

  ColumnEditor columns(*state);
  rocksdb::ReadOptions options;
  options.fill_cache = false;
  const std::unique_ptr<rocksdb::Iterator> rows(shard_.db().NewIterator(options, shard_.Family(kValuesFamily)));
  stored::v1::DocumentValues values;
  uint64_t documents = 0;
  for (rows->Seek(PartitionPrefix(partition)); rows->Valid(); rows->Next()) {
    const std::optional<uint32_t> docno = DocnoOfKey(partition, ToView(rows->key()));
    if (!docno) break;
    if (*docno >= row.next_docno() ||
        !values.ParseFromArray(rows->value().data(), static_cast<int>(rows->value().size()))) {
      return storage::StoredDataCorrupt("document_values row");
    }
    columns.Set(*docno, ColumnsOf(values));
    ++documents;
    if (*docno < state->tail->begin()) continue;
    stored::v1::DocumentText text;
    stored::v1::DocumentDetails details;
    const std::string key(ToView(rows->key()));
    SITREP_RETURN_IF_ERROR(ReadMessageRow(shard_, kTextsFamily, key, text));
    SITREP_RETURN_IF_ERROR(ReadMessageRow(shard_, kDetailsFamily, key, details));
    state->tail->Add(*docno, TermsOfStored(text, values, details));
  }
  SITREP_RETURN_IF_ERROR(storage::FromRocks(rows->status(), "read document_values"));
  if (documents != row.documents()) {
    return storage::StoredDataCorrupt(absl::StrCat("partition ", partition.value, " of the document view: ", documents,
                                                   " documents, ", row.documents(), " expected"));
  }
  columns.Grow();
  return state;
}

absl::Status DocumentView::Apply(absl::Span<const TaggedRecord> records, const CursorVector& next) {
  absl::MutexLock lock(&write_mutex_);
  const std::shared_ptr<const ViewState> before = Pin();
  IndexWriter writer(shard_, before->partitions(), written_entities_);
  ChangeSet changes;
  for (const TaggedRecord& record : records) {
    if (!Holds(record.partition) || record.offset < before->cursor().At(record.partition)) continue;
    if (const auto* tagged = std::get_if<TaggedArticle>(&record.body)) {
      writer.PutEntities(record.partition, tagged->annotations);
    }
    changes.Add(record);
  }
  for (const ChangeSet::Entry& entry : changes.entries()) {
    SITREP_RETURN_IF_ERROR(writer.Change(entry.partition, entry.article_id, entry.change));
  }
  return Commit(writer, next);
}

absl::Status DocumentView::Replace(const TaggedRecord& record) {
  if (!Holds(record.partition)) return absl::OkStatus();
  const auto& tagged = std::get<TaggedArticle>(record.body);
  absl::MutexLock lock(&write_mutex_);
  const std::shared_ptr<const ViewState> before = Pin();
  const std::string& article_id = tagged.article.article_id();
  SITREP_ASSIGN_OR_RETURN(const std::optional<IdRow> known, ReadIdRow(shard_, record.partition, article_id));
  if (!known || known->docno == kRetractedDocno || known->revision != tagged.article.revision())
    return absl::OkStatus();
  IndexWriter writer(shard_, before->partitions(), written_entities_);
  writer.PutEntities(record.partition, tagged.annotations);
  SITREP_RETURN_IF_ERROR(
      writer.Change(record.partition, article_id, {.tagged = &tagged, .append_time = record.append_time}));
  return Commit(writer, before->cursor());
}

absl::Status DocumentView::Commit(IndexWriter& writer, const CursorVector& next) {
  SITREP_RETURN_IF_ERROR(writer.Finish(next));
  SITREP_RETURN_IF_ERROR(shard_.Write(writer.batch(), storage::Durability::kProcessCrashOnly));
  PartitionStates partitions = std::move(writer).Publish(written_entities_);
  auto state = std::make_shared<const ViewState>(shard_, next, std::move(partitions));
  absl::MutexLock lock(&state_mutex_);
  state_ = std::move(state);
  return absl::OkStatus();
}

std::shared_ptr<const ViewState> DocumentView::Pin() const {
  absl::ReaderMutexLock lock(&state_mutex_);
  return state_;
}

DocumentCounts DocumentView::Counts() const {
  DocumentCounts counts;
  for (const auto& [partition, state] : Pin()->partitions()) {
    counts.documents += state->row.documents();
    counts.words += state->row.words();
    counts.tagging_failed += state->row.tagging_failed();
    counts.quotes += state->row.quotes();
    counts.events += state->row.events();
  }
  return counts;
}

}  // namespace sitrep::query
