#include "common/base/cursor.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "common/base/byte_codec.h"
#include "common/base/error.h"
#include "common/base/sealed_text.h"
#include "common/testing/seed.h"

namespace sitrep {
namespace {

CursorVector Example() {
  return {.log_id = 0x0123456789abcdef,
          .next = {{Partition{0}, Offset{5}}, {Partition{7}, Offset{300}}, {kControlPartition, Offset{1}}}};
}

// Clients store cursors: this text must be readable for ever.
TEST(CursorTest, TextIsPinned) {
  EXPECT_EQ(EncodeCursor(Example()), "EQEjRWeJq83vAwAFB6wC-P8DAUcCz5E");
  const auto decoded = DecodeCursor("EQEjRWeJq83vAwAFB6wC-P8DAUcCz5E");
  ASSERT_TRUE(decoded.ok()) << decoded.status();
  EXPECT_EQ(*decoded, Example());
}

TEST(CursorTest, RoundTripsAnyVector) {
  std::mt19937_64 random(testing::Seed());
  for (int round = 0; round < 300; ++round) {
    CursorVector cursor{.log_id = random(), .next = {}};
    for (uint64_t n = random() % 20; n > 0; --n) {
      cursor.next[Partition{static_cast<uint32_t>(random() % 65536)}] = Offset{random() >> (random() % 64)};
    }
    const auto decoded = DecodeCursor(EncodeCursor(cursor));
    ASSERT_TRUE(decoded.ok()) << decoded.status();
    EXPECT_EQ(*decoded, cursor);
  }
}

TEST(CursorTest, EveryDamageIsRefusedWithItsReason) {
  std::mt19937_64 random(testing::Seed());
  const std::string whole = EncodeCursor(Example());
  for (int round = 0; round < 2000; ++round) {
    std::string damaged = whole;
    switch (random() % 3) {
      case 0:
        damaged[random() % damaged.size()] = static_cast<char>(random());
        break;
      case 1:
        damaged.resize(random() % damaged.size());
        break;
      default:
        damaged.insert(random() % damaged.size(), 1, static_cast<char>(random()));
        break;
    }
    if (damaged == whole) continue;
    const auto decoded = DecodeCursor(damaged, "min_freshness");
    ASSERT_FALSE(decoded.ok()) << damaged;
    EXPECT_EQ(decoded.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_EQ(ReadErrorDetail(decoded.status()).reason, "CURSOR_INVALID");
    EXPECT_EQ(ReadErrorDetail(decoded.status()).Find("field"), "min_freshness");
  }
}

TEST(CursorTest, WellSealedNonsenseIsRefused) {
  std::mt19937_64 random(testing::Seed());
  for (int round = 0; round < 2000; ++round) {
    std::string body;
    for (uint64_t n = random() % 40; n > 0; --n) body.push_back(static_cast<char>(random()));
    const auto decoded = DecodeCursor(SealText(0x11, body));
    // What happens to be a cursor must at least be one that can be written again.
    if (decoded.ok()) {
      EXPECT_TRUE(DecodeCursor(EncodeCursor(*decoded)).ok());
    }
  }
  std::string repeated;
  AppendBigEndian64(repeated, 1);
  for (const uint64_t value : {2, 3, 10, 0, 11}) AppendVarint(repeated, value);
  EXPECT_FALSE(DecodeCursor(SealText(0x11, repeated)).ok()) << "the same partition twice";
}

TEST(CursorTest, AdvanceNeverGoesBack) {
  CursorVector cursor = Example();
  cursor.Advance(Partition{7}, Offset{299});
  EXPECT_EQ(cursor.At(Partition{7}), Offset{300});
  cursor.Advance({.log_id = cursor.log_id, .next = {{Partition{7}, Offset{301}}, {Partition{2}, Offset{9}}}});
  EXPECT_EQ(cursor.At(Partition{7}), Offset{301});
  EXPECT_EQ(cursor.At(Partition{2}), Offset{9});
  EXPECT_EQ(cursor.At(Partition{3}), Offset{0});
}

TEST(CursorTest, ReachedAsksForEveryPartitionOfTheToken) {
  const CursorVector token{.log_id = 1, .next = {{Partition{1}, Offset{4}}}};
  EXPECT_FALSE((CursorVector{.log_id = 1, .next = {{Partition{1}, Offset{3}}}}.Reached(token)));
  EXPECT_FALSE((CursorVector{.log_id = 1, .next = {{Partition{2}, Offset{9}}}}.Reached(token)));
  EXPECT_TRUE((CursorVector{.log_id = 1, .next = {{Partition{1}, Offset{4}}}}.Reached(token)));
}

}  // namespace
}  // namespace sitrep
