#include "common/base/page_bytes.h"

#include <gtest/gtest.h>

namespace sitrep {
namespace {

TEST(PageBytesTest, TakesWhatFits) {
  PageBytes page;
  EXPECT_TRUE(page.Add(kMaxPageBytes - 10));
  EXPECT_FALSE(page.Add(11));
  EXPECT_TRUE(page.Add(10)) << "what was refused does not count";
  EXPECT_FALSE(page.Add(1));
}

TEST(PageBytesTest, AnItemLargerThanAPageGoesAlone) {
  PageBytes page;
  EXPECT_TRUE(page.Add(kMaxPageBytes + 1));
  EXPECT_FALSE(page.Add(1));
  PageBytes beside_much(kMaxPageBytes);
  EXPECT_TRUE(beside_much.Add(1));
  EXPECT_FALSE(beside_much.Add(1));
}

}  // namespace
}  // namespace sitrep
