#include "tests/eval/scoring/counts.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace sitrep::eval {
namespace {

double PerCent(double part, double whole) {
  return whole > 0 ? 100 * part / whole : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace

double Counts::Precision() const { return PerCent(correct, predicted); }
double Counts::Recall() const { return PerCent(correct, gold); }
double Counts::F1() const { return PerCent(2 * correct, predicted + gold); }

Counts& Counts::operator+=(const Counts& other) {
  correct += other.correct;
  predicted += other.predicted;
  gold += other.gold;
  return *this;
}

Counts& ClassCounts::At(const std::string& label, size_t unit) {
  return counts_.try_emplace(label, units_).first->second[unit];
}

std::vector<std::string> ClassCounts::Labels() const {
  std::vector<std::pair<double, std::string>> order;
  for (const auto& [label, counts] : counts_) order.emplace_back(-Sum(label).gold, label);
  std::ranges::sort(order);
  std::vector<std::string> labels;
  for (auto& [gold, label] : order) labels.push_back(std::move(label));
  return labels;
}

Counts ClassCounts::Sum(const std::string& label) const {
  Counts sum;
  for (const Counts& counts : Of(label)) sum += counts;
  return sum;
}

std::vector<Counts> ClassCounts::Pooled() const {
  std::vector<Counts> pooled(units_);
  for (const auto& [label, counts] : counts_) {
    for (size_t unit = 0; unit < units_; ++unit) pooled[unit] += counts[unit];
  }
  return pooled;
}

Counts WeightedSum(const std::vector<Counts>& counts, Weights weights) {
  Counts sum;
  for (size_t unit = 0; unit < counts.size(); ++unit) {
    if (weights[unit] == 0) continue;
    sum.correct += weights[unit] * counts[unit].correct;
    sum.predicted += weights[unit] * counts[unit].predicted;
    sum.gold += weights[unit] * counts[unit].gold;
  }
  return sum;
}

PrecisionRecall EstimateF1(const std::vector<Counts>& counts, const Bootstrap& bootstrap) {
  const auto estimate = [&](double (Counts::*measure)() const) {
    return bootstrap.Of(counts.size(), [&](Weights weights) { return (WeightedSum(counts, weights).*measure)(); });
  };
  return {estimate(&Counts::Precision), estimate(&Counts::Recall), estimate(&Counts::F1)};
}

Share& Share::operator+=(const Share& other) {
  reached += other.reached;
  possible += other.possible;
  return *this;
}

Estimate EstimateShare(const std::vector<Share>& shares, const Bootstrap& bootstrap) {
  return bootstrap.Of(shares.size(), [&](Weights weights) {
    Share sum;
    for (size_t unit = 0; unit < shares.size(); ++unit) {
      sum += {weights[unit] * shares[unit].reached, weights[unit] * shares[unit].possible};
    }
    return PerCent(sum.reached, sum.possible);
  });
}

Estimate EstimateMacroF1(const ClassCounts& counts, const std::vector<std::string>& labels,
                         const Bootstrap& bootstrap) {
  return bootstrap.Of(counts.units(), [&](Weights weights) {
    double sum = 0;
    int classes = 0;
    for (const std::string& label : labels) {
      const double f1 = WeightedSum(counts.Of(label), weights).F1();
      if (std::isnan(f1)) continue;
      sum += f1;
      ++classes;
    }
    return classes > 0 ? sum / classes : std::numeric_limits<double>::quiet_NaN();
  });
}

}  // namespace sitrep::eval
