#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "tests/eval/scoring/bootstrap.h"

// What precision, recall and shares are made of, unit by unit, so that units can be resampled. All figures in per cent.
namespace sitrep::eval {

struct Counts {
  double correct = 0;
  double predicted = 0;
  double gold = 0;

  // Per cent; not a number where nothing was predicted, or nothing was there.
  double Precision() const;
  double Recall() const;
  // Not a number only when there is neither gold nor prediction.
  double F1() const;

  Counts& operator+=(const Counts& other);
  friend bool operator==(const Counts&, const Counts&) = default;
};

// Counts of each class in each unit.
class ClassCounts {
 public:
  explicit ClassCounts(size_t units) : units_(units) {}

  Counts& At(const std::string& label, size_t unit);

  size_t units() const { return units_; }
  // Labels by their gold count, most first, then by name.
  std::vector<std::string> Labels() const;
  Counts Sum(const std::string& label) const;
  // Of one label in every unit.
  const std::vector<Counts>& Of(const std::string& label) const { return counts_.at(label); }
  // Of all labels in every unit.
  std::vector<Counts> Pooled() const;

 private:
  size_t units_;
  std::map<std::string, std::vector<Counts>> counts_;
};

// The counts of units as often as `weights` say.
Counts WeightedSum(const std::vector<Counts>& counts, Weights weights);

struct PrecisionRecall {
  Estimate precision;
  Estimate recall;
  Estimate f1;
};
PrecisionRecall EstimateF1(const std::vector<Counts>& counts, const Bootstrap& bootstrap);

// A share (accuracy) or a mean: what was reached of what was possible, unit by unit.
struct Share {
  double reached = 0;
  double possible = 0;

  Share& operator+=(const Share& other);
};
// 100 times the ratio of the sums.
Estimate EstimateShare(const std::vector<Share>& shares, const Bootstrap& bootstrap);

// The unweighted mean of the F1 of these labels. A label without gold and prediction is left out of a resample.
Estimate EstimateMacroF1(const ClassCounts& counts, const std::vector<std::string>& labels, const Bootstrap& bootstrap);

}  // namespace sitrep::eval
