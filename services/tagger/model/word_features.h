#pragma once

#include <string>
#include <string_view>

namespace sitrep::tagger {

// What the reader sees of a word, from its form alone. scripts/train computes the same in Python; both sides are held
// together by tests/golden.
struct WordFeatures {
  std::string lower;       // As AppendPlainLower.
  std::string zero_lower;  // `lower` with every digit a 0.
  std::string zero_cased;  // The same in the case of the text.
  std::string shape;       // "Xxx", "xx-00": runs of the same kind of character cut to three.

  // Views into zero_lower, by code points.
  std::string_view prefix3() const;
  std::string_view suffix3() const;
  std::string_view suffix2() const;
};

// The form with curly and angled quotation marks, primes and dashes made plain; its lower case, letter by letter.
// Malformed bytes become U+FFFD.
void AppendPlain(std::string_view form, std::string& out);
void AppendPlainLower(std::string_view form, std::string& out);

// Overwrites `features`, to spare allocations.
void ReadFeatures(std::string_view form, WordFeatures& features);

}  // namespace sitrep::tagger
