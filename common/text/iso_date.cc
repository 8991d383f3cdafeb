#include "common/text/iso_date.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/string_views.h"

namespace sitrep::text {
namespace {

constexpr int kMinYear = 1000;
constexpr int kMaxYear = 9999;
constexpr size_t kMaxDateBytes = 64;
constexpr std::array<std::string_view, 12> kMonths = {"January",   "February", "March",    "April",
                                                      "May",       "June",     "July",     "August",
                                                      "September", "October",  "November", "December"};
constexpr std::array<std::string_view, 7> kWeekdays = {"monday", "tuesday",  "wednesday", "thursday",
                                                       "friday", "saturday", "sunday"};

// Names a value in an error, shortened, since it comes from outside.
std::string Quoted(std::string_view value) {
  return absl::StrCat("\"", ToAbsl(value.substr(0, kMaxDateBytes)), value.size() > kMaxDateBytes ? "..." : "", "\"");
}

absl::Status NotADate(std::string_view value, std::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat(ToAbsl(why), ": ", Quoted(value)));
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) { return absl::ascii_isalpha(static_cast<unsigned char>(c)); }

// Reads a value from the left, piece by piece.
class Reader {
 public:
  explicit Reader(std::string_view rest) : rest_(rest) {}

  bool done() const { return rest_.empty(); }
  char peek() const { return rest_.empty() ? '\0' : rest_.front(); }

  bool Take(char c) {
    if (peek() != c || rest_.empty()) return false;
    rest_.remove_prefix(1);
    return true;
  }
  bool TakeAny(std::string_view chars) {
    if (rest_.empty() || chars.find(rest_.front()) == std::string_view::npos) return false;
    rest_.remove_prefix(1);
    return true;
  }
  // Between `min` and `max` digits, as many as there are.
  std::optional<int> TakeNumber(size_t min, size_t max) {
    size_t digits = 0;
    int value = 0;
    while (digits < max && digits < rest_.size() && IsDigit(rest_[digits]))
      value = value * 10 + (rest_[digits++] - '0');
    if (digits < min) return std::nullopt;
    rest_.remove_prefix(digits);
    return value;
  }
  std::string_view TakeLetters() {
    size_t letters = 0;
    while (letters < rest_.size() && IsLetter(rest_[letters])) ++letters;
    const std::string_view word = rest_.substr(0, letters);
    rest_.remove_prefix(letters);
    return word;
  }
  void SkipBlanks() { rest_ = ToStd(absl::StripLeadingAsciiWhitespace(ToAbsl(rest_))); }

 private:
  std::string_view rest_;
};

absl::Status CheckDay(std::string_view value, CivilDay day) {
  if (day.year < kMinYear || day.year > kMaxYear) {
    return NotADate(value, absl::StrCat("year ", day.year, " is not between ", kMinYear, " and ", kMaxYear));
  }
  if (day.month < 1 || day.month > 12) return NotADate(value, absl::StrCat("there is no month ", day.month));
  if (day.day < 1 || day.day > DaysInMonth(day.year, day.month)) {
    return NotADate(value, absl::StrCat(ToAbsl(kMonths[day.month - 1]), " ", day.year, " has no day ", day.day));
  }
  return absl::OkStatus();
}

struct ClockTime {
  int hour = 0;
  int minute = 0;
  int second = 0;
};

// "10:00", "10:00:00", "10:00:00.25".
std::optional<ClockTime> TakeClock(Reader& reader, size_t min_hour_digits) {
  const std::optional<int> hour = reader.TakeNumber(min_hour_digits, 2);
  if (!hour || !reader.Take(':')) return std::nullopt;
  const std::optional<int> minute = reader.TakeNumber(2, 2);
  if (!minute) return std::nullopt;
  ClockTime clock{*hour, *minute, 0};
  if (reader.Take(':')) {
    const std::optional<int> second = reader.TakeNumber(2, 2);
    if (!second) return std::nullopt;
    clock.second = *second;
    if (reader.TakeAny(".,")) {
      if (!reader.TakeNumber(1, 1)) return std::nullopt;
      while (reader.TakeNumber(1, 1)) {
      }
    }
  }
  return clock;
}

// "Z", "+03:00", "+0300", "+03". Leaves the reader alone where no offset begins.
enum class OffsetShape { kNone, kRead, kMalformed };
OffsetShape TakeOffset(Reader& reader, int& minutes) {
  if (reader.TakeAny("Zz")) {
    minutes = 0;
    return OffsetShape::kRead;
  }
  const bool negative = reader.peek() == '-';
  if (!reader.TakeAny("+-")) return OffsetShape::kNone;
  const std::optional<int> hour = reader.TakeNumber(2, 2);
  if (!hour) return OffsetShape::kMalformed;
  int minute = 0;
  if (reader.Take(':') || IsDigit(reader.peek())) {
    const std::optional<int> read = reader.TakeNumber(2, 2);
    if (!read) return OffsetShape::kMalformed;
    minute = *read;
  }
  if (*hour > 23 || minute > 59) return OffsetShape::kMalformed;
  minutes = (*hour * 60 + minute) * (negative ? -1 : 1);
  return OffsetShape::kRead;
}

absl::StatusOr<PublicationTime> Instant(std::string_view value, CivilDay day, ClockTime clock,
                                        std::optional<int> offset_minutes) {
  if (clock.hour > 23 || clock.minute > 59 || clock.second > 60) {
    char written[16];
    std::snprintf(written, sizeof written, "%02d:%02d:%02d", clock.hour % 100, clock.minute % 100, clock.second % 100);
    return NotADate(value, absl::StrCat("there is no time ", written));
  }
  PublicationTime time;
  time.granularity = PublicationTime::Granularity::kInstant;
  time.utc_offset_minutes = offset_minutes;
  time.unix_seconds = DaysSinceEpoch(day) * kSecondsPerDay + clock.hour * 3600 + clock.minute * 60 +
                      std::min(clock.second, 59) - offset_minutes.value_or(0) * int64_t{60};
  if (!IsInCalendarRange(time.unix_seconds)) {
    return NotADate(value, absl::StrCat("year is not between ", kMinYear, " and ", kMaxYear, " in UTC"));
  }
  return time;
}

std::optional<int> MonthNamed(std::string_view word) {
  if (word.size() < 3) return std::nullopt;
  for (size_t i = 0; i < kMonths.size(); ++i) {
    if (absl::StartsWithIgnoreCase(ToAbsl(kMonths[i]), ToAbsl(word))) return static_cast<int>(i + 1);
  }
  return absl::EqualsIgnoreCase(ToAbsl(word), "Sept") ? std::optional<int>(9) : std::nullopt;
}

bool IsWeekdayName(std::string_view word) {
  if (word.size() < 3) return false;
  for (const std::string_view weekday : kWeekdays) {
    if (absl::StartsWithIgnoreCase(ToAbsl(weekday), ToAbsl(word))) return true;
  }
  return false;
}

// The zones that RFC 822, section 5, names.
std::optional<int> ZoneNamed(std::string_view word) {
  struct Zone {
    std::string_view name;
    int minutes;
  };
  constexpr std::array<Zone, 12> kZones = {{{"GMT", 0},
                                            {"UT", 0},
                                            {"UTC", 0},
                                            {"Z", 0},
                                            {"EST", -300},
                                            {"EDT", -240},
                                            {"CST", -360},
                                            {"CDT", -300},
                                            {"MST", -420},
                                            {"MDT", -360},
                                            {"PST", -480},
                                            {"PDT", -420}}};
  for (const Zone& zone : kZones) {
    if (absl::EqualsIgnoreCase(ToAbsl(zone.name), ToAbsl(word))) return zone.minutes;
  }
  return std::nullopt;
}

// "8 Mar 2022" or "March 8, 2022", an optional weekday before it.
std::optional<CivilDay> TakeNamedDay(Reader& reader) {
  std::string_view word = reader.TakeLetters();
  if (IsWeekdayName(word)) {
    reader.Take('.');
    reader.Take(',');
    reader.SkipBlanks();
    word = reader.TakeLetters();
  }
  CivilDay day;
  std::optional<int> month;
  std::optional<int> number;
  if (word.empty()) {
    number = reader.TakeNumber(1, 2);
    reader.TakeAny("- ");
    reader.SkipBlanks();
    month = MonthNamed(reader.TakeLetters());
    reader.Take('.');
  } else {
    month = MonthNamed(word);
    reader.Take('.');
    reader.SkipBlanks();
    number = reader.TakeNumber(1, 2);
  }
  reader.Take(',');
  reader.Take('-');
  reader.SkipBlanks();
  const std::optional<int> year = reader.TakeNumber(4, 4);
  if (!month || !number || !year) return std::nullopt;
  return CivilDay{*year, *month, *number};
}

// "2022-03-08", "2022/03/08" or "20220308".
std::optional<CivilDay> TakeNumericDay(Reader& reader) {
  const std::optional<int> year = reader.TakeNumber(4, 4);
  if (!year) return std::nullopt;
  const char separator = reader.peek();
  const bool separated = reader.TakeAny("-/.");
  const std::optional<int> month = reader.TakeNumber(separated ? 1 : 2, 2);
  if (!month || (separated && !reader.Take(separator))) return std::nullopt;
  const std::optional<int> day = reader.TakeNumber(separated ? 1 : 2, 2);
  if (!day) return std::nullopt;
  return CivilDay{*year, *month, *day};
}

}  // namespace

bool IsLeapYear(int year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

int DaysInMonth(int year, int month) {
  constexpr std::array<int, 12> kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && IsLeapYear(year) ? 29 : kDays[month - 1];
}

bool IsValid(CivilDay day) {
  return day.year >= kMinYear && day.year <= kMaxYear && day.month >= 1 && day.month <= 12 && day.day >= 1 &&
         day.day <= DaysInMonth(day.year, day.month);
}

int64_t DaysSinceEpoch(CivilDay day) {
  const int64_t year = day.year - (day.month <= 2);
  const int64_t era = (year >= 0 ? year : year - 399) / 400;
  const int64_t year_of_era = year - era * 400;
  const int64_t day_of_year = (153 * (day.month + (day.month > 2 ? -3 : 9)) + 2) / 5 + day.day - 1;
  const int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146'097 + day_of_era - 719'468;
}

CivilDay DayFromEpoch(int64_t days) {
  days += 719'468;
  const int64_t era = (days >= 0 ? days : days - 146'096) / 146'097;
  const int64_t day_of_era = days - era * 146'097;
  const int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const int64_t shifted_month = (5 * day_of_year + 2) / 153;
  const auto month = static_cast<int>(shifted_month < 10 ? shifted_month + 3 : shifted_month - 9);
  return {static_cast<int>(year_of_era + era * 400 + (month <= 2)), month,
          static_cast<int>(day_of_year - (153 * shifted_month + 2) / 5 + 1)};
}

Weekday WeekdayOf(CivilDay day) {
  const int64_t since_monday = ((DaysSinceEpoch(day) + 3) % 7 + 7) % 7;  // 1970-01-01 was a Thursday.
  return static_cast<Weekday>(since_monday + 1);
}

std::string FormatDay(CivilDay day) {
  char written[40];
  std::snprintf(written, sizeof written, "%04d-%02d-%02d", day.year, day.month, day.day);
  return written;
}

CivilDay PublicationTime::LocalDay() const {
  const int64_t local_seconds = unix_seconds + utc_offset_minutes.value_or(0) * int64_t{60};
  int64_t days = local_seconds / kSecondsPerDay;
  if (local_seconds % kSecondsPerDay < 0) --days;
  return DayFromEpoch(days);
}

PublicationTime PublicationTime::OfDay(CivilDay day) {
  PublicationTime time;
  time.granularity = Granularity::kDay;
  time.unix_seconds = DaysSinceEpoch(day) * kSecondsPerDay;
  return time;
}

bool IsInCalendarRange(int64_t unix_seconds) {
  return unix_seconds >= DaysSinceEpoch({kMinYear, 1, 1}) * kSecondsPerDay &&
         unix_seconds < DaysSinceEpoch({kMaxYear + 1, 1, 1}) * kSecondsPerDay;
}

absl::StatusOr<PublicationTime> ParseIsoDate(std::string_view value) {
  constexpr std::string_view kShape = "not an ISO 8601 date or date-time";
  Reader reader(value);
  const std::optional<int> year = reader.TakeNumber(4, 4);
  if (!year || !reader.Take('-')) return NotADate(value, kShape);
  const std::optional<int> month = reader.TakeNumber(2, 2);
  if (!month || !reader.Take('-')) return NotADate(value, kShape);
  const std::optional<int> number = reader.TakeNumber(2, 2);
  if (!number) return NotADate(value, kShape);
  const CivilDay day{*year, *month, *number};
  if (absl::Status status = CheckDay(value, day); !status.ok()) return status;
  if (reader.done()) return PublicationTime::OfDay(day);
  if (!reader.Take('T')) return NotADate(value, kShape);
  const std::optional<ClockTime> clock = TakeClock(reader, 2);
  if (!clock) return NotADate(value, kShape);
  int minutes = 0;
  const OffsetShape offset = TakeOffset(reader, minutes);
  if (offset == OffsetShape::kMalformed || !reader.done()) return NotADate(value, kShape);
  return Instant(value, day, *clock, offset == OffsetShape::kRead ? std::optional<int>(minutes) : std::nullopt);
}

absl::StatusOr<PublicationTime> ParseLenientDate(std::string_view value) {
  constexpr std::string_view kShape = "not a date in a known form";
  const std::string_view trimmed = ToStd(absl::StripAsciiWhitespace(ToAbsl(value)));
  Reader reader(trimmed);
  const bool numeric = trimmed.size() >= 8 && IsDigit(trimmed[0]) && IsDigit(trimmed[1]) && IsDigit(trimmed[2]);
  const std::optional<CivilDay> day = numeric ? TakeNumericDay(reader) : TakeNamedDay(reader);
  if (!day) return NotADate(value, kShape);
  if (absl::Status status = CheckDay(value, *day); !status.ok()) return status;
  reader.Take(',');
  if (!reader.TakeAny("Tt")) reader.SkipBlanks();
  if (reader.done()) return PublicationTime::OfDay(*day);

  std::optional<ClockTime> clock = TakeClock(reader, 1);
  if (!clock) return NotADate(value, kShape);
  reader.SkipBlanks();
  int minutes = 0;
  std::optional<int> offset_minutes;
  if (IsLetter(reader.peek())) {
    std::string_view word = reader.TakeLetters();
    const bool afternoon = absl::EqualsIgnoreCase(ToAbsl(word), "pm");
    if (afternoon || absl::EqualsIgnoreCase(ToAbsl(word), "am")) {
      if (clock->hour < 1 || clock->hour > 12) return NotADate(value, kShape);
      clock->hour = clock->hour % 12 + (afternoon ? 12 : 0);
      reader.SkipBlanks();
      word = reader.TakeLetters();
    }
    if (!word.empty()) {
      offset_minutes = ZoneNamed(word);
      if (!offset_minutes) return NotADate(value, "unknown time zone");
    }
  }
  if (!offset_minutes) {
    const OffsetShape offset = TakeOffset(reader, minutes);
    if (offset == OffsetShape::kMalformed) return NotADate(value, kShape);
    if (offset == OffsetShape::kRead) offset_minutes = minutes;
  }
  reader.SkipBlanks();
  if (reader.Take('(')) {  // RFC 822 allows a comment, such as the zone's name.
    reader.TakeLetters();
    if (!reader.Take(')')) return NotADate(value, kShape);
  }
  if (!reader.done()) return NotADate(value, kShape);
  const bool midnight = clock->hour == 0 && clock->minute == 0 && clock->second == 0;
  if (midnight && !offset_minutes) return PublicationTime::OfDay(*day);
  return Instant(value, *day, *clock, offset_minutes);
}

}  // namespace sitrep::text
