#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"

namespace sitrep::tagger {

// What a word, by itself, says about names around it. Bits; a word may have several.
enum NameClue : uint32_t {
  kFunctionWord = 1u << 0,       // "the", "he", "in": stands in names only in the middle.
  kCalendarWord = 1u << 1,       // "Monday", "March".
  kOrdinaryWord = 1u << 2,       // Mostly written in lower case.
  kPersonTitle = 1u << 3,        // "Mr.", "Gen.", "Sheikh": a person's name follows.
  kPersonNoun = 1u << 4,         // "spokesman", "lawmaker": a person's name may follow.
  kOrganisationHead = 1u << 5,   // Last word of an organisation's name: "Ministry", "Inc."
  kTakesOf = 1u << 6,            // Its name may go on with "of" or "for": "Ministry of Defence".
  kPlaceHead = 1u << 7,          // Last word of a place's name: "River", "Oblast".
  kPlacePrefix = 1u << 8,        // First word of a place's name: "Lake", "Mount".
  kEventHead = 1u << 9,          // "War", "Summit".
  kDocumentHead = 1u << 10,      // "Treaty", "Resolution".
  kWeapon = 1u << 11,            // "HIMARS", "Kalashnikov".
  kPlacePreposition = 1u << 12,  // "in", "near".
  kReportingVerb = 1u << 13,     // "said", "told".
  kNameParticle = 1u << 14,      // "van", "al": lower-case inside a person's name.
  kEvent = 1u << 15,             // An event by itself: "Holocaust", "Brexit".
  kDirection = 1u << 17,         // "South" in "South Ossetian".
  kEventPrefix = 1u << 18,       // "Hurricane", "Operation".
  kNoName = 1u << 16,            // In capitals, but no name: "TV", "GDP", "CEO".
};

// Word lists for finding names: closed lists of the code and the ordinary words of models/names. Immutable once loaded,
// thread-safe.
class NameLexicon {
 public:
  // Reads `models_dir`/names/ordinary_words.txt, one lower-case word a line. NOT_FOUND when it cannot be read.
  static absl::StatusOr<NameLexicon> Load(const std::string& models_dir);

  // The clues of a word in lower case, a last full stop ignored; 0 when none are known.
  uint32_t CluesOf(std::string_view lower) const;

  // XXH3 of the file read, part of the version of every annotator that uses it.
  uint64_t checksum() const { return checksum_; }

 private:
  NameLexicon() = default;

  // By Hash64 of the word: a third of the time a table of strings takes, once a token.
  absl::flat_hash_map<uint64_t, uint32_t> clues_;
  uint64_t checksum_ = 0;
};

// PLOVER sector of an organisation by a head word in lower case: "ministry" -> "GOV"; empty when it tells none.
std::string_view SectorOfHead(std::string_view lower);

}  // namespace sitrep::tagger
