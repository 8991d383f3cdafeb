#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

// Where English Universal Dependencies divides what is written as one word into syntactic words. Pure functions,
// thread-safe.
namespace sitrep::tagger {

// Offsets into a word at which its further syntactic words begin, in order.
struct WordCuts {
  std::array<uint32_t, 3> offsets{};
  size_t count = 0;
};

// The clitics of a word that has an apostrophe: "do" "n't", "who" "'d" "'ve", "Ukraine" "'s". `word` is in lower case.
WordCuts CliticCuts(std::string_view word);

// Contractions that have none: "can" "not", "gon" "na", "do" "nt". `word` is in lower case.
WordCuts ContractionCuts(std::string_view word);

// Whether "its" is "it" "s" before `next`, the word behind it in lower case: no possessive goes before an article or
// "not".
bool IsContractedIts(std::string_view next);

// "anti", "non", "mid", ...: with the hyphen and what follows they are one word, while all other hyphens are words of
// their own. `piece` is in lower case.
bool BindsToTheRight(std::string_view piece);

// "wise", "esque": the same with what precedes the hyphen.
bool BindsToTheLeft(std::string_view piece);

// The tokens of a hyphenated word that is no code: "cease" "-" "fire", "anti-war". For lists that name such words.
std::vector<std::string_view> HyphenPieces(std::string_view lower);

// "km", "m", "pm": letters that are a word of their own behind a number. `letters` as written: "5G" and "1980s" are
// whole.
bool IsUnitBehindNumber(std::string_view letters);

}  // namespace sitrep::tagger
