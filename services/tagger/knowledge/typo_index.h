#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "services/tagger/knowledge/name_index.h"

namespace sitrep::tagger {

// Prominent names, found in spite of one typing error: an inserted, missing, wrong or swapped letter, never the first.
// Symmetric deletes (Garbe, SymSpell): a name and a query that differ by one error share a form with one letter
// deleted. Filled with Add, closed with Build, then immutable.
class TypoIndex {
 public:
  // Shorter names are too close to each other.
  static constexpr size_t kMinLetters = 6;
  // Longer ones are not looked up, which bounds the work.
  static constexpr size_t kMaxLetters = 64;

  struct Name {
    std::string folded;
    NameRef ref;
  };

  void Add(std::string folded, NameRef ref) { names_.push_back({std::move(folded), ref}); }
  void Build();
  // Names one error away from the folded query, never the query itself, nor one that has only an "s" more or less.
  std::vector<NameRef> Find(std::string_view folded) const;
  const std::vector<Name>& names() const { return names_; }

 private:
  static constexpr uint32_t kBucketBits = 16;
  static uint32_t BucketOf(uint32_t hash) { return hash >> (32 - kBucketBits); }

  std::vector<Name> names_;
  std::vector<std::pair<uint32_t, uint32_t>> forms_;  // Hash of a form and its name, sorted.
  // Where in `forms_` the hashes with each value of the top bits begin.
  std::vector<uint32_t> begins_ = std::vector<uint32_t>((size_t{1} << kBucketBits) + 1);
};

// True when `a` becomes `b` by one insertion, deletion, substitution or swap of neighbours (restricted
// Damerau-Levenshtein distance 1).
bool IsOneErrorAway(std::string_view a, std::string_view b);

}  // namespace sitrep::tagger
