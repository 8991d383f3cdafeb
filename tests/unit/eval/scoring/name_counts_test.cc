#include "tests/eval/scoring/name_counts.h"

#include <gtest/gtest.h>

namespace sitrep::eval {
namespace {

ClassCounts Count(const std::vector<ScoredName>& gold, const std::vector<ScoredName>& found,
                  Countries countries = Countries::kStrict) {
  ClassCounts counts(1);
  counts.At("Location", 0);
  counts.At("Organisation", 0);
  CountNames(gold, found, countries, 0, counts);
  return counts;
}

TEST(CountNamesTest, SpanAndClassMustBeTheSame) {
  const std::vector<ScoredName> gold = {{{0, 4}, "Location"}, {{6, 9}, "Organisation"}};
  const ClassCounts counts = Count(gold, {{{0, 4}, "Location"}, {{6, 9}, "Location"}, {{11, 15}, "Organisation"}});
  EXPECT_EQ(counts.Sum("Location"), (Counts{1, 2, 1}));
  EXPECT_EQ(counts.Sum("Organisation"), (Counts{0, 1, 1}));
  EXPECT_EQ(Count(gold, {{{0, 5}, "Location"}}).Sum("Location"), (Counts{0, 1, 1}));
}

TEST(CountNamesTest, WhatIsNotScoredCountsOnNeitherSide) {
  const std::vector<ScoredName> gold = {{{0, 10}, ""}};
  EXPECT_EQ(Count(gold, {{{4, 10}, "Organisation"}}).Sum("Organisation"), (Counts{}));
  EXPECT_EQ(Count(gold, {{{12, 15}, ""}}).Sum("Organisation"), (Counts{}));
  EXPECT_EQ(Count(gold, {{{10, 15}, "Organisation"}}).Sum("Organisation"), (Counts{0, 1, 0}));
}

TEST(CountNamesTest, ACountryMayBeEither) {
  const std::vector<ScoredName> gold = {{{0, 4}, "Organisation"}};
  const std::vector<ScoredName> country = {{{0, 4}, "Location", true}};
  EXPECT_EQ(Count(gold, country).Sum("Organisation"), (Counts{0, 0, 1}));
  EXPECT_EQ(Count(gold, country, Countries::kEither).Sum("Organisation"), (Counts{1, 1, 1}));
  EXPECT_EQ(Count(gold, {{{0, 4}, "Location", false}}, Countries::kEither).Sum("Organisation"), (Counts{0, 0, 1}));
}

}  // namespace
}  // namespace sitrep::eval
