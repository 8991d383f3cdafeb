#include "services/tagger/annotators/times.h"
#include "tests/unit/services/tagger/annotators/sentence_reading.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace sitrep::tagger {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr int64_t kHour = 3600;

Document Read(std::string_view text, std::string_view day = "2022-03-04") {
  text::PublicationTime published;
  if (!day.empty()) published = text::ParseIsoDate(day).value();
  Document document =
      MakeDocument(text, published, {{text::SegmentKind::kBody, 0, static_cast<uint32_t>(text.size())}});
  DivideIntoSentences(document);
  EXPECT_TRUE(TimesAnnotator().Annotate(document).ok());
  return document;
}

// "surface=value" of every expression.
std::vector<std::string> ValuesIn(std::string_view text, std::string_view day = "2022-03-04") {
  const Document document = Read(text, day);
  std::vector<std::string> values;
  for (const TimeExpression& time : document.times) {
    values.push_back(std::string(document.Text(time.span)) + "=" + time.value);
  }
  return values;
}

int64_t Midnight(std::string_view day) { return text::ParseIsoDate(day).value().unix_seconds; }

Interval Between(std::string_view first, std::string_view end, Granularity granularity) {
  return {.begin_s = Midnight(first), .end_s = Midnight(end), .granularity = granularity};
}

TEST(TimesTest, ReadsCalendarDates) {
  EXPECT_THAT(ValuesIn("It began on February 24, 2022 and on 24 February 2022."),
              ElementsAre("February 24, 2022=2022-02-24", "24 February 2022=2022-02-24"));
  EXPECT_THAT(ValuesIn("The log says 2022-03-03."), ElementsAre("2022-03-03=2022-03-03"));
  EXPECT_THAT(ValuesIn("They met on Monday, February 28."), ElementsAre("Monday, February 28=2022-02-28"));
  EXPECT_THAT(ValuesIn("They met on the 3rd of March, and again on Feb. 24."),
              ElementsAre("the 3rd of March=2022-03-03", "Feb. 24=2022-02-24"));
  EXPECT_THAT(ValuesIn("The treaty of 1994 was drafted in June 1993."), ElementsAre("1994=1994", "June 1993=1993-06"));
  EXPECT_THAT(ValuesIn("On February 30 nothing happened."), IsEmpty());
}

TEST(TimesTest, DaysWithoutYearAreTheNearest) {
  EXPECT_THAT(ValuesIn("The vote on December 30 was close.", "2022-01-05"), ElementsAre("December 30=2021-12-30"));
  EXPECT_THAT(ValuesIn("The vote will be held on January 3.", "2021-12-28"), ElementsAre("January 3=2022-01-03"));
}

TEST(TimesTest, TheWeekdayTellsTheYear) {
  EXPECT_THAT(ValuesIn("It was signed on Thursday, March 10.", "2022-03-20"),
              ElementsAre("Thursday, March 10=2022-03-10"));
}

TEST(TimesTest, WeekdaysFollowTheTense) {
  EXPECT_THAT(ValuesIn("Both sides agreed Thursday to open roads."), ElementsAre("Thursday=2022-03-03"));
  EXPECT_THAT(ValuesIn("The envoys will meet on Thursday."), ElementsAre("Thursday=2022-03-10"));
  EXPECT_THAT(ValuesIn("Envoys to meet again on Tuesday"), ElementsAre("Tuesday=2022-03-08"));
  EXPECT_THAT(ValuesIn("They spoke on Friday."), ElementsAre("Friday=2022-03-04"));
  EXPECT_THAT(ValuesIn("They spoke last Friday."), ElementsAre("last Friday=2022-02-25"));
}

TEST(TimesTest, CountsFromPublication) {
  EXPECT_THAT(ValuesIn("He left yesterday and returns tomorrow."),
              ElementsAre("yesterday=2022-03-03", "tomorrow=2022-03-05"));
  EXPECT_THAT(ValuesIn("It fell two days ago, a year ago and three months ago."),
              ElementsAre("two days ago=2022-03-02", "a year ago=2021", "three months ago=2021-12"));
  EXPECT_THAT(ValuesIn("Exports fell last week, last month and last year."),
              ElementsAre("last week=2022-W08", "last month=2022-02", "last year=2021"));
  EXPECT_THAT(ValuesIn("They will meet in two weeks."), ElementsAre("two weeks=2022-W11"));
}

TEST(TimesTest, IntervalsAreHalfOpen) {
  EXPECT_EQ(Read("It began on February 24.").times.at(0).interval,
            Between("2022-02-24", "2022-02-25", Granularity::kDay));
  EXPECT_EQ(Read("It fell last week.").times.at(0).interval, Between("2022-02-21", "2022-02-28", Granularity::kWeek));
  EXPECT_EQ(Read("It rose in 2014.").times.at(0).interval, Between("2014-01-01", "2015-01-01", Granularity::kYear));
  EXPECT_EQ(Read("Music of the 1990s.").times.at(0).interval,
            Between("1990-01-01", "2000-01-01", Granularity::kDecade));
}

TEST(TimesTest, SpansEndAtPublication) {
  const TimeExpression time = Read("Shells fell for the past 24 hours.").times.at(0);
  EXPECT_EQ(time.type, TimexType::kDuration);
  EXPECT_EQ(time.value, "PT24H");
  EXPECT_EQ(time.anchor, "publication");
  EXPECT_EQ(time.direction, -1);
  EXPECT_EQ(time.interval, Between("2022-03-03", "2022-03-05", Granularity::kHour));
}

TEST(TimesTest, ZonesBecomeUtc) {
  const TimeExpression time = Read("It holds from 10 am Moscow time on Tuesday, March 8.").times.at(0);
  EXPECT_EQ(time.type, TimexType::kTime);
  EXPECT_EQ(time.value, "2022-03-08T10:00+03:00");
  EXPECT_EQ(time.interval.begin_s, Midnight("2022-03-08") + 7 * kHour);
  // Kyiv is two hours ahead of UTC in winter and three in summer.
  EXPECT_EQ(Read("At 9:30 a.m. Kyiv time on March 8 it ended.").times.at(0).value, "2022-03-08T09:30+02:00");
  EXPECT_EQ(Read("At 9:30 a.m. Kyiv time on July 8, 2021 it ended.").times.at(0).value, "2021-07-08T09:30+03:00");
  EXPECT_EQ(Read("At 0600 GMT on Friday it ended.").times.at(0).value, "2022-03-04T06:00Z");
}

TEST(TimesTest, EdgesNarrowTheInterval) {
  const TimeExpression mid = Read("Snow fell in mid-March.", "2022-03-30").times.at(0);
  EXPECT_EQ(mid.value, "2022-03");
  EXPECT_EQ(mid.mod, "MID");
  EXPECT_EQ(mid.interval, Between("2022-03-11", "2022-03-21", Granularity::kMonth));
  const TimeExpression earlier = Read("They met earlier this week.").times.at(0);
  EXPECT_EQ(earlier.value, "2022-W09");
  EXPECT_EQ(earlier.interval, Between("2022-02-28", "2022-03-05", Granularity::kWeek));
}

TEST(TimesTest, QuartersSeasonsHolidays) {
  EXPECT_THAT(ValuesIn("Profit rose in the fourth quarter."), ElementsAre("the fourth quarter=2021-Q4"));
  EXPECT_THAT(ValuesIn("Third-quarter profit fell from a year earlier.", "2021-11-02"),
              ElementsAre("Third-quarter=2021-Q3", "a year earlier=2020-Q3"));
  EXPECT_THAT(ValuesIn("It was warm last summer and in the winter of 2019."),
              ElementsAre("last summer=2021-SU", "the winter of 2019=2019-WI"));
  EXPECT_THAT(ValuesIn("Shops closed on Christmas and on Easter 2021."),
              ElementsAre("Christmas=2021-12-25", "Easter 2021=2021-04-04"));
}

TEST(TimesTest, LengthsAndSets) {
  const Document document = Read("It lasted five hours. They drill daily and every Monday, twice a week.");
  ASSERT_EQ(document.times.size(), 4u);
  EXPECT_EQ(document.times[0].type, TimexType::kDuration);
  EXPECT_EQ(document.times[0].value, "PT5H");
  EXPECT_TRUE(document.times[0].interval.empty());
  EXPECT_EQ(document.times[1].type, TimexType::kSet);
  EXPECT_EQ(document.times[1].value, "P1D");
  EXPECT_EQ(document.times[2].value, "XXXX-WXX-1");
  EXPECT_EQ(document.times[3].value, "P1W");
}

TEST(TimesTest, FollowingDaysHangOnTheLastOne) {
  const Document document = Read("The bridge fell on February 27. The next day it was rebuilt.");
  ASSERT_EQ(document.times.size(), 2u);
  EXPECT_EQ(document.times[1].value, "2022-02-28");
  EXPECT_EQ(document.times[1].anchor, "expression:0");
}

TEST(TimesTest, WithoutPublicationDateRelativeOnesStayOpen) {
  const Document document = Read("It began on Thursday, on March 10 and on March 10, 2021.", "");
  ASSERT_EQ(document.times.size(), 3u);
  EXPECT_EQ(document.times[0].value, "XXXX-WXX-4");
  EXPECT_TRUE(document.times[0].interval.empty());
  EXPECT_EQ(document.times[1].value, "XXXX-03-10");
  EXPECT_TRUE(document.times[1].interval.empty());
  EXPECT_EQ(document.times[2].interval, Between("2021-03-10", "2021-03-11", Granularity::kDay));
}

TEST(TimesTest, OrdinaryWordsAreNoTimes) {
  EXPECT_THAT(ValuesIn("They may march on, said the 12-year-old girl on the eighth day of the war."), IsEmpty());
  EXPECT_THAT(ValuesIn("Some 2000 people sat in the sun and saw leaves fall."), IsEmpty());
  EXPECT_THAT(ValuesIn("The second round cost $1990."), IsEmpty());
}

TEST(TimesTest, TheDatePrefixIsNoExpression) {
  constexpr std::string_view kText = "date 2022-03-04\nThey met.";
  Document document = MakeDocument(kText, text::ParseIsoDate("2022-03-04").value());
  DivideIntoSentences(document);
  ASSERT_TRUE(TimesAnnotator().Annotate(document).ok());
  EXPECT_THAT(document.times, IsEmpty());
}

}  // namespace
}  // namespace sitrep::tagger
