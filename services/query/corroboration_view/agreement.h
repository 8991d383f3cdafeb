#pragma once

#include <optional>
#include <vector>

#include "services/query/corroboration_view/frames.h"
#include "services/query/corroboration_view/report_facts.h"

namespace sitrep::query::corroboration {

// What reports agreed on so far, as one more report is compared with it.
struct AgreedFacts {
  Party actors;
  Party recipients;
  Party everybody;
  std::vector<PlaceFacts> places;    // Most telling ones, each once.
  std::vector<uint64_t> place_keys;  // Keys of all places, ascending.
  std::vector<uint64_t> counts;      // Ascending.
  uint32_t ordinal = 0;
  bool hypothetical = false;
  std::string frame;  // Of the first.

  void Add(const ReportFacts& report);
};

// A report that scores less with a cluster opens one of its own. A shared city or number of a round is enough, so are
// two shared participants, or the same number of dead under the same name.
inline constexpr double kMinAgreement = 3;

// How well a report agrees; nullopt when it contradicts: another number, another city where places tell, other parties.
// Weights were chosen on articles of February and March 2022. Pure.
std::optional<double> AgreementOf(const FamilyTraits& traits, const AgreedFacts& agreed, const ReportFacts& report);

}  // namespace sitrep::query::corroboration
