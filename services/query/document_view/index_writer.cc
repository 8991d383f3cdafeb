#include "services/query/document_view/index_writer.h"

#include <algorithm>
#include <optional>

#include "absl/strings/str_cat.h"
#include "common/base/check.h"
#include "common/base/hash.h"
#include "common/base/status_macros.h"
#include "common/storage/rocks_status.h"
#include "services/query/document_view/posting_block.h"
#include "services/query/document_view/rows.h"
#include "services/query/document_view/stored_rows.h"
#include "sitrep/query/v1/document.pb.h"

namespace sitrep::query {
namespace {

constexpr size_t kMaxWrittenEntities = 100'000;

uint64_t EntityHash(Partition partition, std::string_view entity_id) { return Hash64(entity_id, partition.value); }

}  // namespace

bool WrittenEntities::IsNew(Partition partition, std::string_view entity_id, uint64_t summary_hash) const {
  const auto found = summary_hashes_.find(EntityHash(partition, entity_id));
  return found == summary_hashes_.end() || found->second != summary_hash;
}

void WrittenEntities::Note(Partition partition, std::string_view entity_id, uint64_t summary_hash) {
  if (summary_hashes_.size() >= kMaxWrittenEntities) summary_hashes_.clear();
  summary_hashes_[EntityHash(partition, entity_id)] = summary_hash;
}

// A partition being changed.
struct IndexWriter::Edit {
  explicit Edit(const PartitionState& before) : state(before), columns(state) {}

  uint32_t tail_begin() const { return state.tail->begin(); }

  PartitionState state;
  ColumnEditor columns;
  std::vector<std::pair<uint32_t, DocumentTerms>> added;
  // Rows that hold removed documents, by segment begin and term, and which documents.
  std::map<std::pair<uint32_t, std::string>, std::vector<uint32_t>> purges;
};

IndexWriter::IndexWriter(const storage::Shard& shard, const PartitionStates& states, const WrittenEntities& written)
    : shard_(shard), states_(states), written_(written) {}

IndexWriter::~IndexWriter() = default;

IndexWriter::Edit& IndexWriter::EditOf(Partition partition) {
  std::unique_ptr<Edit>& edit = edits_[partition];
  if (edit != nullptr) return *edit;
  if (const auto found = states_.find(partition); found != states_.end()) {
    edit = std::make_unique<Edit>(*found->second);
  } else {
    PartitionState empty;
    empty.partition = partition;
    empty.row.add_segment_begins(0);
    empty.tail = std::make_shared<Tail>(0);
    edit = std::make_unique<Edit>(empty);
  }
  return *edit;
}

absl::Status IndexWriter::Change(Partition partition, const std::string& article_id, const ArticleChange& change) {
  Edit& edit = EditOf(partition);
  SITREP_ASSIGN_OR_RETURN(const std::optional<IdRow> known, ReadIdRow(shard_, partition, article_id));
  const bool indexed = known && known->docno != kRetractedDocno;
  if (indexed && change.tagged != nullptr && !change.retracted && known->revision > change.tagged->article.revision()) {
    return absl::OkStatus();
  }
  if (indexed) {
    SITREP_RETURN_IF_ERROR(Remove(edit, article_id, known->docno));
  }
  if (change.retracted) {
    batch_.Put(shard_.Family(kIdsFamily), IdKey(partition, article_id), EncodeIdRow({.docno = kRetractedDocno}));
  }
  if (change.tagged != nullptr) Add(edit, *change.tagged, change.append_time);
  return absl::OkStatus();
}

void IndexWriter::Add(Edit& edit, const TaggedArticle& tagged, absl::Time append_time) {
  const Partition partition = edit.state.partition;
  stored::v1::PartitionRow& row = edit.state.row;
  const uint32_t docno = row.next_docno();
  IndexedDocument document = IndexDocument(tagged, append_time);
  const stored::v1::DocumentValues& values = document.values;

  const std::string key = DocumentKey(partition, docno);
  batch_.Put(shard_.Family(kTextsFamily), key, document.text_row);
  batch_.Put(shard_.Family(kAnnotationsFamily), key, document.annotations_row);
  batch_.Put(shard_.Family(kValuesFamily), key, values.SerializeAsString());
  batch_.Put(shard_.Family(kDetailsFamily), key, document.details.SerializeAsString());
  batch_.Put(shard_.Family(kIdsFamily), IdKey(partition, values.article_id()),
             EncodeIdRow({.docno = docno, .revision = values.revision()}));

  row.set_next_docno(docno + 1);
  row.set_documents(row.documents() + 1);
  row.set_words(row.words() + values.words());
  row.set_quotes(row.quotes() + values.quotes());
  row.set_events(row.events() + values.events());
  if (values.state() == v1::Document::TAGGING_FAILED) row.set_tagging_failed(row.tagging_failed() + 1);
  edit.columns.Set(docno, ColumnsOf(values));
  edit.added.emplace_back(docno, std::move(document.terms));
}

void IndexWriter::PutEntities(Partition partition, const type::v1::Annotations& annotations) {
  std::string summary;
  for (const type::v1::EntitySummary& entity : annotations.entities()) {
    if (entity.entity_id().empty()) continue;
    summary.clear();
    entity.AppendToString(&summary);
    const uint64_t hash = Hash64(summary);
    const auto in_batch = summary_hashes_.find({partition, entity.entity_id()});
    if (in_batch != summary_hashes_.end() ? in_batch->second == hash
                                          : !written_.IsNew(partition, entity.entity_id(), hash)) {
      continue;
    }
    batch_.Put(shard_.Family(kEntitiesFamily), IdKey(partition, entity.entity_id()),
               MakeEntityRow(entity).SerializeAsString());
    summary_hashes_[{partition, entity.entity_id()}] = hash;
  }
}

absl::Status IndexWriter::Remove(Edit& edit, const std::string& article_id, uint32_t docno) {
  const Partition partition = edit.state.partition;
  stored::v1::DocumentValues values;
  SITREP_RETURN_IF_ERROR(ReadMessageRow(shard_, kValuesFamily, DocumentKey(partition, docno), values));
  // Documents of the tail leave its postings when it is sealed; until then readers know them dead.
  if (docno < edit.tail_begin()) {
    SITREP_RETURN_IF_ERROR(NotePurges(edit, docno, values));
  }

  const std::string key = DocumentKey(partition, docno);
  for (const std::string_view family : {kTextsFamily, kAnnotationsFamily, kValuesFamily, kDetailsFamily}) {
    batch_.Delete(shard_.Family(family), key);
  }
  batch_.Delete(shard_.Family(kIdsFamily), IdKey(partition, article_id));

  stored::v1::PartitionRow& row = edit.state.row;
  row.set_documents(row.documents() - 1);
  row.set_words(row.words() - values.words());
  row.set_quotes(row.quotes() - values.quotes());
  row.set_events(row.events() - values.events());
  if (values.state() == v1::Document::TAGGING_FAILED) row.set_tagging_failed(row.tagging_failed() - 1);
  edit.columns.Kill(docno);
  return absl::OkStatus();
}

absl::Status IndexWriter::NotePurges(Edit& edit, uint32_t docno, const stored::v1::DocumentValues& values) {
  const std::string key = DocumentKey(edit.state.partition, docno);
  stored::v1::DocumentText text;
  stored::v1::DocumentDetails details;
  SITREP_RETURN_IF_ERROR(ReadMessageRow(shard_, kTextsFamily, key, text));
  SITREP_RETURN_IF_ERROR(ReadMessageRow(shard_, kDetailsFamily, key, details));
  const auto& begins = edit.state.row.segment_begins();
  const uint32_t segment_begin = *std::prev(std::upper_bound(begins.begin(), begins.end(), docno));
  for (const auto& [term, occurrences] : TermsOfStored(text, values, details).terms) {
    edit.purges[{segment_begin, term}].push_back(docno);
  }
  return absl::OkStatus();
}

absl::Status IndexWriter::PurgeRows(const Edit& edit) {
  for (const auto& [where, docnos] : edit.purges) {
    const auto& [segment_begin, term] = where;
    const std::string key = TermRowKey(edit.state.partition, term, segment_begin);
    SITREP_ASSIGN_OR_RETURN(const std::optional<std::string> postings, shard_.Get(shard_.Family(kPostingsFamily), key));
    if (!postings) return storage::StoredDataCorrupt(absl::StrCat("posting row of a removed document is missing"));
    SITREP_ASSIGN_OR_RETURN(const std::optional<std::string> positions,
                            shard_.Get(shard_.Family(kPositionsFamily), key));
    const auto is_dead = [&dead = docnos](uint32_t docno) {
      return std::find(dead.begin(), dead.end(), docno) != dead.end();
    };
    SITREP_ASSIGN_OR_RETURN(const TermRows kept,
                            FilterTermRows(*postings, positions.value_or(""), segment_begin, is_dead));
    if (kept.count == 0) {
      batch_.Delete(shard_.Family(kPostingsFamily), key);
      batch_.Delete(shard_.Family(kPositionsFamily), key);
    } else {
      batch_.Put(shard_.Family(kPostingsFamily), key, PostingRow(kept.count, kept.postings));
      if (!kept.positions.empty()) batch_.Put(shard_.Family(kPositionsFamily), key, kept.positions);
    }
  }
  return absl::OkStatus();
}

void IndexWriter::SealTails() {
  // What this Apply adds is in no tail yet.
  size_t held = 0;
  for (const auto& [partition, state] : states_) held += state->end_docno() - state->tail->begin();
  const bool too_many = held >= size_t{kSealDocuments} * (states_.size() + 1) / 2;
  Edit* longest = nullptr;
  uint32_t most = 0;
  for (const auto& [partition, edit] : edits_) {
    const auto before = states_.find(partition);
    const uint32_t length = before == states_.end() ? 0 : before->second->end_docno() - edit->tail_begin();
    if (length >= 2 * kSealDocuments) {
      SealTail(*edit);
    } else if (length > most) {
      longest = edit.get();
      most = length;
    }
  }
  if (too_many && longest != nullptr) SealTail(*longest);
}

void IndexWriter::SealTail(Edit& edit) {
  const Partition partition = edit.state.partition;
  const uint32_t begin = edit.tail_begin();
  const uint32_t end = states_.at(partition)->end_docno();
  edit.state.tail->ForEach([&](const std::string& term, const Tail::List& list) {
    const auto is_dead = [&state = edit.state](uint32_t docno) { return !state.IsLive(docno); };
    const absl::StatusOr<TermRows> kept = FilterTermRows(PostingRow(0, list.postings), list.positions, begin, is_dead);
    Check(kept.ok(), "the tail holds what it was given");
    if (kept->count == 0) return;
    const std::string key = TermRowKey(partition, term, begin);
    batch_.Put(shard_.Family(kPostingsFamily), key, PostingRow(kept->count, kept->postings));
    if (!kept->positions.empty()) batch_.Put(shard_.Family(kPositionsFamily), key, kept->positions);
  });
  edit.state.row.add_segment_begins(end);
  edit.state.tail = std::make_shared<Tail>(end);
}

absl::Status IndexWriter::Finish(const CursorVector& next) {
  for (const auto& [partition, edit] : edits_) SITREP_RETURN_IF_ERROR(PurgeRows(*edit));
  SealTails();
  for (const auto& [partition, edit] : edits_) {
    batch_.Put(shard_.Family(kMetaFamily), PartitionKey(partition), edit->state.row.SerializeAsString());
  }
  batch_.Put(shard_.Family(kMetaFamily), CursorKey(), EncodeCursor(next));
  return absl::OkStatus();
}

PartitionStates IndexWriter::Publish(WrittenEntities& written) && {
  PartitionStates states = states_;
  for (auto& [partition, edit] : edits_) {
    for (const auto& [docno, terms] : edit->added) edit->state.tail->Add(docno, terms);
    states[partition] = std::make_shared<const PartitionState>(std::move(edit->state));
  }
  for (const auto& [entity, hash] : summary_hashes_) written.Note(entity.first, entity.second, hash);
  return states;
}

}  // namespace sitrep::query
