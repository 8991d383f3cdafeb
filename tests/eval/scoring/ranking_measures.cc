#include "tests/eval/scoring/ranking_measures.h"

#include <algorithm>
#include <cmath>

namespace sitrep::eval {

double NormalisedGain(const std::vector<std::string>& ranked, const std::set<std::string>& relevant, size_t depth) {
  double gain = 0;
  double best = 0;
  for (size_t i = 0; i < depth; ++i) {
    const double worth = 1 / std::log2(static_cast<double>(i) + 2);
    if (i < relevant.size()) best += worth;
    if (i < ranked.size() && relevant.contains(ranked[i])) gain += worth;
  }
  return best > 0 ? gain / best : 0;
}

double AveragePrecision(const std::vector<std::string>& ranked, const std::set<std::string>& relevant) {
  double sum = 0;
  double found = 0;
  for (size_t i = 0; i < ranked.size(); ++i) {
    if (relevant.contains(ranked[i])) sum += ++found / static_cast<double>(i + 1);
  }
  return relevant.empty() ? 0 : sum / static_cast<double>(relevant.size());
}

double PrecisionAt(const std::vector<std::string>& ranked, const std::set<std::string>& relevant, size_t depth) {
  const auto first = ranked.begin();
  const auto last = first + static_cast<ptrdiff_t>(std::min(depth, ranked.size()));
  const auto found = std::count_if(first, last, [&](const std::string& id) { return relevant.contains(id); });
  return static_cast<double>(found) / static_cast<double>(depth);
}

}  // namespace sitrep::eval
