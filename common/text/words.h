#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/functional/function_ref.h"

// Words as the search index and the fingerprint know them; the tagger's tokens are another thing. Pure functions,
// thread-safe.
namespace sitrep::text {

// One word of a text, by the default word boundaries of UAX #29 as ICU implements them (so "don't", "10,000", "@handle"
// and "U.S" are one word each; Chinese, Japanese and Thai are split by dictionary), provided it holds a letter or a
// digit.
struct Word {
  uint32_t begin_byte = 0;  // Of the word as written, possessive included.
  uint32_t end_byte = 0;
  uint32_t position = 0;  // 0, 1, 2, ... within the text; what phrases count.
  std::string_view fold;  // FoldForSearch without a possessive 's and a handle's @: for exact words and phrases.
  std::string_view term;  // `fold` stemmed: what the index is keyed by.
};

// Calls `visit` for every word in order. The views of a Word are valid during the call only.
void ForEachWord(std::string_view text, absl::FunctionRef<void(const Word&)> visit);

// Length to which the stem of a folded word is cut and whether "y" then follows.
//
// The stemmer removes plural endings only (the "S" stemmer of Harman, How effective is suffixing?, JASIS 42(1), 1991):
// it joins talk/talks, city/cities, but keeps organise and organ apart, which stronger stemmers do not, and it never
// touches a word with a letter outside a-z.
struct Stem {
  uint32_t length = 0;
  bool append_y = false;
};
Stem StemOf(std::string_view fold);

// The word's term as a string of its own: for query words that are known to be single.
std::string TermOf(std::string_view fold);

}  // namespace sitrep::text
