#include "common/base/utf8.h"

#include <gtest/gtest.h>

namespace sitrep {
namespace {

TEST(Utf8Test, AcceptsEveryLength) {
  const std::string_view text = "a\u00e9\u20ac\U0001F600";
  EXPECT_EQ(ValidUtf8Prefix(text), text.size());
  EXPECT_EQ(ValidUtf8Prefix("\xF4\x8F\xBF\xBF"), 4u);
}

TEST(Utf8Test, RefusesOverlongSurrogatesCutsAndTooHigh) {
  for (const std::string_view bad : {"\xC0\x80", "\xE0\x80\x80", "\xED\xA0\x80", "\xF0\x80\x80\x80", "\xF4\x90\x80\x80",
                                     "\xFF", "\x80", "\xE2\x82"}) {
    EXPECT_EQ(Utf8SequenceLength(bad), 0u);
    EXPECT_EQ(ValidUtf8Prefix(bad), 0u);
  }
  EXPECT_EQ(Utf8SequenceLength(""), 0u);
}

TEST(Utf8Test, ReplacesOnlyWhatIsBroken) {
  EXPECT_EQ(ReplaceInvalidUtf8("caf\xC3\xA9 \xFF!", "?"), "caf\xC3\xA9 ?!");
  EXPECT_EQ(ReplaceInvalidUtf8("\xE2\x82", kReplacementCharacter), "\xEF\xBF\xBD\xEF\xBF\xBD");
}

}  // namespace
}  // namespace sitrep
