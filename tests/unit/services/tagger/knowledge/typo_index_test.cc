#include "services/tagger/knowledge/typo_index.h"

#include <gtest/gtest.h>

namespace sitrep::tagger {
namespace {

TEST(TypoIndexTest, OneErrorIsForgivenWhereverItIs) {
  TypoIndex index;
  index.Add("mariupol", {.entity = 7});
  index.Build();
  for (const std::string_view query : {"maripol", "mariuupol", "mariopol", "mairupol", "mariupl", "mariupo"}) {
    ASSERT_EQ(index.Find(query).size(), 1u) << query;
    EXPECT_EQ(index.Find(query)[0].entity, 7u);
  }
}

TEST(TypoIndexTest, OtherNamesAreNot) {
  TypoIndex index;
  index.Add("mariupol", {.entity = 7});
  index.Add("sumy", {.entity = 8});
  index.Build();
  EXPECT_TRUE(index.Find("mariupol").empty()) << "no error at all";
  EXPECT_TRUE(index.Find("mariupols").empty()) << "a plural is no error";
  EXPECT_TRUE(index.Find("dariupol").empty()) << "the first letter must hold";
  EXPECT_TRUE(index.Find("maripoll").empty()) << "two errors";
  EXPECT_TRUE(index.Find("sumi").empty()) << "too short";
  EXPECT_TRUE(index.Find("").empty());
}

TEST(TypoIndexTest, DistanceOne) {
  EXPECT_TRUE(IsOneErrorAway("abc", "ab"));
  EXPECT_TRUE(IsOneErrorAway("abc", "abd"));
  EXPECT_TRUE(IsOneErrorAway("abc", "bac"));
  EXPECT_FALSE(IsOneErrorAway("abc", "abc"));
  EXPECT_FALSE(IsOneErrorAway("abc", "cba"));
  EXPECT_FALSE(IsOneErrorAway("abc", "a"));
}

}  // namespace
}  // namespace sitrep::tagger
