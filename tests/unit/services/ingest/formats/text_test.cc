#include "services/ingest/formats/text.h"

#include <string>

#include "common/base/error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sitrep::ingest {
namespace {

using ::testing::HasSubstr;
using Granularity = text::PublicationTime::Granularity;

constexpr const char* kNews = "Rescue crews reached the flooded valley on Tuesday and found 14 people alive.";

TEST(ReadText, FindsTheDateOnTheSameLineOrAbove) {
  for (const std::string between : {" ", "\n", "\n\n", "\r\n"}) {
    const std::string submitted = " date 2022-03-03" + between + kNews;
    const auto article = ReadText(submitted, "");
    ASSERT_TRUE(article.ok()) << article.status();
    EXPECT_EQ(article->text, submitted) << "the text is kept byte for byte";
    EXPECT_EQ(article->publication.granularity, Granularity::kDay);
    EXPECT_EQ(text::FormatDay(article->publication.LocalDay()), "2022-03-03");
    ASSERT_EQ(article->segments.size(), 2u);
    EXPECT_EQ(article->segments[0].kind, text::SegmentKind::kDatePrefix);
    EXPECT_EQ(article->segments[1].kind, text::SegmentKind::kBody);
  }
}

TEST(ReadText, ReadsATimeWithItsZone) {
  const auto article = ReadText(std::string("date 2022-03-03T23:30:00-05:00 ") + kNews, "");
  ASSERT_TRUE(article.ok()) << article.status();
  EXPECT_EQ(article->publication.granularity, Granularity::kInstant);
  EXPECT_EQ(article->publication.utc_offset_minutes, -300);
}

TEST(ReadText, DoesWithoutDate) {
  const auto article = ReadText(kNews, "A headline");
  ASSERT_TRUE(article.ok());
  EXPECT_EQ(article->publication.granularity, Granularity::kUnknown);
  EXPECT_EQ(article->headline, "A headline");
}

TEST(ReadText, RefusesWhatCannotBeStored) {
  struct Case {
    std::string text;
    const char* problem;
  };
  const Case cases[] = {
      {std::string("date 2022-02-31 ") + kNews, "February 2022 has no day 31: \"2022-02-31\""},
      {"", "must not be blank"},
      {" \n\u00A0", "must not be blank"},
      {"date 2022-03-03\n", "must not be blank"},
      {"broken \xC3", "is not UTF-8 at byte 7"},
      {std::string("a\0b", 3), "has a NUL at byte 1"},
      {std::string(kMaxTextBytes + 1, 'a'), "at most 1048576"},
  };
  for (const Case& test : cases) {
    const auto article = ReadText(test.text, "");
    EXPECT_EQ(article.status().code(), absl::StatusCode::kInvalidArgument) << test.problem;
    EXPECT_THAT(std::string(article.status().message()), HasSubstr(test.problem));
    EXPECT_EQ(ReadErrorDetail(article.status()).Find("field"), "text");
  }
  EXPECT_TRUE(ReadText(std::string(kMaxTextBytes, 'a'), "").ok());
}

}  // namespace
}  // namespace sitrep::ingest
