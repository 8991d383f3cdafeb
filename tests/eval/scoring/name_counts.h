#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "tests/eval/scoring/counts.h"
#include "tests/eval/scoring/span_matching.h"

namespace sitrep::eval {

// A name in a text with the class it is scored as; "" is not scored.
struct ScoredName {
  Span span;
  std::string label;
  bool is_country = false;  // Of what was found.
};

// Whether a country that was found may be an organisation where gold says so, and the other way round.
enum class Countries { kStrict, kEither };
inline constexpr char kOrganisationLabel[] = "Organisation";
inline constexpr char kLocationLabel[] = "Location";

// Adds the counts of one text: right is the same span and class. What is found over gold that is not scored is not
// counted, unless it is exactly a scored name.
void CountNames(const std::vector<ScoredName>& gold, const std::vector<ScoredName>& found, Countries countries,
                size_t unit, ClassCounts& counts);

}  // namespace sitrep::eval
