#include "tests/eval/scoring/name_counts.h"

#include <algorithm>

namespace sitrep::eval {

void CountNames(const std::vector<ScoredName>& gold, const std::vector<ScoredName>& found, Countries countries,
                size_t unit, ClassCounts& counts) {
  for (const ScoredName& name : gold) {
    if (!name.label.empty()) counts.At(name.label, unit) += {0, 0, 1};
  }
  for (const ScoredName& name : found) {
    if (name.label.empty()) continue;
    const auto same = std::ranges::find_if(
        gold, [&name](const ScoredName& other) { return other.span == name.span && !other.label.empty(); });
    if (same == gold.end()) {
      const bool over_unscored = std::ranges::any_of(
          gold, [&name](const ScoredName& other) { return other.label.empty() && other.span.Overlaps(name.span); });
      if (!over_unscored) counts.At(name.label, unit) += {0, 1, 0};
      continue;
    }
    const bool flips = countries == Countries::kEither && name.is_country &&
                       (same->label == kOrganisationLabel || same->label == kLocationLabel);
    const std::string& label = flips ? same->label : name.label;
    counts.At(label, unit) += {same->label == label ? 1.0 : 0.0, 1, 0};
  }
}

}  // namespace sitrep::eval
