#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

// Dates of publication: parsing, and arithmetic on the proleptic Gregorian calendar. Never reads the clock. Pure
// functions, thread-safe. Years run from 1000 to 9999: what ISO 8601 writes in four digits and news can mean.
namespace sitrep::text {

struct CivilDay {
  int year = 1970;
  int month = 1;  // 1 to 12.
  int day = 1;    // 1 to 31.

  friend auto operator<=>(const CivilDay&, const CivilDay&) = default;
};

enum class Weekday { kMonday = 1, kTuesday, kWednesday, kThursday, kFriday, kSaturday, kSunday };  // As in ISO 8601.

inline constexpr int64_t kSecondsPerDay = 86'400;

bool IsLeapYear(int year);
int DaysInMonth(int year, int month);  // REQUIRES: 1 <= month <= 12.
bool IsValid(CivilDay day);
// Days since 1970-01-01 and back (Hinnant, chrono-compatible low-level date algorithms, 2013).
int64_t DaysSinceEpoch(CivilDay day);
CivilDay DayFromEpoch(int64_t days);
Weekday WeekdayOf(CivilDay day);
std::string FormatDay(CivilDay day);  // "2022-03-03"

struct PublicationTime {
  enum class Granularity { kUnknown, kDay, kInstant };

  Granularity granularity = Granularity::kUnknown;
  int64_t unix_seconds = 0;               // Of a day: its midnight, as if in UTC.
  std::optional<int> utc_offset_minutes;  // As given with an instant, from -1439 to 1439.

  // The date on the calendar where it was published: what "today" in the text means. REQUIRES: not kUnknown.
  CivilDay LocalDay() const;
  static PublicationTime OfDay(CivilDay day);

  friend bool operator==(const PublicationTime&, const PublicationTime&) = default;
};

// Whether seconds since 1970 fall into the years 1000 to 9999.
bool IsInCalendarRange(int64_t unix_seconds);

// Reads "2022-03-03", "2022-03-03T10:00:00Z", "2022-03-03T10:00:00.25+03:00" and the same without seconds or without an
// offset (then the instant counts as UTC and `utc_offset_minutes` is absent), nothing else; fractions are cut, a 60th
// second counts as the 59th. INVALID_ARGUMENT says what is wrong with which value, without naming a field.
absl::StatusOr<PublicationTime> ParseIsoDate(std::string_view value);

// Reads what feeds and archives write besides: RFC 822 ("Tue, 08 Mar 2022 10:00:00 GMT"), "March 8, 2022", "8 Mar
// 2022", "2020-10-01 00:00:00" (midnight without an offset is a day), "2022/03/08", "20220308". Never guesses between
// day and month in "03/08/2022". Surrounding white space is allowed. INVALID_ARGUMENT as above.
absl::StatusOr<PublicationTime> ParseLenientDate(std::string_view value);

}  // namespace sitrep::text
