#include "common/text/unicode.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/common/text/random_text.h"

namespace sitrep::text {
namespace {

using ::testing::HasSubstr;

TEST(FindUtf8Fault, AcceptsCleanText) {
  EXPECT_FALSE(FindUtf8Fault(""));
  EXPECT_FALSE(FindUtf8Fault("plain"));
  EXPECT_FALSE(FindUtf8Fault("Kyjev, Київ, 基輔, 👉"));
}

TEST(FindUtf8Fault, TellsWhereAndWhy) {
  struct Case {
    std::string text;
    size_t byte;
    Utf8Fault::Reason reason;
  };
  const Case cases[] = {
      {"ab\xFF"
       "c",
       2, Utf8Fault::Reason::kMalformed},
      {"ab\xC3", 2, Utf8Fault::Reason::kMalformed},            // Cut off.
      {"a\xC0\xAF", 1, Utf8Fault::Reason::kMalformed},         // Overlong.
      {"\xED\xA0\x80", 0, Utf8Fault::Reason::kMalformed},      // Half a surrogate pair.
      {"\xF4\x90\x80\x80", 0, Utf8Fault::Reason::kMalformed},  // Above U+10FFFF.
      {std::string("ab\0c", 4), 2, Utf8Fault::Reason::kNul},
      {std::string("a\0b\xFF", 4), 1, Utf8Fault::Reason::kNul},  // The first of two.
  };
  for (const Case& test : cases) {
    const auto fault = FindUtf8Fault(test.text);
    ASSERT_TRUE(fault) << test.text;
    EXPECT_EQ(fault->byte, test.byte) << test.text;
    EXPECT_EQ(fault->reason, test.reason) << test.text;
  }
}

TEST(ValidateUtf8, NamesFieldAndByte) {
  EXPECT_TRUE(ValidateUtf8("text", "fine").ok());
  const absl::Status status = ValidateUtf8("text", "ab\xFF");
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(status.message(), "text: is not UTF-8 at byte 2");
  EXPECT_EQ(ValidateUtf8("headline", std::string("\0", 1)).message(), "headline: has a NUL at byte 0");
}

TEST(DecodeCodePoint, ReadsBothWays) {
  const std::string text = "aé字👉";
  EXPECT_EQ(DecodeCodePoint(text, 1).value, U'é');
  EXPECT_EQ(DecodeCodePoint(text, 3).value, U'字');
  EXPECT_EQ(DecodeCodePoint(text, 6).length, 4u);
  EXPECT_EQ(DecodeCodePointBefore(text, text.size()).value, U'👉');
  EXPECT_EQ(DecodeCodePointBefore(text, 3).value, U'é');
  EXPECT_EQ(DecodeCodePointBefore(text, 1).value, U'a');
}

TEST(FoldForSearch, IgnoresCaseAndDecoration) {
  EXPECT_EQ(FoldForSearch("KYIV"), "kyiv");
  EXPECT_EQ(FoldForSearch("António"), "antonio");
  EXPECT_EQ(FoldForSearch("Łódź"), "lodz");
  EXPECT_EQ(FoldForSearch("Ærø"), "aero");
  EXPECT_EQ(FoldForSearch("STRASSE"), FoldForSearch("Straße"));
  EXPECT_EQ(FoldForSearch("Київ"), FoldForSearch("КИЇВ"));
  EXPECT_EQ(FoldForSearch("ΟΔΟΣ"), FoldForSearch("οδός"));
  EXPECT_EQ(FoldForSearch("Zelenskyy’s"), "zelenskyy's");
  EXPECT_EQ(FoldForSearch("e\u0301"), FoldForSearch("\u00E9"));
  EXPECT_EQ(FoldForSearch("ﬁne"), "fine");
}

TEST(FoldForSearch, KeepsMarksThatAreLetters) {
  EXPECT_EQ(FoldForSearch("हिन्दी"), "हिन्दी");
  EXPECT_NE(FoldForSearch("が"), FoldForSearch("か"));
}

TEST(FoldForSearch, IsIdempotent) {
  std::mt19937_64 random(TestSeed());
  for (int i = 0; i < 3000; ++i) {
    const std::string text = RandomText(random, 1 + i % 12);
    const std::string folded = FoldForSearch(text);
    EXPECT_EQ(FoldForSearch(folded), folded) << text;
  }
}

// The table and ICU must agree on every letter: what a word folds to may not depend on its neighbours.
TEST(FoldForSearch, FoldsTheSameAloneAndInCompany) {
  for (char32_t c = 0x80; c < 0x2060; ++c) {
    if (c >= 0xD800 && c < 0xE000) continue;
    std::string letter;
    if (c < 0x800) {
      letter = {static_cast<char>(0xC0 | c >> 6), static_cast<char>(0x80 | (c & 0x3F))};
    } else {
      letter = {static_cast<char>(0xE0 | c >> 12), static_cast<char>(0x80 | (c >> 6 & 0x3F)),
                static_cast<char>(0x80 | (c & 0x3F))};
    }
    // The ideograph forces the long way, through ICU.
    EXPECT_EQ("字" + FoldForSearch("x" + letter).substr(0), FoldForSearch("字x" + letter)) << static_cast<uint32_t>(c);
  }
}

}  // namespace
}  // namespace sitrep::text
