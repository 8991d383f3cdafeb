#include "tests/eval/scoring/timex_counts.h"

#include <gtest/gtest.h>

namespace sitrep::eval {
namespace {

TEST(TimexCountsTest, RelaxedStrictValueAndType) {
  TimexCounts counts(1);
  counts.Add({{{0, 11}, "DATE", "2021-05-03"}, {{20, 26}, "DURATION", "P2D"}, {{40, 44}, "DATE", "2021"}},
             {{{3, 11}, "DATE", "2021-05-03"}, {{20, 26}, "SET", "P2D"}, {{50, 55}, "DATE", "2022"}}, 0);
  EXPECT_EQ(counts.relaxed.Sum(kAnyTimex), (Counts{2, 3, 3}));
  EXPECT_EQ(counts.strict.Sum(kAnyTimex), (Counts{1, 3, 3}));
  EXPECT_EQ(counts.value.Sum(kAnyTimex), (Counts{2, 3, 3}));
  EXPECT_EQ(counts.type.Sum("DATE"), (Counts{1, 2, 2}));
  EXPECT_EQ(counts.type.Sum("DURATION"), (Counts{0, 0, 1}));
  EXPECT_EQ(counts.type.Sum("SET"), (Counts{0, 1, 0}));
}

TEST(TimexCountsTest, OneExpressionOverTwoIsPairedOnce) {
  TimexCounts counts(1);
  counts.Add({{{0, 5}, "DATE", "2021-05"}, {{6, 10}, "DATE", "2021"}}, {{{0, 10}, "DATE", "2021-05"}}, 0);
  EXPECT_EQ(counts.relaxed.Sum(kAnyTimex), (Counts{1, 1, 2}));
  EXPECT_EQ(counts.value.Sum(kAnyTimex), (Counts{1, 1, 2}));
  EXPECT_EQ(counts.strict.Sum(kAnyTimex), (Counts{0, 1, 2}));
}

}  // namespace
}  // namespace sitrep::eval
