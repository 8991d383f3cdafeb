#pragma once

#include <algorithm>
#include <cstdint>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/types/span.h"

namespace sitrep::tagger {

// That an entity bears a name, and how.
struct NameRef {
  uint32_t entity = 0;  // Value of an EntityHandle.
  bool alias = false;
  bool surname = false;
  bool needs_context = false;
  bool acronym = false;
};

// Names by hash, each with the entities that bear it. Filled once with Add, closed with Build, then immutable.
class NameIndex {
  using Entry = std::pair<uint64_t, NameRef>;

  static auto Order(const Entry& entry) {
    return std::tuple(entry.first, entry.second.entity, entry.second.surname, entry.second.alias,
                      entry.second.needs_context, entry.second.acronym);
  }

 public:
  void Add(uint64_t hash, NameRef name) { entries_.emplace_back(hash, name); }

  // Keeps the strongest claim where an entity bears a name twice: canonical, alias, surname.
  void Build() {
    std::sort(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) { return Order(a) < Order(b); });
    // Written once without capitals or unambiguously, it may be read so.
    size_t kept = 0;
    for (const Entry& entry : entries_) {
      if (kept > 0 && entries_[kept - 1].first == entry.first &&
          entries_[kept - 1].second.entity == entry.second.entity) {
        entries_[kept - 1].second.acronym &= entry.second.acronym;
        entries_[kept - 1].second.needs_context &= entry.second.needs_context;
      } else {
        entries_[kept++] = entry;
      }
    }
    entries_.resize(kept);
    names_.reserve(entries_.size());
    for (const auto& [hash, name] : entries_) names_.push_back(name);
    ranges_.reserve(entries_.size());
    for (uint32_t begin = 0, end = 0; begin < entries_.size(); begin = end) {
      while (end < entries_.size() && entries_[end].first == entries_[begin].first) ++end;
      ranges_.emplace(entries_[begin].first, std::pair(begin, end - begin));
    }
    entries_ = {};
  }

  // The entities that bear the name, by handle; empty when none does.
  absl::Span<const NameRef> Find(uint64_t hash) const {
    const auto found = ranges_.find(hash);
    if (found == ranges_.end()) return {};
    return {names_.data() + found->second.first, found->second.second};
  }

 private:
  std::vector<Entry> entries_;
  std::vector<NameRef> names_;
  absl::flat_hash_map<uint64_t, std::pair<uint32_t, uint32_t>> ranges_;
};

// For every word that begins a name, how many words the longest such name has: what lets a scan pass over a word with
// one probe. 28 bits of the word's hash stand for it, so 4 in 1,000 unknown words are taken for known, which costs time
// only.
class FirstWords {
 public:
  // Room for `count` words at half load.
  void Reserve(size_t count) {
    while (slots_.size() < 2 * count) slots_.resize(slots_.size() * 2);
  }

  // Entries as Gazetteer::first_words has them. REQUIRES: within what was reserved.
  void Add(uint64_t hash, uint32_t words) {
    const auto tag = static_cast<uint32_t>(hash >> 36) << 4;
    for (size_t i = Slot(tag);; i = (i + 1) & (slots_.size() - 1)) {
      if (slots_[i] == 0) slots_[i] = tag;
      if ((slots_[i] & ~15u) != tag) continue;
      slots_[i] = tag | std::max(slots_[i] & 15u, std::min(words, 15u));
      return;
    }
  }
  void AddEntry(uint32_t entry) { Add(static_cast<uint64_t>(entry >> 4) << 36, entry & 15u); }

  // 0 when no name begins with the word.
  uint32_t MaxWords(uint64_t hash) const {
    const auto tag = static_cast<uint32_t>(hash >> 36) << 4;
    for (size_t i = Slot(tag); slots_[i] != 0; i = (i + 1) & (slots_.size() - 1)) {
      if ((slots_[i] & ~15u) == tag) return slots_[i] & 15u;
    }
    return 0;
  }

 private:
  size_t Slot(uint32_t tag) const { return (tag >> 4) & (slots_.size() - 1); }

  std::vector<uint32_t> slots_ = std::vector<uint32_t>(1024);
};

}  // namespace sitrep::tagger
