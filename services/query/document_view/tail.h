#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/btree_map.h"
#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"
#include "absl/synchronization/mutex.h"
#include "services/query/query_language/document_terms.h"

namespace sitrep::query {

// The postings of a partition's newest documents, in memory until there are enough of them for rows of decent size:
// writing a row a term and commit would cost several times as much as all else. Nothing is lost with it: the documents
// are stored, and a restart reads them again. Documents only come; those that die meanwhile are told apart by the
// reader's own state, which also hides those that came later. Thread-safe; one writer.
class Tail {
 public:
  // Posting and position bytes of a term as posting_block.h lays them out; the segment begins at begin().
  struct List {
    std::string postings;
    std::string positions;
    uint32_t last_docno = 0;
  };

  explicit Tail(uint32_t begin) : begin_(begin) {}

  uint32_t begin() const { return begin_; }

  // REQUIRES: `docno` grows.
  void Add(uint32_t docno, const DocumentTerms& terms) ABSL_LOCKS_EXCLUDED(mutex_);

  // A copy, empty when the term does not occur.
  std::string Postings(std::string_view key) const ABSL_LOCKS_EXCLUDED(mutex_);
  List Find(std::string_view key) const ABSL_LOCKS_EXCLUDED(mutex_);

  // Every term of a range of keys, in order. `visit` must not call back.
  void ForEachInRange(const KeyRange& range, absl::FunctionRef<void(const std::string& key, const List&)> visit) const
      ABSL_LOCKS_EXCLUDED(mutex_);
  // Every term, sorted by key.
  void ForEach(absl::FunctionRef<void(const std::string& key, const List&)> visit) const ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  struct Entry {
    std::string key;
    List list;
  };
  // Hashes are spread already.
  struct AsItIs {
    size_t operator()(uint64_t hash) const { return hash; }
  };

  List& ListOf(const std::string& key) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Null when the term does not occur.
  const List* Held(std::string_view key) const ABSL_SHARED_LOCKS_REQUIRED(mutex_);
  void Append(List& list, uint32_t docno, const TermOccurrences& occurrences) const;

  const uint32_t begin_;
  mutable absl::Mutex mutex_;
  // Where in entries_ each term is, by Hash64 of its key; of two keys with one hash the later has the next free number.
  // Entries apart from the table keep it small enough for the processor's cache.
  absl::flat_hash_map<uint64_t, uint32_t, AsItIs> places_ ABSL_GUARDED_BY(mutex_);
  std::deque<Entry> entries_ ABSL_GUARDED_BY(mutex_);
  // Those that are looked up by range.
  absl::btree_map<std::string, List> range_lists_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace sitrep::query
