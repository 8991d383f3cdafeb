#pragma once

#include <cstdint>
#include <string_view>

#include "common/text/iso_date.h"

// The words of time expressions. Constant tables and pure functions, thread-safe.
namespace sitrep::tagger {

enum class TimeUnit : uint8_t {
  kSecond,
  kMinute,
  kHour,
  kDay,
  kWeekend,
  kWeek,
  kFortnight,
  kMonth,
  kQuarter,
  kYear,
  kDecade,
  kCentury
};

enum class PartOfDay : uint8_t { kNone, kMorning, kMidday, kAfternoon, kEvening, kNight };
enum class Season : uint8_t { kNone, kSpring, kSummer, kFall, kWinter };

// Where in its period something lies; the TIMEX3 modifiers START, MID and END.
enum class Edge : uint8_t { kNone, kStart, kMid, kEnd };

// How a zone's clocks change in summer.
enum class SummerTime : uint8_t { kNever, kEurope, kNorthAmerica };
struct TimeZone {
  int16_t minutes = 0;  // East of UTC, in winter.
  SummerTime summer = SummerTime::kNever;
};
// Minutes east of UTC on a day.
int UtcOffsetOn(TimeZone zone, text::CivilDay day);

// The part a word can play in a time expression. Its value, described beside it, is that of the Atom or TimeMeaning.
enum class TimeWord : uint8_t {
  kOther,
  kNumber,    // Its value.
  kYear,      // Four digits, or "nineteen ninety-six".
  kOrdinal,   // "third", "24th".
  kDecade,    // "1990s": 1990; "90s": 90.
  kClock,     // "10:30", "7pm": minutes since midnight; kTwelveHours is added when am or pm is still to come.
  kIsoDay,    // "2022-03-03": days since 1970-01-01.
  kMonth,     // 1 to 12.
  kWeekday,   // 1 (Monday) to 7.
  kWeekdays,  // "Mondays".
  kUnit,      // TimeUnit.
  kUnits,     // "weeks".
  kDayName,   // "yesterday": -1, "today": 0, "tomorrow": 1.
  kTonight,
  kPartOfDay,   // PartOfDay.
  kPartsOfDay,  // "nights"
  kClockName,   // "noon": 720, "midnight": 0.
  kSeason,      // Season.
  kHoliday,     // 100 * month + day, or kThanksgiving or kEaster.
  kRelation,    // "last": -1, "this": 0, "next": 1; or one of kRolling and kCurrent below.
  kThat,        // "that", "same": the day spoken of.
  kRecent,
  kEdge,          // Edge: "early", "late", "beginning".
  kComparedEdge,  // "earlier", "later".
  kApproximate,   // "about", "nearly".
  kOver,          // "over": more than, before a number only.
  kReference,     // -1 "recently", 0 "now", 1 "future".
  kNear,          // "the near future".
  kThese,         // "these days".
  kFrequency,     // TimeUnit: "daily".
  kEvery,
  kFew,  // An unknown number: "several".
  kCouple,
  kAgo,
  kAfter,  // "after", "later", "before": what follows an amount of time.
  kAmPm,   // 0 or 720 minutes.
  kZone,   // Index for ZoneAt.
  kTime,   // The word "time".
  kFiscal,
  kHalf,
  kThe,
  kA,
  kOf,
  kOn,
  kAt,
  kFor,    // A preposition before a length of time.
  kSince,  // A preposition before a year: "in" 0, "since" and "from" 1, others 2.
  kAnd,
  kOr,
  kTo,
  kMore,
  kTimes,  // "once", "times".
  kOld,
  kComma,
  kPossessive,
  kCurrency,
};

// Values of kRelation besides -1, 0 and 1.
inline constexpr int kRolling = -2;  // "past": counts back from publication, not by the calendar.
inline constexpr int kCurrent = 2;   // "current": may also stand alone.

// Added to a clock time whose half of the day is still open; twice when it was written with a full stop.
inline constexpr int kTwelveHours = 10'000;
// Holidays without a fixed day.
inline constexpr int kThanksgiving = 2001;
inline constexpr int kEaster = 2002;

// What a word can mean; `word` is kOther when it has no part in time expressions.
struct TimeMeaning {
  TimeWord word = TimeWord::kOther;
  int16_t value = 0;
};
TimeMeaning FindTimeWord(std::string_view lower);

// Months and weekdays that are ordinary words unless a capital says otherwise: "march", "sat".
bool NeedsCapital(std::string_view lower);
// Abbreviations that mean time only beside a number: "Mar", "Sun".
bool NeedsNumber(std::string_view lower);
// Cities and regions that name a zone, with a capital: "Moscow time".
bool IsPlaceWithZone(std::string_view lower);

TimeZone ZoneAt(int64_t index);

}  // namespace sitrep::tagger
