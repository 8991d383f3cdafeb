#include "services/query/document_view/partition_state.h"

namespace sitrep::query {

bool PartitionState::IsLive(uint32_t docno) const {
  if (docno >= end_docno()) return false;
  const uint32_t at = docno % ColumnChunk::kDocuments;
  return (Chunk(docno).live[at / 64] >> (at % 64) & 1) != 0;
}

DocumentSet PartitionState::LiveDocuments() const {
  DocumentSet live(end_docno());
  constexpr size_t kWords = ColumnChunk::kDocuments / 64;
  const size_t words = (end_docno() + 63) / 64;
  for (size_t i = 0; i < words; ++i) live.SetWord(i, chunks[i / kWords]->live[i % kWords]);
  return live;
}

void ColumnEditor::Set(uint32_t docno, const ColumnValues& values) {
  ColumnChunk& chunk = Own(docno);
  const uint32_t at = docno % ColumnChunk::kDocuments;
  chunk.words[at] = values.words;
  chunk.publication_unix_s[at] = values.publication_unix_s;
  chunk.publication_day[at] = values.publication_day;
  chunk.id_hash[at] = values.id_hash;
  chunk.live[at / 64] |= uint64_t{1} << (at % 64);
}

void ColumnEditor::Kill(uint32_t docno) {
  const uint32_t at = docno % ColumnChunk::kDocuments;
  Own(docno).live[at / 64] &= ~(uint64_t{1} << (at % 64));
}

void ColumnEditor::Grow() {
  if (state_.end_docno() > 0) Own(state_.end_docno() - 1);
}

ColumnChunk& ColumnEditor::Own(uint32_t docno) {
  const size_t i = docno / ColumnChunk::kDocuments;
  while (state_.chunks.size() <= i) {
    auto chunk = std::make_shared<ColumnChunk>();
    own_.push_back(chunk.get());
    state_.chunks.push_back(std::move(chunk));
  }
  if (own_[i] == nullptr) {
    auto copy = std::make_shared<ColumnChunk>(*state_.chunks[i]);
    own_[i] = copy.get();
    state_.chunks[i] = std::move(copy);
  }
  return *own_[i];
}

}  // namespace sitrep::query
