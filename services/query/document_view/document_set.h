#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace sitrep::query {

// A set of document numbers below `size`, one bit each: partitions hold some ten thousand documents, so whole sets are
// a few kilobytes and set operations a few hundred words. A plain value.
class DocumentSet {
 public:
  explicit DocumentSet(uint32_t size) : size_(size), words_((size + 63) / 64) {}

  uint32_t size() const { return size_; }
  // REQUIRES: docno < size().
  void Add(uint32_t docno) { words_[docno / 64] |= uint64_t{1} << (docno % 64); }
  void Remove(uint32_t docno) { words_[docno / 64] &= ~(uint64_t{1} << (docno % 64)); }
  bool Contains(uint32_t docno) const { return docno < size_ && (words_[docno / 64] >> (docno % 64) & 1) != 0; }
  // The bits of documents [64 * i, 64 * i + 64).
  void SetWord(size_t i, uint64_t bits) { words_[i] = bits; }

  // Of sets of the same size.
  void And(const DocumentSet& other) {
    for (size_t i = 0; i < words_.size(); ++i) words_[i] &= other.words_[i];
  }
  void Or(const DocumentSet& other) {
    for (size_t i = 0; i < words_.size(); ++i) words_[i] |= other.words_[i];
  }
  void AndNot(const DocumentSet& other) {
    for (size_t i = 0; i < words_.size(); ++i) words_[i] &= ~other.words_[i];
  }

  uint32_t Count() const {
    uint32_t count = 0;
    for (const uint64_t word : words_) count += static_cast<uint32_t>(std::popcount(word));
    return count;
  }
  bool Empty() const {
    for (const uint64_t word : words_) {
      if (word != 0) return false;
    }
    return true;
  }

  // In growing order.
  template <typename Visit>
  void ForEach(Visit visit) const {
    for (size_t i = 0; i < words_.size(); ++i) {
      for (uint64_t word = words_[i]; word != 0; word &= word - 1) {
        visit(static_cast<uint32_t>(i * 64) + static_cast<uint32_t>(std::countr_zero(word)));
      }
    }
  }

 private:
  uint32_t size_;
  std::vector<uint64_t> words_;
};

}  // namespace sitrep::query
