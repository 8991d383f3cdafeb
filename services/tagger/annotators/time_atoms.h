#pragma once

#include <cstdint>
#include <vector>

#include "services/tagger/annotators/time_lexicon.h"
#include "services/tagger/document/document.h"

namespace sitrep::tagger {

// A token, or the part of one behind a prefix and its hyphen, as far as time expressions care.
struct Atom {
  TimeWord word = TimeWord::kOther;
  int64_t value = 0;
  uint32_t token = 0;
  bool joined = false;  // A hyphen and no space before it.
  bool leads = true;    // The first or only piece of a hyphenated word.
  bool ends = true;     // The last or only one.
  bool number = false;  // Could also be a number: a year or an ordinal is one, too.
};

// Of an atom that is a kRelation: -1 last, 0 this, 1 next.
inline int RelationOf(const Atom& atom) {
  return atom.value == kRolling ? -1 : atom.value == kCurrent ? 0 : static_cast<int>(atom.value);
}

// The atoms of tokens [first, end), into `atoms`. False when nothing among them can begin a time expression.
bool ReadAtoms(const Document& document, uint32_t first, uint32_t end, std::vector<Atom>& atoms);

}  // namespace sitrep::tagger
