#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "common/base/cursor.h"
#include "common/base/ids.h"
#include "services/query/document_view/document_set.h"
#include "services/query/document_view/tail.h"
#include "sitrep/query/stored/v1/document_view.pb.h"

namespace sitrep::query {

// Stands for an absent publication time in columns and ranks; less than every time there is.
inline constexpr int64_t kUndatedUnixS = std::numeric_limits<int64_t>::min();
inline constexpr int32_t kUndatedDay = std::numeric_limits<int32_t>::min();

// What ranking, ordering and date filters need of every document, in memory: 24 bytes and a bit.
struct ColumnChunk {
  static constexpr uint32_t kDocuments = 1024;
  std::array<uint32_t, kDocuments> words{};
  std::array<int64_t, kDocuments> publication_unix_s{};
  std::array<int32_t, kDocuments> publication_day{};
  std::array<uint64_t, kDocuments> id_hash{};
  std::array<uint64_t, kDocuments / 64> live{};
};

struct ColumnValues {
  uint32_t words = 0;
  int64_t publication_unix_s = kUndatedUnixS;
  int32_t publication_day = kUndatedDay;
  uint64_t id_hash = 0;  // Hash64 of the article id: orders documents that are equal in all else.
};

// One partition between two Applies. Chunks are shared between successive states and copied when written to, so that a
// reader keeps its state as long as it likes and a writer copies a few kilobytes. Immutable once published.
struct PartitionState {
  Partition partition;
  // Numbers, segments and counts as they are stored.
  stored::v1::PartitionRow row;
  std::vector<std::shared_ptr<const ColumnChunk>> chunks;
  // Postings of documents from tail->begin() on; those before are in rows.
  std::shared_ptr<Tail> tail;

  uint32_t end_docno() const { return row.next_docno(); }
  bool IsLive(uint32_t docno) const;
  uint32_t Words(uint32_t docno) const { return Chunk(docno).words[docno % ColumnChunk::kDocuments]; }
  int64_t PublicationUnixS(uint32_t docno) const {
    return Chunk(docno).publication_unix_s[docno % ColumnChunk::kDocuments];
  }
  int32_t PublicationDay(uint32_t docno) const { return Chunk(docno).publication_day[docno % ColumnChunk::kDocuments]; }
  uint64_t IdHash(uint32_t docno) const { return Chunk(docno).id_hash[docno % ColumnChunk::kDocuments]; }
  DocumentSet LiveDocuments() const;

 private:
  const ColumnChunk& Chunk(uint32_t docno) const { return *chunks[docno / ColumnChunk::kDocuments]; }
};

// Writes into the columns of a state not yet published, copying each chunk on first touch.
class ColumnEditor {
 public:
  explicit ColumnEditor(PartitionState& state) : state_(state), own_(state.chunks.size()) {}

  // REQUIRES: docno < state.row.next_docno().
  void Set(uint32_t docno, const ColumnValues& values);
  void Kill(uint32_t docno);
  // Makes room for every number given out, for states whose last documents died.
  void Grow();

 private:
  ColumnChunk& Own(uint32_t docno);

  PartitionState& state_;
  std::vector<ColumnChunk*> own_;  // Those this editor may write to; null otherwise.
};

}  // namespace sitrep::query
