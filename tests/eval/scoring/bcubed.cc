#include "tests/eval/scoring/bcubed.h"

#include <limits>
#include <map>
#include <utility>

namespace sitrep::eval {
namespace {

struct Overlaps {
  std::map<uint32_t, double> predicted;
  std::map<uint32_t, double> gold;
  std::map<std::pair<uint32_t, uint32_t>, double> both;
};

Overlaps CountOverlaps(const std::vector<uint32_t>& predicted, const std::vector<uint32_t>& gold) {
  Overlaps overlaps;
  for (size_t i = 0; i < gold.size(); ++i) {
    ++overlaps.predicted[predicted[i]];
    ++overlaps.gold[gold[i]];
    ++overlaps.both[{predicted[i], gold[i]}];
  }
  return overlaps;
}

}  // namespace

std::vector<BCubedItem> BCubed(const std::vector<uint32_t>& predicted, const std::vector<uint32_t>& gold) {
  Overlaps overlaps = CountOverlaps(predicted, gold);
  std::vector<BCubedItem> items;
  items.reserve(gold.size());
  for (size_t i = 0; i < gold.size(); ++i) {
    const double both = overlaps.both[{predicted[i], gold[i]}];
    items.push_back({both / overlaps.predicted[predicted[i]], both / overlaps.gold[gold[i]]});
  }
  return items;
}

PrecisionRecall EstimateBCubed(const std::vector<BCubedItem>& items, const Bootstrap& bootstrap) {
  const auto mean = [&items](double BCubedItem::*field, Weights weights) {
    double sum = 0;
    double count = 0;
    for (size_t i = 0; i < items.size(); ++i) {
      sum += weights[i] * (items[i].*field);
      count += weights[i];
    }
    return count > 0 ? 100 * sum / count : std::numeric_limits<double>::quiet_NaN();
  };
  return {bootstrap.Of(items.size(), [&](Weights weights) { return mean(&BCubedItem::precision, weights); }),
          bootstrap.Of(items.size(), [&](Weights weights) { return mean(&BCubedItem::recall, weights); }),
          bootstrap.Of(items.size(), [&](Weights weights) {
            const double precision = mean(&BCubedItem::precision, weights);
            const double recall = mean(&BCubedItem::recall, weights);
            return 2 * precision * recall / (precision + recall);
          })};
}

Counts PairCounts(const std::vector<uint32_t>& predicted, const std::vector<uint32_t>& gold) {
  const Overlaps overlaps = CountOverlaps(predicted, gold);
  const auto pairs = [](const auto& sizes) {
    double sum = 0;
    for (const auto& [cluster, size] : sizes) sum += size * (size - 1) / 2;
    return sum;
  };
  return {pairs(overlaps.both), pairs(overlaps.predicted), pairs(overlaps.gold)};
}

}  // namespace sitrep::eval
