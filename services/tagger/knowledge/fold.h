#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sitrep::tagger {

// The key under which a name is looked up: lower case, no diacritics (NFKD, and letters without decomposition such as
// ł, ø, ß, ı, ə); hyphens, dashes, slashes and commas become spaces and "&" becomes "and"; a possessive "'s" at the end
// of a word, apostrophes, full stops and all else vanish; runs of spaces are one. "Al-Qa'ida" -> "al qaida",
// "U.N." -> "un", "Côte d’Ivoire" -> "cote divoire". Malformed UTF-8 is skipped. Other scripts keep their letters.
// scripts/knowledge/fold.py is the same function in Python: change both or neither.
std::string FoldName(std::string_view surface);

// As FoldName, appending to `out`, which the caller reuses; no separator is written. Returns false when nothing was
// left.
bool AppendFolded(std::string_view surface, std::string& out);

// A coarser key under which romanisations of one name meet: Zelensky, Zelenskyy, Zelenskiy and Zelenskyi; Mohammed and
// Muhammad; Qaddafi and Kadhafi; Peskov and Peskow. Input is a folded name. Doubled letters fall together, and so do
// a/e, o/u/ou, i/y and a final j, w/v, q/k/c, kh/h, gh/g, dh/d, th/t, ts/tz/z, zh/dj/j, ph/f; the glide of ya, ie, yu
// is dropped, and so is a leading article al/el/ul/ad/ash. Only good for names known to be prominent: it brings
// unrelated names together, too.
std::string TransliterationKey(std::string_view folded);

// Hash of a folded name; stable across processes and versions (XXH64), stored in gazetteer.bin.
uint64_t NameHash(std::string_view folded);

}  // namespace sitrep::tagger
