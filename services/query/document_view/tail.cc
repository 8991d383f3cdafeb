#include "services/query/document_view/tail.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "common/base/hash.h"
#include "services/query/document_view/posting_block.h"

namespace sitrep::query {

void Tail::Append(List& list, uint32_t docno, const TermOccurrences& occurrences) const {
  AppendPosting(list.postings, list.postings.empty() ? begin_ : list.last_docno, {docno, occurrences.weight});
  if (!occurrences.positions.empty()) AppendPositions(list.positions, occurrences.positions);
  list.last_docno = docno;
}

void Tail::Add(uint32_t docno, const DocumentTerms& terms) {
  absl::MutexLock lock(&mutex_);
  for (const auto& [key, occurrences] : terms.terms) {
    Append(ListOf(key), docno, occurrences);
  }
}

Tail::List& Tail::ListOf(const std::string& key) {
  if (IsRangeTerm(key)) return range_lists_[key];
  for (uint64_t hash = Hash64(key);; ++hash) {
    const auto [place, is_new] = places_.try_emplace(hash, static_cast<uint32_t>(entries_.size()));
    if (is_new) return entries_.emplace_back(Entry{key, {}}).list;
    if (Entry& entry = entries_[place->second]; entry.key == key) return entry.list;
  }
}

const Tail::List* Tail::Held(std::string_view key) const {
  if (IsRangeTerm(key)) {
    const auto found = range_lists_.find(std::string(key));
    return found == range_lists_.end() ? nullptr : &found->second;
  }
  for (uint64_t hash = Hash64(key);; ++hash) {
    const auto found = places_.find(hash);
    if (found == places_.end()) return nullptr;
    if (const Entry& entry = entries_[found->second]; entry.key == key) return &entry.list;
  }
}

std::string Tail::Postings(std::string_view key) const {
  absl::ReaderMutexLock lock(&mutex_);
  const List* list = Held(key);
  return list == nullptr ? std::string() : list->postings;
}

Tail::List Tail::Find(std::string_view key) const {
  absl::ReaderMutexLock lock(&mutex_);
  const List* list = Held(key);
  return list == nullptr ? List{} : *list;
}

void Tail::ForEachInRange(const KeyRange& range,
                          absl::FunctionRef<void(const std::string& key, const List&)> visit) const {
  absl::ReaderMutexLock lock(&mutex_);
  for (auto at = range_lists_.lower_bound(range.first); at != range_lists_.end() && at->first <= range.last; ++at) {
    visit(at->first, at->second);
  }
}

void Tail::ForEach(absl::FunctionRef<void(const std::string& key, const List&)> visit) const {
  absl::ReaderMutexLock lock(&mutex_);
  std::vector<std::pair<const std::string*, const List*>> all;
  all.reserve(entries_.size() + range_lists_.size());
  for (const Entry& entry : entries_) all.emplace_back(&entry.key, &entry.list);
  for (const auto& [key, list] : range_lists_) all.emplace_back(&key, &list);
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return *a.first < *b.first; });
  for (const auto& [key, list] : all) visit(*key, *list);
}

}  // namespace sitrep::query
