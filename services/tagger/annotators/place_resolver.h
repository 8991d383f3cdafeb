#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "services/tagger/knowledge/knowledge_base.h"

namespace sitrep::tagger {

// One place name of a text with all it may mean.
struct PlaceName {
  struct Option {
    Entity entity;
    float prior = 0;  // See Candidate::prior.
    float score = 0;
  };
  std::vector<Option> options;
  uint32_t mentions = 1;
  // Said beside the name: "Paris, Texas", "Odessa, Ukraine". Empty when nothing was.
  std::string qualifier_country;
  std::string qualifier_admin1;  // GeoNames code within that country.
  // A governor or a member of a parliament of states stands beside the name: "Georgia Gov.".
  bool governed = false;
  int chosen = -1;       // Index of the best option; -1 when there are none. Set by Resolve.
  float confidence = 0;  // Share of its score among all options.
};

// How often a text speaks of each country (ISO code), by whatever names it.
using CountryWeights = std::map<std::string, float, std::less<>>;

// Decides together what the place names of one text mean: an option gains by its prior, by what is said beside the
// name, by mentions of its country and first-order area elsewhere, and by lying near other places of the text (spatial
// minimality; Leidner, Toponym Resolution in Text, 2007). Two rounds, the second with the choices of the first. Names
// beyond the first 64 are judged, but do not serve as neighbours, so the time is linear in the number of names.
void ResolvePlaces(const CountryWeights& countries, std::vector<PlaceName>& names);

}  // namespace sitrep::tagger
