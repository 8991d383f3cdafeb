#include "common/base/hash.h"

#include <gtest/gtest.h>

namespace sitrep {
namespace {

// Reference values of XXH3 for the empty input, from its specification's test vectors.
TEST(HashTest, IsXxh3) {
  EXPECT_EQ(Hash64(""), 0x2D06800538D394C2u);
  EXPECT_EQ(HashOf("").ToHex(), "99aa06d3014798d86001c324468d497f");
}

TEST(HashTest, BytesAreBigEndianAndSortLikeTheNumber) {
  const Hash128 small{.hi = 1, .lo = 0xffffffffffffffff};
  const Hash128 large{.hi = 2, .lo = 0};
  EXPECT_LT(small, large);
  EXPECT_LT(small.ToBytes(), large.ToBytes());
  EXPECT_EQ(large.ToHex(), "00000000000000020000000000000000");
}

TEST(HashTest, SeedsGiveOtherHashes) { EXPECT_NE(Hash64("wire", 1), Hash64("wire", 2)); }

}  // namespace
}  // namespace sitrep
