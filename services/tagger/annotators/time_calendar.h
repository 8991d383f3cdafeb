#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/text/iso_date.h"
#include "services/tagger/annotators/time_lexicon.h"
#include "services/tagger/document/document.h"

// Intervals of the calendar, their TIMEX3 values, and holidays. Weeks begin on Monday, as in ISO 8601. Pure functions,
// thread-safe. REQUIRES everywhere: years from 1000 to 9998, so that no interval ends beyond what ISO 8601 can write.
namespace sitrep::tagger::calendar {

using text::CivilDay;

inline constexpr int64_t kSecondsPerHour = 3600;
// Midnight UTC, in seconds since 1970.
int64_t Begin(CivilDay day);
CivilDay AddDays(CivilDay day, int64_t days);
struct Month {
  int year = 0;
  int month = 1;  // 1 to 12.
};
Month AddMonths(Month from, int64_t months);
CivilDay FirstDay(Month month);
CivilDay MondayOf(CivilDay day);
Interval Days(CivilDay begin, CivilDay end, Granularity granularity);
Interval OneDay(CivilDay day);
Interval MonthsFrom(Month first, int count, Granularity granularity);
Interval Years(int first, int count, Granularity granularity);
// "2022-W09": the ISO 8601 week of a day.
std::string WeekValue(CivilDay day);
std::string MonthValue(Month month);
std::string YearValue(int year);
// Anonymous Gregorian algorithm (Meeus, Astronomical Algorithms, chapter 8).
CivilDay EasterSunday(int year);
// The nth Monday (1) to Sunday (7) of a month.
CivilDay NthWeekday(int year, int month, int weekday, int nth);
// The day of a holiday, as TimeWord::kHoliday numbers them.
CivilDay HolidayIn(int year, int number);
std::string_view EdgeModifier(Edge edge);
std::string_view PartValue(PartOfDay part);
struct Hours {
  int begin = 0;
  int end = 24;
};
Hours HoursOf(PartOfDay part);
// The TIMEX3 code of a length in one unit, and how many of it one of ours is.
struct UnitCode {
  std::string_view prefix;
  std::string_view code;
  std::string_view unknown_code;
  int factor;
};
UnitCode CodeOf(TimeUnit unit);
// "P3D", "PT24H", "PXY".
std::string DurationValue(TimeUnit unit, double amount);

}  // namespace sitrep::tagger::calendar
