#include "services/tagger/annotators/contractions.h"

#include "services/tagger/annotators/characters.h"
#include "services/tagger/annotators/word_table.h"

namespace sitrep::tagger {
namespace {

// Where the second word begins.
constexpr WordEntry<uint8_t> kContractionEntries[] = {
    {"aint", 2},   {"arent", 3}, {"cannot", 3},   {"cant", 2},   {"couldnt", 5}, {"didnt", 3},  {"doesnt", 4},
    {"dont", 2},   {"gimme", 3}, {"gonna", 3},    {"gotta", 3},  {"hadnt", 3},   {"hasnt", 3},  {"havent", 4},
    {"heres", 4},  {"hes", 2},   {"im", 1},       {"isnt", 2},   {"itll", 2},    {"ive", 1},    {"lemme", 3},
    {"outta", 3},  {"shes", 3},  {"shouldnt", 6}, {"thats", 4},  {"theres", 5},  {"theyll", 4}, {"theyre", 4},
    {"theyve", 4}, {"wanna", 3}, {"wasnt", 3},    {"werent", 4}, {"whats", 4},   {"wont", 2},   {"wouldnt", 5},
    {"youll", 3},  {"youre", 3}, {"youve", 3},
};
constexpr WordTable kContractions(kContractionEntries);

constexpr std::string_view kBehindItsWords[] = {"a",   "an",      "been",   "definitely", "just",
                                                "not", "nothing", "really", "the"};

// After the tokenisation guidelines of the English treebanks.
constexpr std::string_view kPrefixWords[] = {
    "agro", "ante",  "anti",  "arch",  "be",    "bi",    "bio",   "co",    "counter", "cross",  "cyber", "de",
    "e",    "ex",    "extra", "inter", "intra", "macro", "mega",  "micro", "mid",     "mini",   "multi", "neo",
    "non",  "over",  "para",  "peri",  "post",  "pre",   "pro",   "proto", "pseudo",  "psycho", "quasi", "re",
    "semi", "socio", "sub",   "super", "tri",   "uh",    "ultra", "un",    "uni",
};
constexpr WordSet kPrefixes(kPrefixWords);
constexpr std::string_view kSuffixes[] = {"esque", "itis", "oh", "wise"};

constexpr std::string_view kUnitWords[] = {
    "AM", "C",   "F", "GB", "GW", "K",   "KB",   "KM",  "M",  "MB", "MM",  "MW", "PM",  "TB", "am",  "bn",  "c",
    "cc", "cm",  "f", "ft", "gb", "hh",  "hr",   "hrs", "in", "k",  "kb",  "kg", "kgs", "km", "kms", "kph", "kw",
    "lb", "lbs", "m", "mb", "mg", "min", "mins", "ml",  "mm", "mn", "mph", "oz", "pm",  "sq", "tn",  "yr",  "yrs",
};
constexpr WordSet kUnits(kUnitWords);

// Where the clitic at the end of `word` begins; 0 when there is none.
size_t LastClitic(std::string_view word) {
  for (const std::string_view letters : {"s", "t", "m", "d", "re", "ve", "ll"}) {
    if (word.size() <= letters.size() + 1 || !word.ends_with(letters)) continue;
    const size_t apostrophe_end = word.size() - letters.size();
    size_t apostrophe = apostrophe_end - 1;
    while (apostrophe > 0 && (static_cast<unsigned char>(word[apostrophe]) & 0xC0) == 0x80) --apostrophe;
    const Character c = CharacterAt(word, apostrophe);
    if (c.character_class != CharacterClass::kApostrophe || apostrophe + c.length != apostrophe_end) continue;
    if (letters != "t") return apostrophe;
    return apostrophe > 1 && word[apostrophe - 1] == 'n' ? apostrophe - 1 : 0;
  }
  return 0;
}

}  // namespace

WordCuts CliticCuts(std::string_view word) {
  WordCuts backwards;
  while (backwards.count < backwards.offsets.size()) {
    const size_t cut = LastClitic(word);
    if (cut == 0) break;
    backwards.offsets[backwards.count++] = static_cast<uint32_t>(cut);
    word = word.substr(0, cut);
  }
  WordCuts cuts;
  while (backwards.count > 0) cuts.offsets[cuts.count++] = backwards.offsets[--backwards.count];
  return cuts;
}

WordCuts ContractionCuts(std::string_view word) {
  WordCuts cuts;
  if (const uint8_t* cut = kContractions.Find(word)) cuts.offsets[cuts.count++] = *cut;
  return cuts;
}

bool IsContractedIts(std::string_view next) { return IsOneOf(kBehindItsWords, next); }
bool BindsToTheRight(std::string_view piece) { return kPrefixes.Contains(piece); }
bool BindsToTheLeft(std::string_view piece) { return IsOneOf(kSuffixes, piece); }

std::vector<std::string_view> HyphenPieces(std::string_view lower) {
  std::vector<std::string_view> pieces;
  size_t begin = 0;
  for (size_t hyphen = lower.find('-'); hyphen != std::string_view::npos; hyphen = lower.find('-', hyphen + 1)) {
    const size_t next = hyphen + 1;
    if (BindsToTheRight(lower.substr(begin, hyphen - begin)) ||
        BindsToTheLeft(lower.substr(next, lower.find('-', next) - next))) {
      continue;
    }
    pieces.push_back(lower.substr(begin, hyphen - begin));
    pieces.push_back(lower.substr(hyphen, 1));
    begin = next;
  }
  pieces.push_back(lower.substr(begin));
  return pieces;
}

bool IsUnitBehindNumber(std::string_view letters) { return kUnits.Contains(letters); }

}  // namespace sitrep::tagger
