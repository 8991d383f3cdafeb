#include "services/tagger/annotators/time_resolver.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "services/tagger/annotators/time_calendar.h"

namespace sitrep::tagger {
namespace {

using calendar::AddDays;
using calendar::AddMonths;
using calendar::Begin;
using calendar::Days;
using calendar::MondayOf;
using calendar::Month;
using calendar::MonthsFrom;
using calendar::Years;
using text::CivilDay;
using text::kSecondsPerDay;

}  // namespace

bool TimeResolver::Period() {
  const bool related = phrase_.relation != TimePhrase::kNoRelation;
  const int relation = related ? phrase_.relation : 0;
  Relative(relation);
  if (!dated_) {
    out_.value = relation < 0 ? "PAST_REF" : relation > 0 ? "FUTURE_REF" : "PRESENT_REF";
    return true;
  }
  switch (phrase_.unit) {
    case TimeUnit::kWeek:
    case TimeUnit::kFortnight: {
      const CivilDay monday = AddDays(MondayOf(today_), 7 * relation);
      out_.value = calendar::WeekValue(monday);
      out_.interval = Days(monday, AddDays(monday, 7), Granularity::kWeek);
      return true;
    }
    case TimeUnit::kWeekend: {
      // On a Monday "the weekend" is the one just over; later in the week the tense decides.
      const bool over = static_cast<int>(text::WeekdayOf(today_)) <= 5 && !IsFuture() && !(related && relation == 0);
      const CivilDay saturday = AddDays(MondayOf(today_), 5 + 7 * (related ? relation : over ? -1 : 0));
      out_.value = absl::StrCat(calendar::WeekValue(saturday), "-WE");
      out_.interval = Days(saturday, AddDays(saturday, 2), Granularity::kDay);
      return true;
    }
    case TimeUnit::kMonth: {
      const Month month = AddMonths({today_.year, today_.month}, relation);
      out_.value = calendar::MonthValue(month);
      out_.interval = MonthsFrom(month, 1, Granularity::kMonth);
      return true;
    }
    case TimeUnit::kQuarter: {
      const Month month = AddMonths({today_.year, (today_.month - 1) / 3 * 3 + 1}, 3 * relation);
      out_.value = absl::StrFormat("%04d-Q%d", month.year, (month.month - 1) / 3 + 1);
      out_.interval = MonthsFrom(month, 3, Granularity::kQuarter);
      return true;
    }
    case TimeUnit::kYear:
      out_.value = calendar::YearValue(today_.year + relation);
      out_.interval = Years(today_.year + relation, 1, Granularity::kYear);
      return true;
    case TimeUnit::kDecade: {
      const int first = (today_.year / 10 + relation) * 10;
      out_.value = absl::StrCat(first / 10);
      out_.interval = Years(first, 10, Granularity::kDecade);
      return true;
    }
    case TimeUnit::kCentury: {
      const int first = (today_.year / 100 + relation) * 100;
      out_.value = absl::StrCat(first / 100);
      out_.interval = Years(first, 100, Granularity::kDecade);
      return true;
    }
    default:
      return false;
  }
}

bool TimeResolver::Ago() {
  Relative(phrase_.relation);
  const int64_t amount =
      static_cast<int64_t>(phrase_.amount) * phrase_.relation * calendar::CodeOf(phrase_.unit).factor;
  if (phrase_.unit == TimeUnit::kYear && amount == -1 && context_.spoken_quarter.quarter != 0) {
    const Month month{context_.spoken_quarter.year - 1, context_.spoken_quarter.quarter * 3 - 2};
    out_.value = absl::StrFormat("%04d-Q%d", month.year, context_.spoken_quarter.quarter);
    out_.interval = MonthsFrom(month, 3, Granularity::kQuarter);
    return true;
  }
  if (phrase_.amount < 0 || !dated_) {
    out_.value = phrase_.relation < 0 ? "PAST_REF" : "FUTURE_REF";
    return true;
  }
  switch (phrase_.unit) {
    case TimeUnit::kSecond:
    case TimeUnit::kMinute:
    case TimeUnit::kHour: {
      const int64_t seconds = phrase_.unit == TimeUnit::kHour     ? calendar::kSecondsPerHour
                              : phrase_.unit == TimeUnit::kMinute ? 60
                                                                  : 1;
      const bool instant = context_.publication.granularity == text::PublicationTime::Granularity::kInstant;
      if (!instant) {
        out_.type = TimexType::kTime;
        out_.value = phrase_.relation < 0 ? "PAST_REF" : "FUTURE_REF";
        return true;
      }
      out_.type = TimexType::kTime;
      const int64_t begin = context_.publication.unix_seconds + amount * seconds;
      const CivilDay day = text::DayFromEpoch(static_cast<int64_t>(std::floor(begin / double{kSecondsPerDay})));
      const int64_t second = begin - Begin(day);
      out_.value =
          absl::StrFormat("%sT%02d:%02dZ", text::FormatDay(day), static_cast<int>(second / calendar::kSecondsPerHour),
                          static_cast<int>(second / 60 % 60));
      out_.interval = {.begin_s = begin,
                       .end_s = begin + seconds,
                       .granularity = phrase_.unit == TimeUnit::kHour     ? Granularity::kHour
                                      : phrase_.unit == TimeUnit::kMinute ? Granularity::kMinute
                                                                          : Granularity::kSecond};
      return true;
    }
    case TimeUnit::kDay:
    case TimeUnit::kWeekend:
      SetDay(AddDays(today_, amount));
      return true;
    case TimeUnit::kWeek:
    case TimeUnit::kFortnight: {
      const CivilDay monday = MondayOf(AddDays(today_, 7 * amount));
      out_.value = calendar::WeekValue(monday);
      out_.interval = Days(monday, AddDays(monday, 7), Granularity::kWeek);
      return true;
    }
    case TimeUnit::kQuarter: {
      // "the year-ago quarter": counted from the last one that is over.
      const Month month = AddMonths({today_.year, (today_.month - 1) / 3 * 3 + 1}, amount - 3);
      if (month.year < 1000) return false;
      out_.value = absl::StrFormat("%04d-Q%d", month.year, (month.month - 1) / 3 + 1);
      out_.interval = MonthsFrom(month, 3, Granularity::kQuarter);
      return true;
    }
    case TimeUnit::kMonth: {
      const Month month = AddMonths({today_.year, today_.month}, amount);
      if (month.year < 1000) return false;
      out_.value = calendar::MonthValue(month);
      out_.interval = MonthsFrom(month, 1, Granularity::kMonth);
      return true;
    }
    default: {
      const int64_t year = today_.year + amount;
      if (year < 1000 || year > 9998) {
        out_.value = phrase_.relation < 0 ? "PAST_REF" : "FUTURE_REF";
        return true;
      }
      out_.value = calendar::YearValue(static_cast<int>(year));
      out_.interval = Years(static_cast<int>(year), 1, Granularity::kYear);
      return true;
    }
  }
}

// The interval begins `amount` units before the day of publication and ends with it, or the other way round.
bool TimeResolver::Span() {
  out_.type = TimexType::kDuration;
  out_.value = calendar::DurationValue(phrase_.unit, phrase_.amount);
  Relative(phrase_.relation);
  if (!dated_ || phrase_.amount < 0 || phrase_.relation == 0) return true;
  const int64_t amount =
      static_cast<int64_t>(phrase_.amount) * calendar::CodeOf(phrase_.unit).factor * phrase_.relation;
  const bool instant = context_.publication.granularity == text::PublicationTime::Granularity::kInstant;
  int64_t begin = instant ? context_.publication.unix_seconds : Begin(today_);
  int64_t end = instant ? begin : begin + kSecondsPerDay;
  int64_t& far = phrase_.relation < 0 ? begin : end;
  Granularity granularity = Granularity::kDay;
  switch (phrase_.unit) {
    case TimeUnit::kSecond:
      far += amount;
      granularity = Granularity::kSecond;
      break;
    case TimeUnit::kMinute:
      far += amount * 60;
      granularity = Granularity::kMinute;
      break;
    case TimeUnit::kHour:
      far += amount * calendar::kSecondsPerHour;
      granularity = Granularity::kHour;
      break;
    case TimeUnit::kDay:
      far += amount * kSecondsPerDay;
      break;
    case TimeUnit::kWeekend:
    case TimeUnit::kWeek:
    case TimeUnit::kFortnight:
      far += amount * 7 * kSecondsPerDay;
      granularity = Granularity::kWeek;
      break;
    default: {
      const bool months = phrase_.unit == TimeUnit::kMonth || phrase_.unit == TimeUnit::kQuarter;
      const Month month = AddMonths({today_.year, today_.month}, months ? amount : amount * 12);
      if (month.year < 1000 || month.year > 9998) return true;
      const CivilDay day{month.year, month.month, std::min(today_.day, text::DaysInMonth(month.year, month.month))};
      far += Begin(day) - Begin(today_);
      granularity = months ? Granularity::kMonth : Granularity::kYear;
    }
  }
  out_.interval = {.begin_s = begin, .end_s = end, .granularity = granularity};
  return true;
}

bool TimeResolver::Following() {
  out_.direction = phrase_.relation;
  if (!context_.spoken_day) {
    out_.value = phrase_.unit == TimeUnit::kDay ? "XXXX-XX-XX" : "XXXX";
    return true;
  }
  out_.anchor = absl::StrCat("expression:", context_.spoken_expression);
  const CivilDay from = *context_.spoken_day;
  if (phrase_.amount < 0) {
    out_.value = phrase_.relation < 0 ? "PAST_REF" : "FUTURE_REF";
    return true;
  }
  const int64_t amount =
      static_cast<int64_t>(phrase_.amount) * phrase_.relation * calendar::CodeOf(phrase_.unit).factor;
  switch (phrase_.unit) {
    case TimeUnit::kSecond:
    case TimeUnit::kMinute:
    case TimeUnit::kHour:
      out_.type = TimexType::kDuration;
      out_.value = calendar::DurationValue(phrase_.unit, phrase_.amount);
      return true;
    case TimeUnit::kDay:
      SetDay(AddDays(from, amount));
      return true;
    case TimeUnit::kWeekend:
    case TimeUnit::kWeek:
    case TimeUnit::kFortnight: {
      const CivilDay monday = MondayOf(AddDays(from, 7 * amount));
      out_.value = calendar::WeekValue(monday);
      out_.interval = Days(monday, AddDays(monday, 7), Granularity::kWeek);
      return true;
    }
    case TimeUnit::kMonth:
    case TimeUnit::kQuarter: {
      const Month month = AddMonths({from.year, from.month}, amount);
      out_.value = calendar::MonthValue(month);
      out_.interval = MonthsFrom(month, 1, Granularity::kMonth);
      return month.year >= 1000 && month.year < 9999;
    }
    default: {
      const int64_t year = from.year + amount;
      if (year < 1000 || year > 9998) return false;
      out_.value = calendar::YearValue(static_cast<int>(year));
      out_.interval = Years(static_cast<int>(year), 1, Granularity::kYear);
      return true;
    }
  }
}

}  // namespace sitrep::tagger
