#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string_view>

namespace sitrep::tagger {

template <typename Value>
struct WordEntry {
  std::string_view word;
  Value value;
};

// A fixed table from words to values, laid out by the compiler: no start-up work, no allocation, thread-safe. Words are
// compared byte by byte, so both sides are in lower case. A word that is listed twice does not compile; an empty
// one is never found.
//
//   constexpr WordEntry<int> kEntries[] = {{"one", 1}, {"two", 2}};
//   constexpr WordTable kTable(kEntries);
template <typename Value, size_t kWords>
class WordTable {
 public:
  using Entry = WordEntry<Value>;

  consteval explicit WordTable(const Entry (&entries)[kWords]) {
    std::copy(std::begin(entries), std::end(entries), entries_.begin());
    std::ranges::sort(entries_, [](const Entry& a, const Entry& b) {
      return Bucket(a.word) != Bucket(b.word) ? Bucket(a.word) < Bucket(b.word) : a.word < b.word;
    });
    for (size_t i = 0; i + 1 < kWords; ++i) {
      if (!entries_[i].word.empty() && entries_[i].word == entries_[i + 1].word) throw "a word is listed twice";
    }
    for (const Entry& entry : entries_) ++begins_[Bucket(entry.word) + 1];
    for (size_t i = 0; i < kBuckets; ++i) begins_[i + 1] += begins_[i];
  }

  // nullptr when `word` is not listed.
  constexpr const Value* Find(std::string_view word) const {
    if (word.empty()) return nullptr;
    const size_t bucket = Bucket(word);
    for (size_t i = begins_[bucket]; i < begins_[bucket + 1]; ++i) {
      if (entries_[i].word == word) return &entries_[i].value;
    }
    return nullptr;
  }

  constexpr bool Contains(std::string_view word) const { return Find(word) != nullptr; }

 private:
  static constexpr size_t kBuckets = 512;

  // First letter, last letter and length tell most words apart.
  static constexpr size_t Bucket(std::string_view word) {
    if (word.empty()) return 0;
    const auto first = static_cast<unsigned char>(word.front());
    const auto last = static_cast<unsigned char>(word.back());
    return (first * 37u + last * 11u + static_cast<unsigned>(word.size()) * 101u) % kBuckets;
  }

  std::array<Entry, kWords> entries_{};
  std::array<uint16_t, kBuckets + 1> begins_{};
};

// For lists too short to need a table.
template <size_t kWords>
constexpr bool IsOneOf(const std::string_view (&words)[kWords], std::string_view word) {
  return std::ranges::find(words, word) != std::end(words);
}

// The value of a table that is a set.
struct Listed {};

template <size_t kWords>
class WordSet {
 public:
  consteval explicit WordSet(const std::string_view (&words)[kWords]) : table_(Entries(words).entries) {}

  constexpr bool Contains(std::string_view word) const { return table_.Contains(word); }

 private:
  using Table = WordTable<Listed, kWords>;
  struct EntryArray {
    typename Table::Entry entries[kWords];
  };

  static consteval EntryArray Entries(const std::string_view (&words)[kWords]) {
    EntryArray result{};
    for (size_t i = 0; i < kWords; ++i) result.entries[i].word = words[i];
    return result;
  }

  Table table_;
};

}  // namespace sitrep::tagger
