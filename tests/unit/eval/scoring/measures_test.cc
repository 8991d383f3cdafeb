#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "tests/eval/scoring/crc32.h"
#include "tests/eval/scoring/geography.h"
#include "tests/eval/scoring/ranking_measures.h"
#include "tests/eval/scoring/span_matching.h"

namespace sitrep::eval {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

TEST(SpanMatchingTest, EqualSpansComeBeforeOverlaps) {
  const std::vector<Span> gold = {{0, 10}, {12, 20}};
  EXPECT_THAT(MatchSpans(gold, std::vector<Span>{{0, 4}, {0, 10}}, SpanMatch::kOverlap), ElementsAre(Pair(0, 1)));
  EXPECT_THAT(MatchSpans(gold, std::vector<Span>{{2, 18}}, SpanMatch::kOverlap), ElementsAre(Pair(0, 0)));
  EXPECT_THAT(MatchSpans(gold, std::vector<Span>{{2, 18}}, SpanMatch::kExact), IsEmpty());
}

TEST(SpanMatchingTest, SpansThatTouchDoNotOverlap) {
  EXPECT_THAT(MatchSpans(std::vector<Span>{{0, 5}}, std::vector<Span>{{5, 9}}, SpanMatch::kOverlap), IsEmpty());
}

TEST(SpanMatchingTest, EachSpanIsInOnePair) {
  EXPECT_THAT(MatchSpans(std::vector<Span>{{0, 3}, {4, 8}}, std::vector<Span>{{0, 8}}, SpanMatch::kOverlap),
              ElementsAre(Pair(1, 0)));
}

TEST(GeographyTest, DistancesAreKnownOnes) {
  // Kyiv to Lviv.
  EXPECT_NEAR(DistanceKm({50.4501, 30.5234}, {49.8397, 24.0297}), 468, 2);
  EXPECT_DOUBLE_EQ(DistanceKm({10, 20}, {10, 20}), 0);
}

TEST(GeographyTest, APointIsRightWithinAHundredMiles) {
  const ScoredPlace gold{.position = {0, 0}};
  // A degree on the equator is 111.195 km.
  EXPECT_TRUE(IsSamePlace(gold, {.position = {0, 1.447}}));
  EXPECT_FALSE(IsSamePlace(gold, {.position = {0, 1.449}}));
  // A country whose centre lies near is near enough.
  EXPECT_TRUE(IsSamePlace(gold, {.kind = ScoredPlace::Kind::kCountry, .country = "XX", .position = {0, 0.5}}));
}

TEST(GeographyTest, CountriesAndAreasAreRightByCode) {
  using Kind = ScoredPlace::Kind;
  const ScoredPlace country{.kind = Kind::kCountry, .country = "UA", .position = {49, 32}};
  EXPECT_TRUE(IsSamePlace(country, {.kind = Kind::kCountry, .country = "UA", .position = {0, 0}}));
  EXPECT_FALSE(IsSamePlace(country, {.kind = Kind::kCountry, .country = "RU", .position = {49, 32}}));
  EXPECT_FALSE(IsSamePlace(country, {.kind = Kind::kPoint, .country = "UA", .position = {49, 32}}));
  const ScoredPlace area{.kind = Kind::kArea, .country = "UA", .admin1 = "08"};
  EXPECT_TRUE(IsSamePlace(area, {.kind = Kind::kArea, .country = "UA", .admin1 = "08", .position = {80, 80}}));
  EXPECT_FALSE(IsSamePlace(area, {.kind = Kind::kArea, .country = "RU", .admin1 = "08"}));
}

TEST(RankingMeasuresTest, AnExampleByHand) {
  const std::vector<std::string> ranked = {"a", "x", "b"};
  const std::set<std::string> relevant = {"a", "b", "c"};
  // Gains 1 and 1/2 of a best 1 + 1/log2(3) + 1/2.
  EXPECT_NEAR(NormalisedGain(ranked, relevant, 10), 1.5 / (1.5 + 1 / std::log2(3.0)), 1e-12);
  EXPECT_NEAR(AveragePrecision(ranked, relevant), (1 + 2.0 / 3) / 3, 1e-12);
  EXPECT_DOUBLE_EQ(PrecisionAt(ranked, relevant, 10), 0.2);
  EXPECT_DOUBLE_EQ(AveragePrecision({}, relevant), 0);
}

TEST(Crc32Test, IsThatOfZlib) {
  EXPECT_EQ(Crc32("123456789"), 0xCBF43926u);
  EXPECT_EQ(Crc32(""), 0u);
}

}  // namespace
}  // namespace sitrep::eval
