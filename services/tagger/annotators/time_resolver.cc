#include "services/tagger/annotators/time_resolver.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "services/tagger/annotators/time_calendar.h"

namespace sitrep::tagger {
namespace {

using Kind = TimePhrase::Kind;
using calendar::AddDays;
using calendar::Begin;
using calendar::Days;
using calendar::MonthsFrom;
using calendar::OneDay;
using calendar::Years;
using text::CivilDay;
using text::kSecondsPerDay;

constexpr double kMaxAmount = 1e5;  // Longer lengths of time are no news.

}  // namespace

TimeResolver::TimeResolver(const TimePhrase& phrase, const TimeContext& context, TimeExpression& out)
    : phrase_(phrase), context_(context), out_(out) {
  dated_ = context.publication.granularity != text::PublicationTime::Granularity::kUnknown;
  if (dated_) today_ = context.publication.LocalDay();
}

void TimeResolver::SetTimeOfDay(CivilDay day) {
  out_.type = TimexType::kTime;
  const std::string date = text::FormatDay(day);
  if (phrase_.clock >= 0) {
    const int hour = phrase_.clock / 60;
    const int minute = phrase_.clock % 60;
    out_.value = absl::StrFormat("%sT%02d:%02d", date, hour, minute);
    int offset = 0;
    if (phrase_.has_zone) {
      offset = UtcOffsetOn(phrase_.zone, day);
      out_.value += offset == 0 ? "Z"
                                : absl::StrFormat("%c%02d:%02d", offset < 0 ? '-' : '+', std::abs(offset) / 60,
                                                  std::abs(offset) % 60);
    }
    const int64_t begin = Begin(day) + int64_t{phrase_.clock - offset} * 60;
    out_.interval = {.begin_s = begin,
                     .end_s = begin + (minute == 0 ? calendar::kSecondsPerHour : 60),
                     .granularity = minute == 0 ? Granularity::kHour : Granularity::kMinute};
    return;
  }
  out_.value = absl::StrCat(date, std::string(calendar::PartValue(phrase_.part)));
  const calendar::Hours hours = calendar::HoursOf(phrase_.part);
  out_.interval = {.begin_s = Begin(day) + hours.begin * calendar::kSecondsPerHour,
                   .end_s = Begin(day) + hours.end * calendar::kSecondsPerHour,
                   .granularity = Granularity::kHour};
}

void TimeResolver::SetDay(CivilDay day) {
  if (phrase_.clock >= 0 || phrase_.part != PartOfDay::kNone) return SetTimeOfDay(day);
  out_.type = TimexType::kDate;
  out_.value = text::FormatDay(day);
  out_.interval = OneDay(day);
}

// Cuts the interval to what "early", "late", "earlier" leave of it.
void TimeResolver::SetEdge() {
  if (phrase_.edge == Edge::kNone) return;
  out_.mod = calendar::EdgeModifier(phrase_.edge);
  Interval& interval = out_.interval;
  if (interval.empty() || out_.type != TimexType::kDate) return;
  if (phrase_.compared_edge != 0) {
    if (!dated_) return;
    const int64_t today = Begin(today_);
    if (phrase_.compared_edge < 0 && interval.begin_s <= today) {
      interval.end_s = std::min(interval.end_s, today + kSecondsPerDay);
      out_.direction = -1;
    } else if (phrase_.compared_edge > 0 && interval.end_s > today) {
      interval.begin_s = std::max(interval.begin_s, today);
    }
    return;
  }
  if (interval.granularity == Granularity::kDay) return;
  const int64_t days = (interval.end_s - interval.begin_s) / kSecondsPerDay;
  const int64_t begin = interval.begin_s;
  if (phrase_.edge != Edge::kStart)
    interval.begin_s = begin + days * (phrase_.edge == Edge::kMid ? 1 : 2) / 3 * kSecondsPerDay;
  if (phrase_.edge != Edge::kEnd)
    interval.end_s = begin + days * (phrase_.edge == Edge::kMid ? 2 : 1) / 3 * kSecondsPerDay;
}

template <typename DayIn>
CivilDay TimeResolver::NearestYear(DayIn day_in) const {
  // What lies this near ahead is not turned into last year's by a past tense: "he said the talks on March 10".
  constexpr int64_t kNearDays = 100;
  const int64_t today = text::DaysSinceEpoch(today_);
  CivilDay best = day_in(today_.year);
  int64_t best_distance = INT64_MAX;
  for (int year = today_.year - 1; year <= today_.year + 1; ++year) {
    const CivilDay day = day_in(year);
    if (!text::IsValid(day)) continue;
    const int64_t ahead = text::DaysSinceEpoch(day) - today;
    int64_t distance = std::abs(ahead);
    if (!IsFuture() && ahead > kNearDays) distance += 365;
    if (IsFuture() && ahead < -kNearDays) distance += 365;
    if (distance < best_distance) {
      best = day;
      best_distance = distance;
    }
  }
  return best;
}

bool TimeResolver::Weekday() {
  out_.anchor = "publication";
  if (!dated_) {
    out_.value = absl::StrCat("XXXX-WXX-", phrase_.weekday);
    return true;
  }
  const int ahead = (phrase_.weekday - static_cast<int>(text::WeekdayOf(today_)) + 7) % 7;
  const bool same = ahead == 0;
  int days = 0;
  switch (phrase_.relation) {
    case -1:
      days = same ? -7 : ahead - 7;
      break;
    case 1:
      days = same ? 7 : ahead;
      break;
    case 0:
      days = phrase_.weekday - static_cast<int>(text::WeekdayOf(today_));
      break;
    default:
      days = same || IsFuture() ? ahead : ahead - 7;
  }
  out_.direction = days < 0 ? -1 : days > 0 ? 1 : 0;
  SetDay(AddDays(today_, days));
  return true;
}

bool TimeResolver::DayOfYear() {
  const int month = phrase_.month;
  const int day = phrase_.day;
  if (day > (month == 2 ? 29 : text::DaysInMonth(2000, month))) return false;
  CivilDay found{NamedYear(), month, day};
  if (found.year == 0) {
    out_.anchor = "publication";
    if (!dated_) {
      out_.value = absl::StrFormat("XXXX-%02d-%02d", month, day);
      return true;
    }
    found = NearestYear([&](int year) { return CivilDay{year, month, day}; });
    if (phrase_.weekday != 0) {
      // "Monday, February 28": the weekday tells the year.
      for (const int years : {0, -1, 1}) {
        const CivilDay other{found.year + years, month, day};
        if (text::IsValid(other) && static_cast<int>(text::WeekdayOf(other)) == phrase_.weekday) {
          found = other;
          break;
        }
      }
    }
    out_.direction = found < today_ ? -1 : found > today_ ? 1 : 0;
  }
  if (!text::IsValid(found)) return false;
  SetDay(found);
  if (phrase_.last_day != 0 && text::IsValid({found.year, month, phrase_.last_day})) {
    out_.interval = Days(found, AddDays({found.year, month, phrase_.last_day}, 1), Granularity::kDay);
  }
  return true;
}

bool TimeResolver::MonthOnly() {
  int year = NamedYear();
  if (year == 0) {
    out_.anchor = "publication";
    if (!dated_) {
      out_.value = absl::StrFormat("XXXX-%02d", phrase_.month);
      return true;
    }
    year = today_.year;
    const int behind = today_.month - phrase_.month;  // Positive: already past this year.
    if (phrase_.relation == -1) {
      if (behind <= 0) --year;
    } else if (phrase_.relation == 1) {
      if (behind >= 0) ++year;
    } else if (phrase_.relation != 0) {
      constexpr int kSoonMonths = 3;
      if (IsFuture()) {
        // The month just over stays the month just over: "to sell itself under a June agreement".
        constexpr int kLateMonths = 4;
        if (behind > kLateMonths) ++year;
      } else if (behind < (IsPast() ? 0 : -kSoonMonths)) {
        --year;
      }
    }
    const int direction = (year - today_.year) * 12 - behind;
    out_.direction = direction < 0 ? -1 : direction > 0 ? 1 : 0;
  }
  out_.value = calendar::MonthValue({year, phrase_.month});
  out_.interval = MonthsFrom({year, phrase_.month}, 1, Granularity::kMonth);
  return true;
}

bool TimeResolver::Calendar() {
  if (phrase_.month != 0) return phrase_.day != 0 ? DayOfYear() : MonthOnly();
  if (phrase_.weekday != 0) return Weekday();
  out_.value = calendar::YearValue(phrase_.year);
  out_.interval = Years(phrase_.year, 1, Granularity::kYear);
  return true;
}

bool TimeResolver::SeasonOf() {
  constexpr std::array<std::string_view, 5> kCodes = {"", "SP", "SU", "FA", "WI"};
  const auto index = static_cast<size_t>(phrase_.season);
  // Meteorological seasons of the northern hemisphere; winter begins in the December of its year.
  const int first_month = 3 * static_cast<int>(index);
  int year = NamedYear();
  if (year == 0) {
    out_.anchor = "publication";
    if (!dated_) {
      out_.value = absl::StrCat("XXXX-", std::string(kCodes[index]));
      return true;
    }
    year = today_.year;
    const bool is_winter = phrase_.season == Season::kWinter;
    const bool in_late_winter = is_winter && today_.month <= 2;
    const bool begun = today_.month >= first_month;
    const bool over = today_.month >= first_month + 3;
    if (phrase_.relation == -1) {
      if (!over || is_winter) --year;
    } else if (phrase_.relation == 1) {
      if (begun) ++year;
    } else if (phrase_.relation == 0) {
      if (in_late_winter) --year;
    } else if (!IsFuture() && !begun) {
      --year;
    }
  }
  out_.value = absl::StrCat(calendar::YearValue(year), "-", std::string(kCodes[index]));
  out_.interval = MonthsFrom({year, first_month}, 3, Granularity::kQuarter);
  return true;
}

bool TimeResolver::Quarter() {
  int year = NamedYear();
  if (year == 0) {
    out_.anchor = "publication";
    if (!dated_) {
      out_.value = absl::StrCat("XXXX-Q", phrase_.number);
      return true;
    }
    year = today_.year;
    const int current = (today_.month - 1) / 3 + 1;
    if (phrase_.number > current && !IsFuture()) --year;
  }
  out_.value = absl::StrFormat("%04d-Q%d", year, phrase_.number);
  out_.interval = MonthsFrom({year, 3 * phrase_.number - 2}, 3, Granularity::kQuarter);
  return true;
}

bool TimeResolver::HalfYear() {
  const int year = NamedYear();
  if (year == 0) {
    out_.value = absl::StrCat("XXXX-H", phrase_.number);
    return true;
  }
  out_.value = absl::StrFormat("%04d-H%d", year, phrase_.number);
  out_.interval = MonthsFrom({year, phrase_.number == 1 ? 1 : 7}, 6, Granularity::kQuarter);
  return true;
}

bool TimeResolver::Decade() {
  int first = phrase_.number;
  if (first < 100) {
    // "the 90s": the latest such decade that has begun.
    if (!dated_) {
      out_.value = absl::StrCat("XX", first / 10);
      return true;
    }
    first += today_.year / 100 * 100;
    if (first > today_.year) first -= 100;
  }
  if (first < 1000) return false;
  out_.value = absl::StrCat(first / 10);
  out_.interval = Years(first, 10, Granularity::kDecade);
  return true;
}

bool TimeResolver::Holiday() {
  const int year = NamedYear();
  CivilDay day;
  if (year != 0) {
    day = calendar::HolidayIn(year, phrase_.number);
  } else {
    out_.anchor = "publication";
    if (!dated_) {
      out_.value = "XXXX-XX-XX";
      return true;
    }
    day = NearestYear([&](int y) { return calendar::HolidayIn(y, phrase_.number); });
    if (phrase_.relation == -1 && day >= today_) day = calendar::HolidayIn(day.year - 1, phrase_.number);
    if (phrase_.relation == 1 && day <= today_) day = calendar::HolidayIn(day.year + 1, phrase_.number);
  }
  SetDay(day);
  return true;
}

void TimeResolver::Frequency() {
  out_.type = TimexType::kSet;
  if (phrase_.weekday != 0) {
    out_.value = absl::StrCat("XXXX-WXX-", phrase_.weekday, std::string(calendar::PartValue(phrase_.part)));
  } else if (phrase_.month != 0) {
    out_.value = absl::StrFormat("XXXX-%02d", phrase_.month);
  } else if (phrase_.part != PartOfDay::kNone) {
    out_.value = absl::StrCat("XXXX-XX-XX", std::string(calendar::PartValue(phrase_.part)));
  } else {
    out_.value = calendar::DurationValue(phrase_.unit, phrase_.amount);
  }
}

void TimeResolver::Reference() {
  constexpr std::array<std::string_view, 3> kValues = {"PAST_REF", "PRESENT_REF", "FUTURE_REF"};
  out_.value = kValues[static_cast<size_t>(phrase_.relation + 1)];
  Relative(phrase_.relation);
}

bool TimeResolver::Resolve() {
  if (phrase_.amount > kMaxAmount) return false;
  out_.type = TimexType::kDate;
  out_.mod = phrase_.modifier;
  bool resolved = true;
  switch (phrase_.kind) {
    case Kind::kCalendar:
      resolved = Calendar();
      break;
    case Kind::kDayName:
    case Kind::kClock: {
      const int relation = phrase_.kind == Kind::kClock ? 0 : phrase_.relation;
      Relative(relation);
      if (dated_) {
        SetDay(AddDays(today_, relation));
      } else {
        out_.type = phrase_.clock >= 0 || phrase_.part != PartOfDay::kNone ? TimexType::kTime : TimexType::kDate;
        out_.value = phrase_.clock >= 0
                         ? absl::StrFormat("XXXX-XX-XXT%02d:%02d", phrase_.clock / 60, phrase_.clock % 60)
                         : absl::StrCat("XXXX-XX-XX", std::string(calendar::PartValue(phrase_.part)));
      }
      break;
    }
    case Kind::kPeriod:
      resolved = Period();
      break;
    case Kind::kAgo:
      resolved = Ago();
      break;
    case Kind::kSpan:
      resolved = Span();
      break;
    case Kind::kDuration:
      out_.type = TimexType::kDuration;
      out_.value = calendar::DurationValue(phrase_.unit, phrase_.amount);
      break;
    case Kind::kFrequency:
      Frequency();
      break;
    case Kind::kReference:
      Reference();
      break;
    case Kind::kDecade:
      resolved = Decade();
      break;
    case Kind::kCentury:
      out_.value = absl::StrCat(phrase_.number - 1);
      resolved = phrase_.number > 10 && phrase_.number < 99;
      if (resolved) out_.interval = Years((phrase_.number - 1) * 100, 100, Granularity::kDecade);
      break;
    case Kind::kSeason:
      resolved = SeasonOf();
      break;
    case Kind::kQuarter:
      resolved = Quarter();
      break;
    case Kind::kHalfYear:
      resolved = HalfYear();
      break;
    case Kind::kHoliday:
      resolved = Holiday();
      break;
    case Kind::kFollowing:
      resolved = Following();
      break;
  }
  if (resolved) SetEdge();
  return resolved;
}

}  // namespace sitrep::tagger
