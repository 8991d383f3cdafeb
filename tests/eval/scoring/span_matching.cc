#include "tests/eval/scoring/span_matching.h"

#include <algorithm>
#include <limits>
#include <tuple>

namespace sitrep::eval {

std::vector<std::pair<size_t, size_t>> MatchSpans(absl::Span<const Span> gold, absl::Span<const Span> predicted,
                                                  SpanMatch match) {
  constexpr uint32_t kEqual = std::numeric_limits<uint32_t>::max();
  // Shared length (kEqual before all others), gold, predicted.
  std::vector<std::tuple<uint32_t, size_t, size_t>> candidates;
  for (size_t g = 0; g < gold.size(); ++g) {
    for (size_t p = 0; p < predicted.size(); ++p) {
      const uint32_t shared = gold[g] == predicted[p] ? kEqual : gold[g].OverlapWith(predicted[p]);
      if (shared == kEqual || (match == SpanMatch::kOverlap && shared > 0)) candidates.emplace_back(shared, g, p);
    }
  }
  std::ranges::sort(candidates, [](const auto& a, const auto& b) {
    return std::tuple(~std::get<0>(a), std::get<1>(a), std::get<2>(a)) <
           std::tuple(~std::get<0>(b), std::get<1>(b), std::get<2>(b));
  });
  std::vector<bool> gold_taken(gold.size());
  std::vector<bool> predicted_taken(predicted.size());
  std::vector<std::pair<size_t, size_t>> pairs;
  for (const auto& [shared, g, p] : candidates) {
    if (gold_taken[g] || predicted_taken[p]) continue;
    gold_taken[g] = true;
    predicted_taken[p] = true;
    pairs.emplace_back(g, p);
  }
  std::ranges::sort(pairs);
  return pairs;
}

}  // namespace sitrep::eval
