#include "tests/eval/scoring/bootstrap.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "tests/eval/scoring/counts.h"

namespace sitrep::eval {
namespace {

double MeanOf(const std::vector<double>& values, Weights weights) {
  double sum = 0;
  double count = 0;
  for (size_t i = 0; i < values.size(); ++i) {
    sum += weights[i] * values[i];
    count += weights[i];
  }
  return sum / count;
}

TEST(BootstrapTest, TheSameSeedGivesTheSameInterval) {
  const std::vector<double> values = {1, 4, 2, 8, 5, 7, 3, 9};
  const auto measure = [&values](Weights weights) { return MeanOf(values, weights); };
  EXPECT_EQ(Bootstrap(7, 200).Of(values.size(), measure), Bootstrap(7, 200).Of(values.size(), measure));
  EXPECT_NE(Bootstrap(7, 200).Of(values.size(), measure), Bootstrap(8, 200).Of(values.size(), measure));
}

TEST(BootstrapTest, TheIntervalIsThatOfOurGeneratorOnEveryMachine) {
  const std::vector<double> values = {1, 4, 2, 8, 5, 7, 3, 9};
  const Estimate estimate =
      Bootstrap().Of(values.size(), [&values](Weights weights) { return MeanOf(values, weights); });
  EXPECT_DOUBLE_EQ(estimate.value, 4.875);
  EXPECT_NEAR(estimate.low, 3.0, 0.3);
  EXPECT_NEAR(estimate.high, 6.7, 0.3);
}

TEST(BootstrapTest, EqualUnitsHaveNoSpread) {
  const Estimate estimate = Bootstrap().Of(5, [](Weights) { return 42.0; });
  EXPECT_EQ(estimate, (Estimate{42, 42, 42}));
}

TEST(BootstrapTest, EachResampleDrawsAsManyUnitsAsThereAre) {
  Bootstrap(1, 50).Of(9, [](Weights weights) {
    uint32_t drawn = 0;
    for (const uint32_t weight : weights) drawn += weight;
    EXPECT_EQ(drawn, 9u);
    return 0.0;
  });
}

TEST(BootstrapTest, WhereThereIsNothingThereIsNoNumber) {
  const Estimate estimate = Bootstrap().Of(0, [](Weights) { return std::numeric_limits<double>::quiet_NaN(); });
  EXPECT_TRUE(std::isnan(estimate.value));
  EXPECT_TRUE(std::isnan(estimate.low));
}

TEST(CountsTest, PrecisionRecallAndF1) {
  const Counts counts{3, 4, 6};
  EXPECT_DOUBLE_EQ(counts.Precision(), 75);
  EXPECT_DOUBLE_EQ(counts.Recall(), 50);
  EXPECT_DOUBLE_EQ(counts.F1(), 60);
  EXPECT_TRUE(std::isnan(Counts{}.F1()));
  EXPECT_DOUBLE_EQ((Counts{0, 2, 0}).F1(), 0);
}

TEST(CountsTest, LabelsComeByTheirGold) {
  ClassCounts counts(2);
  counts.At("PLACE", 0) += {1, 1, 1};
  counts.At("PERSON", 0) += {1, 2, 1};
  counts.At("PERSON", 1) += {0, 0, 1};
  EXPECT_EQ(counts.Labels(), (std::vector<std::string>{"PERSON", "PLACE"}));
  EXPECT_EQ(counts.Sum("PERSON"), (Counts{1, 2, 2}));
  EXPECT_EQ(counts.Pooled()[0], (Counts{2, 3, 2}));
}

TEST(CountsTest, MacroF1LeavesOutLabelsThatNeverOccur) {
  ClassCounts counts(1);
  counts.At("a", 0) += {1, 1, 1};
  counts.At("b", 0) += {0, 1, 1};
  counts.At("c", 0);
  EXPECT_DOUBLE_EQ(EstimateMacroF1(counts, {"a", "b", "c"}, Bootstrap()).value, 50);
}

}  // namespace
}  // namespace sitrep::eval
