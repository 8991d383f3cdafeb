#include "tests/eval/scoring/bcubed.h"

#include <gtest/gtest.h>

namespace sitrep::eval {
namespace {

// Five articles; gold {1 2 3} {4 5}, found {1 2} {3 4 5}. By hand:
//   precision 1, 1, 1/3, 2/3, 2/3: mean 11/15; recall 2/3, 2/3, 1/3, 1, 1: mean 11/15.
TEST(BCubedTest, AnExampleByHand) {
  const std::vector<uint32_t> gold = {0, 0, 0, 1, 1};
  const std::vector<uint32_t> found = {7, 7, 9, 9, 9};
  const std::vector<BCubedItem> items = BCubed(found, gold);
  EXPECT_DOUBLE_EQ(items[0].precision, 1);
  EXPECT_DOUBLE_EQ(items[2].precision, 1.0 / 3);
  EXPECT_DOUBLE_EQ(items[2].recall, 1.0 / 3);
  EXPECT_DOUBLE_EQ(items[3].precision, 2.0 / 3);
  const PrecisionRecall figures = EstimateBCubed(items, Bootstrap(1, 10));
  EXPECT_NEAR(figures.precision.value, 1100.0 / 15, 1e-9);
  EXPECT_NEAR(figures.recall.value, 1100.0 / 15, 1e-9);
  EXPECT_NEAR(figures.f1.value, 1100.0 / 15, 1e-9);
}

TEST(BCubedTest, SingleArticlesHaveAllPrecision) {
  const PrecisionRecall figures = EstimateBCubed(BCubed({0, 1, 2, 3}, {0, 0, 0, 0}), Bootstrap(1, 10));
  EXPECT_DOUBLE_EQ(figures.precision.value, 100);
  EXPECT_DOUBLE_EQ(figures.recall.value, 25);
}

TEST(PairCountsTest, CountsPairs) {
  // Gold pairs: 3 + 1; found: 1 + 3; in both: {1 2} and {4 5}.
  EXPECT_EQ(PairCounts({7, 7, 9, 9, 9}, {0, 0, 0, 1, 1}), (Counts{2, 4, 4}));
}

}  // namespace
}  // namespace sitrep::eval
