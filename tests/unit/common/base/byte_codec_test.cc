#include "common/base/byte_codec.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <random>
#include <vector>

#include "common/testing/seed.h"

namespace sitrep {
namespace {

TEST(ByteCodecTest, BigEndianNumbersSortLikeTheirValues) {
  const uint64_t values[] = {0, 1, 255, 256, 65535, 65536, 1ull << 32, std::numeric_limits<uint64_t>::max()};
  std::string previous;
  for (const uint64_t value : values) {
    std::string bytes;
    AppendBigEndian64(bytes, value);
    EXPECT_EQ(bytes.size(), 8u);
    EXPECT_LT(previous, bytes);
    std::string_view rest = bytes;
    EXPECT_EQ(ReadBigEndian64(rest), value);
    EXPECT_TRUE(rest.empty());
    previous = bytes;
  }
}

TEST(ByteCodecTest, VarintsHaveProtobufsBytes) {
  std::string bytes;
  AppendVarint(bytes, 300);
  EXPECT_EQ(bytes, "\xAC\x02");
}

TEST(ByteCodecTest, RoundTripsAnyMixture) {
  std::mt19937_64 random(testing::Seed());
  for (int round = 0; round < 200; ++round) {
    std::string bytes;
    std::vector<uint64_t> values;
    for (int i = 0; i < 20; ++i) {
      values.push_back(random() >> (random() % 64));
      AppendVarint(bytes, values.back());
      AppendBigEndian16(bytes, static_cast<uint16_t>(values.back()));
      AppendBigEndian32(bytes, static_cast<uint32_t>(values.back()));
      AppendSized(bytes, std::string(values.back() % 7, 'x'));
    }
    std::string_view rest = bytes;
    for (const uint64_t value : values) {
      EXPECT_EQ(ReadVarint(rest), value);
      EXPECT_EQ(ReadBigEndian16(rest), static_cast<uint16_t>(value));
      EXPECT_EQ(ReadBigEndian32(rest), static_cast<uint32_t>(value));
      EXPECT_EQ(ReadSized(rest), std::string(value % 7, 'x'));
    }
    EXPECT_TRUE(rest.empty());
  }
}

TEST(ByteCodecTest, ShortAndMalformedInputIsRefusedAndLeftAlone) {
  const std::string cases[] = {"", "\x80", std::string(11, '\x80'), std::string(9, '\xff') + "\x02"};
  for (const std::string& bytes : cases) {
    std::string_view rest = bytes;
    EXPECT_EQ(ReadVarint(rest), std::nullopt);
    EXPECT_EQ(rest, bytes);
  }
  std::string_view three = "abc";
  EXPECT_EQ(ReadBigEndian32(three), std::nullopt);
  EXPECT_EQ(three, "abc");
  std::string_view too_long = "\x05xyz";
  EXPECT_EQ(ReadSized(too_long), std::nullopt);
  EXPECT_EQ(too_long, "\x05xyz");
}

TEST(ByteCodecTest, LargestVarintTakesTenBytes) {
  std::string bytes;
  AppendVarint(bytes, std::numeric_limits<uint64_t>::max());
  EXPECT_EQ(bytes.size(), 10u);
  std::string_view rest = bytes;
  EXPECT_EQ(ReadVarint(rest), std::numeric_limits<uint64_t>::max());
}

TEST(ByteCodecTest, ZigZagKeepsSmallMagnitudesSmall) {
  for (const int64_t value : {int64_t{0}, int64_t{-1}, int64_t{1}, int64_t{-64}, std::numeric_limits<int64_t>::min(),
                              std::numeric_limits<int64_t>::max()}) {
    EXPECT_EQ(UnZigZag(ZigZag(value)), value);
  }
  EXPECT_EQ(ZigZag(-1), 1u);
  EXPECT_EQ(ZigZag(1), 2u);
}

}  // namespace
}  // namespace sitrep
