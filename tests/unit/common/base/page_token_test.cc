#include "common/base/page_token.h"

#include <gtest/gtest.h>

#include <random>

#include "common/base/cursor.h"
#include "common/base/error.h"
#include "common/testing/seed.h"

namespace sitrep {
namespace {

TEST(PageTokenTest, RoundTripsAnyPayload) {
  for (const std::string& payload : {std::string(), std::string("\0\xff", 2), std::string(1000, 'x')}) {
    const auto decoded = DecodePageToken(EncodePageToken(42, payload), 42);
    ASSERT_TRUE(decoded.ok());
    EXPECT_EQ(*decoded, payload);
  }
}

TEST(PageTokenTest, BelongsToItsQuery) {
  const auto decoded = DecodePageToken(EncodePageToken(42, "x"), 43);
  EXPECT_EQ(decoded.status().message(), "page_token: belongs to another query");
  EXPECT_EQ(ReadErrorDetail(decoded.status()).reason, "PAGE_TOKEN_INVALID");
}

TEST(PageTokenTest, DamageIsRefused) {
  std::mt19937_64 random(testing::Seed());
  const std::string whole = EncodePageToken(42, "start here");
  for (int round = 0; round < 2000; ++round) {
    std::string damaged = whole;
    damaged[random() % damaged.size()] = static_cast<char>(random());
    if (damaged == whole) continue;
    EXPECT_EQ(DecodePageToken(damaged, 42).status().message(), "page_token: is damaged");
  }
  EXPECT_FALSE(DecodePageToken("", 42).ok());
}

TEST(PageTokenTest, CursorIsNoPageToken) {
  EXPECT_EQ(DecodePageToken(EncodeCursor({.log_id = 42, .next = {}}), 42).status().message(), "page_token: is damaged");
}

}  // namespace
}  // namespace sitrep
