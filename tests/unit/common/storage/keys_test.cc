#include "common/storage/keys.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "common/testing/seed.h"

namespace sitrep::storage {
namespace {

TEST(KeysTest, BytesArePinned) {
  const std::string key =
      KeyBuilder(Partition{258}, 1).Byte('r').Number32(7).Text(std::string("a\0b", 3)).Number64(9).Raw("z").Take();
  EXPECT_EQ(key, std::string("\x01\x02"
                             "\x01"
                             "r"
                             "\0\0\0\x07"
                             "a\0\xff"
                             "b\0\x01"
                             "\0\0\0\0\0\0\0\x09"
                             "z",
                             23));
  EXPECT_EQ(KeyBuilder(3).Number16(1).Take(), std::string("\x03\0\x01", 3));
}

TEST(KeysTest, ReaderTakesApartWhatTheBuilderMade) {
  const std::string key = KeyBuilder(Partition{5}, 2).Text("tag").Descending64(40).Number16(3).Raw("rest").Take();
  KeyReader reader = KeyReader::Partitioned(key);
  EXPECT_EQ(reader.partition(), Partition{5});
  EXPECT_EQ(reader.version(), 2);
  EXPECT_EQ(reader.Text(), "tag");
  EXPECT_EQ(reader.Descending64(), 40u);
  EXPECT_EQ(reader.Number16(), 3);
  EXPECT_EQ(reader.Rest(), "rest");
  EXPECT_TRUE(reader.AtEnd());
}

TEST(KeysTest, TextKeepsTheOrderOfStringsWhateverFollows) {
  std::mt19937_64 random(testing::Seed());
  const auto word = [&random] {
    std::string text;
    for (uint64_t n = random() % 5; n > 0; --n) text.push_back("\0\1a\xff"[random() % 4]);
    return text;
  };
  for (int round = 0; round < 5000; ++round) {
    const std::string a = word();
    const std::string b = word();
    const std::string key_a = KeyBuilder(1).Text(a).Number64(random()).Take();
    const std::string key_b = KeyBuilder(1).Text(b).Number64(random()).Take();
    if (a != b) {
      EXPECT_EQ(a < b, key_a < key_b);
    }
    EXPECT_EQ(KeyReader::Unpartitioned(key_a).Text(), a);
  }
}

TEST(KeysTest, DescendingSortsLargestFirst) {
  EXPECT_LT(KeyBuilder(1).Descending64(9).Take(), KeyBuilder(1).Descending64(8).Take());
}

TEST(KeysTest, MalformedKeysFailToTheEnd) {
  KeyReader reader = KeyReader::Partitioned(std::string("\0\1\1\0", 4));
  EXPECT_EQ(reader.Number32(), std::nullopt);
  EXPECT_EQ(reader.Byte(), std::nullopt);
  EXPECT_FALSE(reader.AtEnd());
  EXPECT_FALSE(KeyReader::Partitioned("x").AtEnd());
  EXPECT_EQ(KeyReader::Unpartitioned("\1abc").Text(), std::nullopt) << "no terminator";
  EXPECT_EQ(KeyReader::Unpartitioned(std::string("\1a\0\5", 4)).Text(), std::nullopt) << "no such escape";
}

TEST(KeysTest, PrefixEndBoundsThePrefix) {
  EXPECT_EQ(PrefixEnd("ab"), "ac");
  EXPECT_EQ(PrefixEnd("a\xff\xff"), "b");
  EXPECT_EQ(PrefixEnd("\x7f"), "\x80");
  EXPECT_EQ(PrefixEnd("\xff\xff"), std::nullopt);
  EXPECT_EQ(PrefixEnd(""), std::nullopt);
}

}  // namespace
}  // namespace sitrep::storage
