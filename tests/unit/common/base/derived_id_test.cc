#include "common/base/derived_id.h"

#include <gtest/gtest.h>

namespace sitrep {
namespace {

TEST(DerivedIdTest, DependsOnEveryPart) {
  EXPECT_EQ(IdOfAddress("AFP", "https://a/1"), IdOfAddress("AFP", "https://a/1"));
  EXPECT_NE(IdOfAddress("AFP", "https://a/1"), IdOfAddress("AF", "Phttps://a/1"));
  EXPECT_NE(IdOfContent("AFP", 1, 0, "text"), IdOfContent("AFP", 2, 0, "text"));
  EXPECT_NE(IdOfContent("AFP", 1, 0, "text"), IdOfContent("AFP", 1, 86'400, "text"));
}

// Stored articles carry these: a change of any digit is a change of format.
TEST(DerivedIdTest, IsTheSameForEver) {
  EXPECT_EQ(IdOfAddress("The Ledger", "https://ledger.example/2022/03/01/17").value,
            "u30c07bde06db0547bea8b1b2b6fef006");
  EXPECT_EQ(IdOfContent("The Ledger", 1, 1'646'092'800, "A bridge is open again.").value,
            "t4f1233fce732df765198301695cc2f56");
}

}  // namespace
}  // namespace sitrep
