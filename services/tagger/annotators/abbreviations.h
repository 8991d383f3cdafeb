#pragma once

#include <string_view>

// Abbreviations that English news writes with a full stop. Constant tables, thread-safe.
namespace sitrep::tagger {

enum class AbbreviationKind : unsigned char {
  kNone,
  kTitle,         // A name follows: "Gen.", "Mr.", "St.". Never ends a sentence.
  kOrdinary,      // May end a sentence: "Inc.", "etc.", "Calif.".
  kBeforeNumber,  // An abbreviation only when a number follows or precedes: "No.", "Mar.".
};

// `word` in lower case, without its last full stop: "gen", "ph.d".
AbbreviationKind KindOfAbbreviation(std::string_view word);

// "the", "he", "but", ...: words in lower case whose capital letter after an abbreviation speaks for a new sentence.
bool IsSentenceStarter(std::string_view word);

}  // namespace sitrep::tagger
