#include "services/tagger/model/arborescence.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "common/testing/seed.h"

namespace sitrep::tagger {
namespace {

using ::testing::ElementsAre;

std::vector<uint32_t> Heads(const std::vector<float>& scores, size_t count) {
  std::vector<uint32_t> heads(count);
  for (size_t word = 0; word < count; ++word) {
    const float* row = scores.data() + word * (count + 1);
    size_t best = 0;
    for (size_t head = 1; head <= count; ++head) {
      if (head != word + 1 && row[head] > row[best]) best = head;
    }
    heads[word] = static_cast<uint32_t>(best) - 1;
  }
  ArborescenceScratch scratch;
  MakeTree(scores.data(), scratch, heads);
  return heads;
}

bool IsTreeOfOneRoot(const std::vector<uint32_t>& heads) {
  if (std::count(heads.begin(), heads.end(), kRootHead) != 1) return false;
  for (uint32_t word = 0; word < heads.size(); ++word) {
    uint32_t node = word;
    for (size_t steps = 0; node != kRootHead; ++steps) {
      if (steps > heads.size()) return false;
      node = heads[node];
    }
  }
  return true;
}

double Sum(const std::vector<float>& scores, const std::vector<uint32_t>& heads) {
  double sum = 0;
  for (size_t word = 0; word < heads.size(); ++word) {
    const size_t column = heads[word] == kRootHead ? 0 : heads[word] + 1;
    sum += scores[word * (heads.size() + 1) + column];
  }
  return sum;
}

// The best sum over all trees of one root, tried one by one.
double BestSum(const std::vector<float>& scores, size_t count) {
  double best = -1e30;
  std::vector<uint32_t> heads(count, kRootHead);
  for (;;) {
    if (IsTreeOfOneRoot(heads)) best = std::max(best, Sum(scores, heads));
    size_t word = 0;
    while (word < count && heads[word] == count - 1) heads[word++] = kRootHead;
    if (word == count) return best;
    ++heads[word];
  }
}

TEST(ArborescenceTest, OneWord) { EXPECT_THAT(Heads({-3, 100}, 1), ElementsAre(kRootHead)); }

TEST(ArborescenceTest, KeepsTheBestHeadsOfATree) {
  EXPECT_THAT(Heads({0, 9, 5, 1,  //
                     7, 0, 0, 1,  //
                     0, 1, 3, 9},
                    3),
              ElementsAre(1, kRootHead, 1));
}

TEST(ArborescenceTest, BreaksACycle) {
  // 0 and 1 would hang on each other.
  EXPECT_THAT(Heads({1, 0, 9, 0,  //
                     4, 9, 0, 0,  //
                     0, 0, 5, 0},
                    3),
              ElementsAre(1, kRootHead, 1));
}

TEST(ArborescenceTest, HasOneRootWhenAllWouldBe) {
  const std::vector<uint32_t> heads = Heads({9, 0, 1, 2,  //
                                             8, 1, 0, 0,  //
                                             9, 2, 0, 0},
                                            3);
  EXPECT_TRUE(IsTreeOfOneRoot(heads));
}

TEST(ArborescenceTest, FindsTheBestOfAllTrees) {
  std::mt19937_64 random(testing::Seed());
  std::uniform_real_distribution<float> uniform(-10, 10);
  for (int round = 0; round < 3000; ++round) {
    const size_t count = 1 + random() % 5;
    std::vector<float> scores(count * (count + 1));
    // Few different numbers make many cycles and equals.
    for (float& score : scores) score = round % 2 == 0 ? uniform(random) : static_cast<float>(random() % 4);
    const std::vector<uint32_t> heads = Heads(scores, count);
    ASSERT_TRUE(IsTreeOfOneRoot(heads)) << ::testing::PrintToString(scores);
    ASSERT_NEAR(Sum(scores, heads), BestSum(scores, count), 1e-4) << ::testing::PrintToString(scores);
  }
}

TEST(ArborescenceTest, LongSentences) {
  std::mt19937_64 random(testing::Seed());
  std::uniform_real_distribution<float> uniform(-10, 10);
  for (int round = 0; round < 20; ++round) {
    const size_t count = 192;
    std::vector<float> scores(count * (count + 1));
    for (size_t word = 0; word < count; ++word) {
      for (size_t head = 0; head <= count; ++head) {
        // Every other round pairs that love each other: as many cycles as there can be.
        scores[word * (count + 1) + head] = uniform(random) + (round % 2 == 0 && head == (word ^ 1) + 1 ? 100 : 0);
      }
    }
    EXPECT_TRUE(IsTreeOfOneRoot(Heads(scores, count)));
  }
}

}  // namespace
}  // namespace sitrep::tagger
