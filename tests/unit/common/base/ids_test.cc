#include "common/base/ids.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"

namespace sitrep {
namespace {

// Logs on disk and clients depend on these: a change of any number here is a change of format.
TEST(PartitionOfTest, IsTheSameForEver) {
  EXPECT_EQ(PartitionOf(ArticleId{""}, 8), Partition{2});
  EXPECT_EQ(PartitionOf(ArticleId{"a"}, 8), Partition{7});
  EXPECT_EQ(PartitionOf(ArticleId{"harbour-herald/2022/03/01/17"}, 8), Partition{4});
  EXPECT_EQ(PartitionOf(ArticleId{"harbour-herald/2022/03/01/17"}, 1000), Partition{372});
  EXPECT_EQ(PartitionOf(ArticleId{std::string("\x00\xff", 2)}, 65535), Partition{28213});
}

TEST(PartitionOfTest, SpreadsIdsEvenly) {
  constexpr uint32_t kPartitions = 8;
  constexpr int kIds = 8000;
  std::vector<int> counts(kPartitions);
  for (int i = 0; i < kIds; ++i) ++counts[PartitionOf(ArticleId{"article-" + std::to_string(i)}, kPartitions).value];
  for (const int count : counts) EXPECT_NEAR(count, kIds / kPartitions, 150);
}

TEST(PartitionOfTest, OnePartitionTakesAll) { EXPECT_EQ(PartitionOf(ArticleId{"x"}, 1), Partition{0}); }

TEST(IdsTest, AreValues) {
  EXPECT_LT(Offset{1}, Offset{2});
  EXPECT_LT(ArticleId{"a"}, ArticleId{"b"});
  EXPECT_EQ((absl::flat_hash_set<ArticleId>{ArticleId{"a"}, ArticleId{"a"}, ArticleId{"b"}}.size()), 2u);
}

}  // namespace
}  // namespace sitrep
