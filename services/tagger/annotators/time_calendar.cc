#include "services/tagger/annotators/time_calendar.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace sitrep::tagger::calendar {

using text::kSecondsPerDay;

int64_t Begin(CivilDay day) { return text::DaysSinceEpoch(day) * kSecondsPerDay; }

CivilDay AddDays(CivilDay day, int64_t days) { return text::DayFromEpoch(text::DaysSinceEpoch(day) + days); }

Month AddMonths(Month from, int64_t months) {
  const int64_t total = int64_t{from.year} * 12 + from.month - 1 + months;
  return {static_cast<int>(total / 12), static_cast<int>(total % 12) + 1};
}

CivilDay FirstDay(Month month) { return {month.year, month.month, 1}; }

CivilDay MondayOf(CivilDay day) { return AddDays(day, 1 - static_cast<int>(text::WeekdayOf(day))); }

Interval Days(CivilDay begin, CivilDay end, Granularity granularity) {
  return {.begin_s = Begin(begin), .end_s = Begin(end), .granularity = granularity};
}

Interval OneDay(CivilDay day) { return Days(day, AddDays(day, 1), Granularity::kDay); }

Interval MonthsFrom(Month first, int count, Granularity granularity) {
  return Days(FirstDay(first), FirstDay(AddMonths(first, count)), granularity);
}

Interval Years(int first, int count, Granularity granularity) {
  return MonthsFrom({first, 1}, 12 * count, granularity);
}

std::string WeekValue(CivilDay day) {
  const CivilDay thursday = AddDays(MondayOf(day), 3);
  const int64_t nth = (text::DaysSinceEpoch(thursday) - text::DaysSinceEpoch({thursday.year, 1, 1})) / 7 + 1;
  return absl::StrFormat("%04d-W%02d", thursday.year, static_cast<int>(nth));
}

std::string MonthValue(Month month) { return absl::StrFormat("%04d-%02d", month.year, month.month); }

std::string YearValue(int year) { return absl::StrFormat("%04d", year); }

// Anonymous Gregorian algorithm (Meeus, Astronomical Algorithms, chapter 8).
CivilDay EasterSunday(int year) {
  const int a = year % 19;
  const int b = year / 100;
  const int c = year % 100;
  const int h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
  const int l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
  const int m = (a + 11 * h + 22 * l) / 451;
  const int day = h + l - 7 * m + 114;
  return {year, day / 31, day % 31 + 1};
}

CivilDay NthWeekday(int year, int month, int weekday, int nth) {
  const CivilDay first{year, month, 1};
  const int skip = (weekday - static_cast<int>(text::WeekdayOf(first)) + 7) % 7;
  return AddDays(first, skip + 7 * (nth - 1));
}

CivilDay HolidayIn(int year, int number) {
  switch (number) {
    case kThanksgiving:
      return NthWeekday(year, 11, 4, 4);
    case kEaster:
      return EasterSunday(year);
    default:
      return {year, number / 100, number % 100};
  }
}

std::string_view EdgeModifier(Edge edge) {
  switch (edge) {
    case Edge::kStart:
      return "START";
    case Edge::kMid:
      return "MID";
    case Edge::kEnd:
      return "END";
    case Edge::kNone:
      break;
  }
  return "";
}

std::string_view PartValue(PartOfDay part) {
  switch (part) {
    case PartOfDay::kMorning:
      return "TMO";
    case PartOfDay::kMidday:
      return "TMI";
    case PartOfDay::kAfternoon:
      return "TAF";
    case PartOfDay::kEvening:
      return "TEV";
    case PartOfDay::kNight:
      return "TNI";
    case PartOfDay::kNone:
      break;
  }
  return "";
}

Hours HoursOf(PartOfDay part) {
  switch (part) {
    case PartOfDay::kMorning:
      return {5, 12};
    case PartOfDay::kMidday:
      return {11, 14};
    case PartOfDay::kAfternoon:
      return {12, 18};
    case PartOfDay::kEvening:
      return {17, 24};
    case PartOfDay::kNight:
      return {18, 30};  // Until six the next day.
    case PartOfDay::kNone:
      break;
  }
  return {};
}

UnitCode CodeOf(TimeUnit unit) {
  switch (unit) {
    case TimeUnit::kSecond:
      return {"PT", "S", "S", 1};
    case TimeUnit::kMinute:
      return {"PT", "M", "M", 1};
    case TimeUnit::kHour:
      return {"PT", "H", "H", 1};
    case TimeUnit::kDay:
      return {"P", "D", "D", 1};
    case TimeUnit::kWeekend:
      return {"P", "WE", "WE", 1};
    case TimeUnit::kWeek:
      return {"P", "W", "W", 1};
    case TimeUnit::kFortnight:
      return {"P", "W", "W", 2};
    case TimeUnit::kMonth:
      return {"P", "M", "M", 1};
    case TimeUnit::kQuarter:
      return {"P", "M", "M", 3};
    case TimeUnit::kYear:
      return {"P", "Y", "Y", 1};
    case TimeUnit::kDecade:
      return {"P", "Y", "DE", 10};
    case TimeUnit::kCentury:
      break;
  }
  return {"P", "Y", "CE", 100};
}

std::string DurationValue(TimeUnit unit, double amount) {
  const UnitCode code = CodeOf(unit);
  if (amount < 0) return absl::StrFormat("%sX%s", code.prefix.data(), code.unknown_code.data());
  return absl::StrCat(std::string(code.prefix), static_cast<int64_t>(amount) * code.factor, std::string(code.code));
}

}  // namespace sitrep::tagger::calendar
