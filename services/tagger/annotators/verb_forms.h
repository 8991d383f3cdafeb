#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"

namespace sitrep::tagger::events {

struct VerbFormWord {
  std::string word;
  uint8_t forms = 0;  // VerbForm bits of event_lexicon.h.
};

// Inflection of English verbs: regular spelling, told which verbs are irregular and which double their last consonant.
class VerbForms {
 public:
  // "hold/held/held" or, with an -ing form that spelling does not give, "set/set/set/setting".
  absl::Status AddIrregular(std::string_view forms);
  absl::Status AddDoubled(std::string_view lemma);

  // Every form once, forms that look alike joined.
  std::vector<VerbFormWord> FormsOf(std::string_view lemma) const;

 private:
  struct Irregular {
    std::string past;
    std::string participle;
    std::string ing;
  };

  absl::flat_hash_map<std::string, Irregular> irregular_;
  absl::flat_hash_set<std::string> doubled_;
};

// "city" -> "cities", "clash" -> "clashes".
std::string PluralOf(std::string_view noun);

}  // namespace sitrep::tagger::events
