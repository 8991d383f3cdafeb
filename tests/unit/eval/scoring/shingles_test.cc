#include "tests/eval/scoring/shingles.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sitrep::eval {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

TEST(SimilarPairsTest, AnExampleByHand) {
  // Three and four shingles, three of them shared: 3/4.
  const std::vector<std::string> texts = {"The dam broke at night.", "Nothing to see here, move along.",
                                          "the DAM broke -- at night, twice"};
  EXPECT_THAT(SimilarPairs({"one two three four five six", "nobody saw it happen at all",
                            "One, two, three, four, five, six, seven"},
                           0.75),
              ElementsAre(Pair(0, 2)));
  EXPECT_THAT(SimilarPairs(texts, 0.7), IsEmpty());
  EXPECT_THAT(SimilarPairs(texts, 0.6), ElementsAre(Pair(0, 2)));
}

TEST(SimilarPairsTest, TextsTooShortAreLikeNothing) {
  EXPECT_THAT(SimilarPairs({"rain fell", "rain fell"}, 0.5), IsEmpty());
}

}  // namespace
}  // namespace sitrep::eval
