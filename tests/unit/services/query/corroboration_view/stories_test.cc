#include "services/query/corroboration_view/stories.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <random>
#include <string>
#include <vector>

namespace sitrep::query::corroboration {
namespace {

using ::testing::ElementsAre;

// An article whose words are numbers from `first` on.
StoryArticle Words(const std::string& id, uint32_t first, uint32_t count) {
  stored::v1::ArticleRow row;
  row.set_article_id(id);
  for (uint32_t word = first; word < first + count; ++word) {
    row.mutable_story()->add_terms(word);
    row.mutable_story()->add_term_counts(1);
  }
  return MakeStoryArticle(row);
}

TEST(StoriesTest, ArticlesThatShareEnoughAreOneStory) {
  const DayClusters day =
      ClusterDay({true, 100}, {Words("a", 0, 60), Words("b", 1000, 60), Words("c", 30, 60), Words("d", 1010, 60)});
  ASSERT_EQ(day.clusters.size(), 2u);
  EXPECT_THAT(day.clusters[0].articles, ElementsAre(0, 2));
  EXPECT_THAT(day.clusters[1].articles, ElementsAre(1, 3));
}

TEST(StoriesTest, AStoryGoesOnAcrossDaysUnlessTooManyLieBetween) {
  const int32_t monday = FirstDayOfBlock(StoryBlockOf(19'054));
  const DayClusters first = ClusterDay({true, monday}, {Words("a", 0, 60), Words("b", 1000, 60)});
  const DayClusters second = ClusterDay({true, monday + 2}, {Words("c", 5, 60)});
  const DayClusters late = ClusterDay({true, monday + 9}, {Words("d", 5, 60)});
  const auto stories = LinkDays({&first, &second, &late});
  ASSERT_EQ(stories.size(), 3u);
  ASSERT_EQ(stories[0].size(), 2u);
  EXPECT_EQ(stories[0][1].day, 1u);
  EXPECT_EQ(stories[1].size(), 1u);
  EXPECT_EQ(stories[2].size(), 1u);
}

TEST(StoriesTest, BlocksAreFourWeeksAndBeginOnMonday) {
  for (const int32_t day : {-1000, -31, -3, 0, 24, 25, 19'054}) {
    const int32_t block = StoryBlockOf(day);
    EXPECT_LE(FirstDayOfBlock(block), day);
    EXPECT_GT(FirstDayOfBlock(block + 1), day);
    EXPECT_EQ((FirstDayOfBlock(block) + 3) % 7, 0);
  }
}

TEST(StoriesTest, ThousandsOfUnrelatedArticlesStayApart) {
  std::mt19937 random(7);
  std::vector<StoryArticle> articles;
  for (int i = 0; i < 4'400; ++i) {
    // Words as they are: some in every article, most rare.
    stored::v1::ArticleRow row;
    row.set_article_id("a" + std::to_string(i));
    std::vector<uint32_t> words;
    for (int w = 0; w < 90; ++w) {
      const double u = std::generate_canonical<double, 32>(random);
      words.push_back(static_cast<uint32_t>(50'000 * u * u * u));
    }
    std::sort(words.begin(), words.end());
    words.erase(std::unique(words.begin(), words.end()), words.end());
    for (const uint32_t word : words) {
      row.mutable_story()->add_terms(word);
      row.mutable_story()->add_term_counts(1);
    }
    articles.push_back(MakeStoryArticle(row));
  }
  const auto start = std::chrono::steady_clock::now();
  const DayClusters day = ClusterDay({false, 100}, std::move(articles));
  RecordProperty(
      "milliseconds",
      static_cast<int>(
          std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start).count()));
  EXPECT_GT(day.clusters.size(), 4'000u);
}

}  // namespace
}  // namespace sitrep::query::corroboration
