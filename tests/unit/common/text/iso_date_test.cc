#include "common/text/iso_date.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sitrep::text {
namespace {

using ::testing::HasSubstr;
using Granularity = PublicationTime::Granularity;

TEST(CivilDay, CountsDaysAndBack) {
  EXPECT_EQ(DaysSinceEpoch({1970, 1, 1}), 0);
  EXPECT_EQ(DaysSinceEpoch({2022, 3, 3}), 19054);
  EXPECT_EQ(DaysSinceEpoch({1969, 12, 31}), -1);
  CivilDay previous = {999, 12, 31};
  for (int64_t days = DaysSinceEpoch({1000, 1, 1}); days <= DaysSinceEpoch({9999, 12, 31}); ++days) {
    const CivilDay day = DayFromEpoch(days);
    ASSERT_TRUE(IsValid(day)) << days;
    ASSERT_LT(previous, day);
    ASSERT_EQ(DaysSinceEpoch(day), days);
    previous = day;
  }
  EXPECT_EQ(previous, (CivilDay{9999, 12, 31}));
}

TEST(CivilDay, KnowsWeekdays) {
  EXPECT_EQ(WeekdayOf({1970, 1, 1}), Weekday::kThursday);
  EXPECT_EQ(WeekdayOf({2022, 3, 3}), Weekday::kThursday);
  EXPECT_EQ(WeekdayOf({2022, 2, 27}), Weekday::kSunday);
  EXPECT_EQ(WeekdayOf({1900, 1, 1}), Weekday::kMonday);
}

TEST(ParseIsoDate, ReadsDays) {
  const auto time = ParseIsoDate("2022-03-03");
  ASSERT_TRUE(time.ok()) << time.status();
  EXPECT_EQ(time->granularity, Granularity::kDay);
  EXPECT_EQ(time->unix_seconds, 19054 * kSecondsPerDay);
  EXPECT_FALSE(time->utc_offset_minutes);
  EXPECT_EQ(FormatDay(time->LocalDay()), "2022-03-03");
}

TEST(ParseIsoDate, ReadsInstants) {
  struct Case {
    const char* value;
    int64_t seconds_of_day;  // Of 2022-03-03, in UTC.
    std::optional<int> offset;
    const char* local_day;
  };
  const Case cases[] = {
      {"2022-03-03T10:00:00Z", 36000, 0, "2022-03-03"},
      {"2022-03-03T10:00Z", 36000, 0, "2022-03-03"},
      {"2022-03-03T10:00:00.987+03:00", 25200, 180, "2022-03-03"},
      {"2022-03-04T01:30:00+0530", 72000, 330, "2022-03-04"},
      {"2022-03-02T20:00:00-08", 14400, -480, "2022-03-02"},
      {"2022-03-03T10:00:00", 36000, std::nullopt, "2022-03-03"},
      {"2022-03-03T23:59:60Z", 86399, 0, "2022-03-03"},
  };
  for (const Case& test : cases) {
    const auto time = ParseIsoDate(test.value);
    ASSERT_TRUE(time.ok()) << time.status();
    EXPECT_EQ(time->granularity, Granularity::kInstant) << test.value;
    EXPECT_EQ(time->unix_seconds, 19054 * kSecondsPerDay + test.seconds_of_day) << test.value;
    EXPECT_EQ(time->utc_offset_minutes, test.offset) << test.value;
    EXPECT_EQ(FormatDay(time->LocalDay()), test.local_day) << test.value;
  }
}

TEST(ParseIsoDate, SaysWhichDayDoesNotExist) {
  EXPECT_EQ(ParseIsoDate("2022-02-31").status().message(), "February 2022 has no day 31: \"2022-02-31\"");
  EXPECT_EQ(ParseIsoDate("2022-13-01").status().message(), "there is no month 13: \"2022-13-01\"");
  EXPECT_EQ(ParseIsoDate("2021-02-29").status().message(), "February 2021 has no day 29: \"2021-02-29\"");
  EXPECT_TRUE(ParseIsoDate("2020-02-29").ok());
  EXPECT_TRUE(ParseIsoDate("2000-02-29").ok());
  EXPECT_FALSE(ParseIsoDate("1900-02-29").ok());
  EXPECT_THAT(std::string(ParseIsoDate("0999-01-01").status().message()), HasSubstr("year 999"));
  EXPECT_THAT(std::string(ParseIsoDate("2022-03-03T24:00:00Z").status().message()), HasSubstr("no time 24:00:00"));
}

TEST(ParseIsoDate, RefusesEverythingElse) {
  for (const char* value :
       {"", " 2022-03-03", "2022-03-03 ", "2022-3-3", "22-03-03", "20220303", "2022/03/03", "2022-03-03 10:00",
        "2022-03-03T", "2022-03-03T10", "2022-03-03T10:00:00.Z", "2022-03-03T10:00:00+3", "2022-03-03T10:00:00+24:00",
        "+2022-03-03", "2022-03-03T10:00:00ZZ", "2022-03-03Z", "3 March 2022"}) {
    const auto time = ParseIsoDate(value);
    EXPECT_EQ(time.status().code(), absl::StatusCode::kInvalidArgument) << value;
  }
}

TEST(ParseIsoDate, StaysInCalendarRangeAtItsEnds) {
  EXPECT_TRUE(ParseIsoDate("9999-12-31T23:59:59Z").ok());
  EXPECT_FALSE(ParseIsoDate("9999-12-31T23:59:59-01:00").ok());
  EXPECT_FALSE(ParseIsoDate("1000-01-01T00:00:00+01:00").ok());
}

TEST(ParseLenientDate, ReadsWhatFeedsWrite) {
  struct Case {
    const char* value;
    const char* local_day;
    Granularity granularity;
  };
  const Case cases[] = {
      {"Tue, 08 Mar 2022 10:00:00 GMT", "2022-03-08", Granularity::kInstant},
      {"Tue, 8 Mar 2022 23:30:00 -0500", "2022-03-08", Granularity::kInstant},
      {"08 Mar 2022 10:00 EST", "2022-03-08", Granularity::kInstant},
      {"March 8, 2022", "2022-03-08", Granularity::kDay},
      {"Mar. 8, 2022", "2022-03-08", Granularity::kDay},
      {"Sept 8 2022", "2022-09-08", Granularity::kDay},
      {"8 March 2022", "2022-03-08", Granularity::kDay},
      {"Tuesday, March 8, 2022", "2022-03-08", Granularity::kDay},
      {"March 8, 2022 3:05 pm", "2022-03-08", Granularity::kInstant},
      {"2020-10-01 00:00:00", "2020-10-01", Granularity::kDay},
      {"2020-10-01 12:30:00", "2020-10-01", Granularity::kInstant},
      {"2020-10-01T12:30:00+02:00", "2020-10-01", Granularity::kInstant},
      {" 2022/03/08 ", "2022-03-08", Granularity::kDay},
      {"20220308", "2022-03-08", Granularity::kDay},
      {"Tue, 08 Mar 2022 10:00:00 +0000 (UTC)", "2022-03-08", Granularity::kInstant},
  };
  for (const Case& test : cases) {
    const auto time = ParseLenientDate(test.value);
    ASSERT_TRUE(time.ok()) << time.status();
    EXPECT_EQ(FormatDay(time->LocalDay()), test.local_day) << test.value;
    EXPECT_EQ(time->granularity, test.granularity) << test.value;
  }
  EXPECT_EQ(ParseLenientDate("March 8, 2022 12:05 am")->unix_seconds % kSecondsPerDay, 300);
  EXPECT_EQ(ParseLenientDate("08 Mar 2022 10:00 EST")->utc_offset_minutes, -300);
}

TEST(ParseLenientDate, DoesNotGuess) {
  for (const char* value : {"", "03/08/2022", "08.03.2022", "yesterday", "March 2022", "31 February 2022", "8 Mar 22",
                            "Mar 8, 2022 25:00", "Mar 8, 2022 10:00 XYZ", "2022-03-08 trailing"}) {
    EXPECT_FALSE(ParseLenientDate(value).ok()) << value;
  }
}

}  // namespace
}  // namespace sitrep::text
