#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "services/tagger/annotators/place_resolver.h"
#include "services/tagger/knowledge/knowledge_base.h"

namespace sitrep::tagger {

// One name of a person as a text has it, all its mentions together.
struct PersonName {
  std::string folded;          // FoldName of the surface.
  std::string surface;         // As first written.
  uint32_t first_mention = 0;  // Where it comes first.
  // An office beside some mention, and its country ("UA"), first-order area ("US-TX") or nothing.
  struct Office {
    std::string_view id;
    std::string country;
  };
  std::vector<Office> offices;

  // Set by Resolve. The entity, or none and `same_as` the index of the fuller name it is short for (its own if none).
  EntityHandle entity = kNoEntity;
  size_t same_as = 0;
  float score = 0;
};

// Decides which people the names of one text mean. A single word is first sought among those the text names in full.
// `day` is the day of publication, if known.
void ResolvePersons(const KnowledgeBase& knowledge, const CountryWeights& countries, std::optional<EpochDay> day,
                    std::vector<PersonName>& names);

}  // namespace sitrep::tagger
