#include "common/text/segmenter.h"

#include <string>
#include <utility>
#include <vector>

#include "common/text/date_prefix.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/common/text/random_text.h"

namespace sitrep::text {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;
using Kind = SegmentKind;

std::vector<std::pair<Kind, std::string>> Segments(std::string_view text, std::string_view headline = {}) {
  std::vector<std::pair<Kind, std::string>> segments;
  for (const Segment& segment : SegmentText(text, headline)) {
    segments.emplace_back(segment.kind, text.substr(segment.begin_byte, segment.end_byte - segment.begin_byte));
  }
  return segments;
}

// The kind given to a line between two ordinary paragraphs.
Kind KindOfLine(const std::string& line) {
  const std::string text =
      "The council met on Monday and agreed to repair the bridge before the winter.\n\n" + line +
      "\n\nIts members will meet again next week, when the money is to be voted on by all of them.";
  const auto segments = Segments(text);
  EXPECT_EQ(segments.size(), 3u) << line;
  return segments.size() == 3 ? segments[1].first : Kind::kBody;
}

constexpr const char* kNews = "Rescue crews reached the flooded valley on Tuesday and found 14 people alive.";

TEST(FindDatePrefix, FindsTheShapeOnly) {
  const auto prefix = FindDatePrefix(" \n date 2022-03-03 As the river rose");
  ASSERT_TRUE(prefix);
  EXPECT_EQ(prefix->begin_byte, 3u);
  EXPECT_EQ(prefix->date_begin_byte, 8u);
  EXPECT_EQ(prefix->end_byte, 18u);
  EXPECT_TRUE(FindDatePrefix("date 2022-02-31\nText"));
  EXPECT_TRUE(FindDatePrefix("date 2022-03-03T10:00:00+03:00 Text"));
  for (const char* text : {"", "date", "date 2022", "dated 2022-03-03", "date: soon", "date 2022-03-03x",
                           "The date 2022-03-03", "date 03-03-2022 Text"}) {
    EXPECT_FALSE(FindDatePrefix(text)) << text;
  }
}

TEST(SegmentText, SeparatesDatePrefixNoticeAndBodyOnOneLine) {
  EXPECT_THAT(
      Segments(std::string(
                   " date 2022-05-06 Our website and our partners use cookies to measure traffic. By continuing to use "
                   "the site you accept our cookie policy.\n") +
               kNews),
      ElementsAre(Pair(Kind::kDatePrefix, "date 2022-05-06"),
                  Pair(Kind::kNotice,
                       "Our website and our partners use cookies to measure traffic. By continuing to use the "
                       "site you accept our cookie policy."),
                  Pair(Kind::kBody, kNews)));
  EXPECT_THAT(Segments(std::string("We use cookies on this website to show you suitable ads. ") + kNews +
                       " More than 200 houses stand in the water, the province's governor said in the evening."),
              ElementsAre(Pair(Kind::kNotice, "We use cookies on this website to show you suitable ads."),
                          Pair(Kind::kBody, testing::_)));
}

TEST(SegmentText, FindsTheClientsHeadline) {
  EXPECT_THAT(Segments(std::string("Flood Reaches the Valley\n\n") + kNews, "Flood reaches the valley"),
              ElementsAre(Pair(Kind::kHeadline, "Flood Reaches the Valley"), Pair(Kind::kBody, kNews)));
  EXPECT_THAT(Segments(std::string("Flood reaches the valley\n\n") + kNews),
              ElementsAre(Pair(Kind::kHeadline, "Flood reaches the valley"), Pair(Kind::kBody, kNews)));
}

TEST(SegmentText, FindsDatelines) {
  for (const char* dateline : {"LVIV, March 3 (Reuters) -", "TALLINN (AP) —", "Oslo (CNN)", "(CNN)", "HELSINKI —",
                               "NEW DELHI:", "RIGA, Latvia –", "Vilnius, 3 March 2022 —", "SÃO PAULO --",
                               "Lviv region, Ukraine, 3 March (EXP) -"}) {
    EXPECT_THAT(Segments(std::string(dateline) + " " + kNews),
                ElementsAre(Pair(Kind::kDateline, dateline), Pair(Kind::kBody, kNews)));
  }
  for (const char* opening :
       {"BREAKING: ", "The Associated Press (AP) said that ", "He said - ", "UPDATE - ", "I — "}) {
    EXPECT_EQ(Segments(opening + std::string(kNews)).front().first, Kind::kBody) << opening;
  }
}

TEST(SegmentText, FindsBylines) {
  for (const char* line :
       {"WEB DESK", "By Mara Lindqvist", "By Mara Lindqvist and Otto Brandt, Northern News Agency", "Staff reporter",
        "Our Special Correspondent", "Updated at 5:25 p.m. ET", "Published: 3 March 2022, 10:15 IST"}) {
    EXPECT_EQ(KindOfLine(line), Kind::kByline) << line;
  }
}

TEST(SegmentText, FindsCredits) {
  for (const char* line : {"(With ANI input)", "(Reuters)", "(AFP/AP)", "(With inputs from agencies)",
                           "The Associated Press contributed to this report.",
                           "Reporting by Mara Lindqvist; editing by Otto Brandt", "Contributing: Mara Lindqvist"}) {
    EXPECT_EQ(KindOfLine(line), Kind::kAgencyCredit) << line;
  }
  EXPECT_THAT(Segments(std::string(kNews) + " (ANI)"),
              ElementsAre(Pair(Kind::kBody, kNews), Pair(Kind::kAgencyCredit, "(ANI)")));
}

TEST(SegmentText, FindsCaptions) {
  for (const char* line :
       {"(Image: ANI/AP)", "Image copyright Getty Images", "Photo: Otto Brandt", "(Mara Lindqvist/Reuters)",
        "A boat on the main street of the village. (AP Photo/Otto Brandt)",
        "Divers search the river bank, June 2, 2021. REUTERS/Otto Brandt"}) {
    EXPECT_EQ(KindOfLine(line), Kind::kCaption) << line;
  }
  EXPECT_EQ(KindOfLine("Seven in ten voters approve of the dam, a Reuters/Ipsos survey showed on Friday."),
            Kind::kBody);
}

TEST(SegmentText, FindsNotices) {
  for (const char* line :
       {"Advertisement", "Sign up for our newsletter", "Copyright 2021 Northern News. All rights reserved.",
        "Read more", "Click here to get our app", "Follow us on Twitter", "Subscribe now for as little as $1 a week.",
        "This story has been published from a wire agency feed without modifications to the text.",
        "By signing up, you agree to our Privacy Policy.", "Story continues below this ad",
        "Editor's note: this page was moved.", "[pullquote]", "* * *", "6 years ago", "Share this article"}) {
    EXPECT_EQ(KindOfLine(line), Kind::kNotice) << line;
  }
}

TEST(SegmentText, FindsRelatedLinks) {
  for (const char* line :
       {"Also read: Dam holds after night of rain", "READ: Why the river rose", "RELATED: Ten floods in pictures",
        "READ | Governor visits valley", "More: What insurers will pay", "Read more: Why the river rose"}) {
    EXPECT_EQ(KindOfLine(line), Kind::kRelatedLink) << line;
  }
}

TEST(SegmentText, FindsSubheadings) {
  EXPECT_EQ(KindOfLine("Second night of rain expected"), Kind::kSubheading);
  EXPECT_EQ(KindOfLine("What the Governor Said"), Kind::kSubheading);
  EXPECT_EQ(KindOfLine("It rained."), Kind::kBody);
  EXPECT_EQ(KindOfLine("He added:"), Kind::kBody);
}

TEST(SegmentText, LeavesNewsAboutSuchThingsAlone) {
  for (const char* line :
       {"The regulator fined the company over cookies that it had stored without consent.",
        "Facebook changed its privacy policy in January, and 13 million people signed up elsewhere.",
        "“Follow us,” the guides had told the hikers before the storm broke.",
        "Her newspaper was the first to read the report and to contribute to the debate about it in parliament.",
        "Photographs of the bridge were shown to the judge, who watched in silence.",
        "Watch towers were built along the whole border last year.",
        "The minister, by Monday, had agreed to nothing at all.", "Reuters could not reach the governor for comment.",
        "Related costs rose to $4 million, the auditors wrote."}) {
    EXPECT_EQ(KindOfLine(line), Kind::kBody) << line;
  }
}

TEST(SegmentText, JoinsThePiecesOfAnEmbeddedPost) {
  const std::string post =
      "⚠️ @valley_rescue update\n\nRoads to the upper villages are closed until noon. #flood\n\n"
      "Details: https://t.co/abc123 pic.twitter.com/xyz — Valley Rescue (@valley_rescue) March 7, 2022";
  const std::string after = "The governor thanked the crews in a short speech on the market square.";
  EXPECT_THAT(Segments(std::string(kNews) + "\n\n" + post + "\n\n" + after),
              ElementsAre(Pair(Kind::kBody, kNews), Pair(Kind::kEmbeddedPost, post), Pair(Kind::kBody, after)));
}

TEST(SegmentText, FindsPostsOnOneLineAndWithSignatureBelow) {
  EXPECT_EQ(KindOfLine("The water is falling at last. — Otto Brandt (@ottobrandt) June 2, 2021"), Kind::kEmbeddedPost);
  EXPECT_EQ(KindOfLine("The water is falling at last.\n\n— Otto Brandt (@ottobrandt) June 2, 2021"),
            Kind::kEmbeddedPost);
  EXPECT_EQ(KindOfLine("Look at this pic.twitter.com/abc123"), Kind::kEmbeddedPost);
}

TEST(SegmentText, JoinsHardWrappedLines) {
  const std::string wrapped =
      "The council of the small town by the river has decided to close\n"
      "the old bridge for good, since its pillars were found to be hollow\n"
      "after the flood, and to ask the province for a new one that could\n"
      "carry lorries as well as the tram which is to reach the town in\n"
      "five years.";
  EXPECT_THAT(Segments(wrapped + "\n\n" + kNews), ElementsAre(Pair(Kind::kBody, wrapped), Pair(Kind::kBody, kNews)));
}

TEST(SegmentText, IsEmptyForBlankText) {
  EXPECT_THAT(Segments(""), ElementsAre());
  EXPECT_THAT(Segments(" \n\t\n"), ElementsAre());
  EXPECT_THAT(Segments(" date 2022-01-01 "), ElementsAre(Pair(Kind::kDatePrefix, "date 2022-01-01")));
}

// What the header promises, on anything: sorted, disjoint, trimmed, covering all but white space.
TEST(SegmentText, KeepsItsPromisesOnRandomText) {
  std::mt19937_64 random(TestSeed());
  constexpr std::string_view kLines[] = {
      "Advertisement",
      "\n",
      "\n\n",
      " ",
      "(ANI)",
      "We use cookies on our site. ",
      "KYIV (AP) — ",
      "By Mara Lindqvist\n",
      "— Otto (@otto) June 2, 2021",
      "Details: https://t.co/abc ",
      "A Short Heading\n\n",
      "date 2022-03-03 ",
      "\u00A0",
      "Read more: ",
      "The crews reached the valley on Tuesday and found fourteen people alive there. "};
  for (int round = 0; round < 2000; ++round) {
    std::string text;
    for (int i = 0; i < 12; ++i) {
      text += random() % 3 == 0 ? RandomText(random, 6) : std::string(kLines[random() % std::size(kLines)]);
    }
    uint32_t covered = 0;
    for (const Segment& segment : SegmentText(text, "A Short Heading")) {
      ASSERT_LE(covered, segment.begin_byte) << text;
      ASSERT_LT(segment.begin_byte, segment.end_byte) << text;
      ASSERT_LE(segment.end_byte, text.size()) << text;
      for (uint32_t i = covered; i < segment.begin_byte; ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        ASSERT_TRUE(byte <= ' ' || byte >= 0x80) << "uncovered byte " << i << " in " << text;
      }
      covered = segment.end_byte;
    }
  }
}

TEST(SegmentKindName, NamesEveryKind) {
  for (int kind = 1; kind <= 11; ++kind) EXPECT_NE(SegmentKindName(static_cast<Kind>(kind)), "unknown") << kind;
}

}  // namespace
}  // namespace sitrep::text
