#include "common/text/offsets.h"

#include <string>

#include "common/text/unicode.h"
#include "gtest/gtest.h"
#include "tests/unit/common/text/random_text.h"

namespace sitrep::text {
namespace {

TEST(OffsetConverter, CountsEachUnit) {
  const std::string text = "aé👉z";  // 1 + 2 + 4 + 1 bytes.
  const OffsetConverter utf16(text, OffsetUnit::kUtf16);
  EXPECT_EQ(utf16.size(), 5u);
  EXPECT_EQ(utf16.FromByte(3), 2u);
  EXPECT_EQ(utf16.FromByte(7), 4u);
  EXPECT_EQ(utf16.ToByte(4), 7u);
  EXPECT_FALSE(utf16.ToByte(3)) << "between the halves of a surrogate pair";
  const OffsetConverter points(text, OffsetUnit::kCodePoint);
  EXPECT_EQ(points.size(), 4u);
  EXPECT_EQ(points.FromByte(7), 3u);
  EXPECT_EQ(points.ToByte(3), 7u);
}

TEST(OffsetConverter, BoundsWhatLiesOutside) {
  for (const std::string text : {"abc", "äöü"}) {
    const OffsetConverter converter(text, OffsetUnit::kCodePoint);
    EXPECT_EQ(converter.FromByte(99), 3u);
    EXPECT_EQ(converter.ToByte(3), text.size());
    EXPECT_FALSE(converter.ToByte(4));
  }
  const OffsetConverter empty("", OffsetUnit::kUtf16);
  EXPECT_EQ(empty.FromByte(0), 0u);
  EXPECT_EQ(empty.ToByte(0), 0u);
}

TEST(OffsetConverter, ByteInsideCharacterCountsAsItsBegin) {
  EXPECT_EQ(OffsetConverter("é", OffsetUnit::kUtf16).FromByte(1), 0u);
  EXPECT_EQ(OffsetConverter("é", OffsetUnit::kByte).FromByte(1), 0u);
  EXPECT_FALSE(OffsetConverter("é", OffsetUnit::kByte).ToByte(1));
}

TEST(OffsetConverter, AgreesWithCountingFromTheStart) {
  std::mt19937_64 random(TestSeed());
  for (int round = 0; round < 100; ++round) {
    const std::string text = RandomText(random, 150);
    const OffsetConverter utf16(text, OffsetUnit::kUtf16);
    const OffsetConverter points(text, OffsetUnit::kCodePoint);
    uint32_t units = 0;
    uint32_t count = 0;
    for (uint32_t byte = 0; byte < text.size();) {
      EXPECT_EQ(utf16.FromByte(byte), units);
      EXPECT_EQ(points.FromByte(byte), count);
      EXPECT_EQ(utf16.ToByte(units), byte);
      EXPECT_EQ(points.ToByte(count), byte);
      const CodePoint c = DecodeCodePoint(text, byte);
      byte += c.length;
      units += c.value >= 0x10000 ? 2 : 1;
      ++count;
    }
    EXPECT_EQ(utf16.size(), units);
    EXPECT_EQ(points.size(), count);
  }
}

}  // namespace
}  // namespace sitrep::text
