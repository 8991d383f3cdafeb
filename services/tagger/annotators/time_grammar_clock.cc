#include "services/tagger/annotators/time_grammar.h"

namespace sitrep::tagger {
namespace {

using enum TimeWord;
using Kind = TimePhrase::Kind;

}  // namespace

TimePhrase TimeGrammar::BareClock(size_t i) const {
  TimePhrase phrase = TimePhrase::Of(Kind::kClock, i, 0);
  size_t j = i;
  bool sure = false;
  if (Is(j, kClockName)) {
    phrase.clock = static_cast<int>(At(j++).value);
    sure = true;
  } else if (Is(j, kNumber) && At(j).value >= 1 && At(j).value <= 12 && Is(j + 1, kAmPm)) {
    phrase.clock = static_cast<int>(At(j).value % 12 * 60 + At(j + 1).value);
    j += 2;
    sure = true;
  } else if (Is(j, kClock)) {
    const int64_t value = At(j).value;
    const int minutes = static_cast<int>(value % kTwelveHours);
    const bool dotted = value >= 2 * kTwelveHours;
    if (value < kTwelveHours) {
      sure = true;
      phrase.clock = minutes;
    } else if (Is(j + 1, kAmPm) && minutes < 13 * 60) {
      phrase.clock = minutes % 720 + static_cast<int>(At(++j).value);
      sure = true;
    } else if (!dotted) {
      phrase.clock = minutes;
      sure = i > 0 && (Is(i - 1, kAt) || Is(i - 1, kSince) || Is(i - 1, kApproximate) || Is(i - 1, kAfter));
    } else {
      return phrase;
    }
    ++j;
  } else if (At(j).number && At(j).leads && At(j).ends && At(j).value < 2400 && At(j).value % 100 < 60 &&
             Is(j + 1, kZone)) {
    // "0600 GMT": needs the zone, and four digits, which only a number from 100 on can have.
    if (At(j).value < 100) return phrase;
    phrase.clock = static_cast<int>(At(j).value / 100 * 60 + At(j).value % 100);
    ++j;
  } else {
    return phrase;
  }
  if (Is(j, kZone)) {
    phrase.zone = ZoneAt(At(j).value);
    phrase.has_zone = true;
    sure = true;
    ++j;
    if (Is(j, kTime)) ++j;
  }
  if (!sure) return phrase;
  phrase.end = j;
  return phrase;
}

TimeGrammar::Parsed TimeGrammar::Clock(size_t i) const {
  const size_t start = Is(i, kApproximate) ? i + 1 : i;
  TimePhrase clock = BareClock(start);
  if (clock.end == 0) return std::nullopt;
  clock.begin = i;
  if (start != i) clock.modifier = "APPROX";
  size_t j = SkipComma(clock.end);
  if (Is(j, kOn)) ++j;
  Parsed date = Date(j);
  const bool is_day = date && (date->kind == Kind::kDayName || date->kind == Kind::kFollowing ||
                               (date->kind == Kind::kCalendar && (date->day != 0 || date->weekday != 0)));
  if (!is_day || date->clock >= 0) return clock;
  date->begin = i;
  date->clock = clock.clock;
  date->zone = clock.zone;
  date->has_zone = clock.has_zone;
  date->modifier = clock.modifier;
  return date;
}

// A date with its part of day or clock time: "Tuesday night", "March 8 at 10:00".
TimeGrammar::Parsed TimeGrammar::WithTimeOfDay(TimePhrase phrase) const {
  const bool is_day = phrase.kind == Kind::kDayName || phrase.kind == Kind::kFollowing ||
                      phrase.kind == Kind::kHoliday ||
                      (phrase.kind == Kind::kCalendar && (phrase.day != 0 || phrase.weekday != 0));
  if (!is_day) return phrase;
  if (Is(phrase.end, kPartsOfDay) && phrase.weekday != 0 && phrase.month == 0) {
    phrase.kind = Kind::kFrequency;
    phrase.part = static_cast<PartOfDay>(At(phrase.end).value);
    ++phrase.end;
    return phrase;
  }
  if (Is(phrase.end, kPartOfDay)) {
    phrase.part = static_cast<PartOfDay>(At(phrase.end).value);
    ++phrase.end;
    return phrase;
  }
  size_t j = SkipComma(phrase.end);
  if (Is(j, kAt)) ++j;
  if (Is(j, kApproximate)) ++j;
  const TimePhrase clock = BareClock(j);
  // Without "at" the next clock time may begin another date: "Monday, 10 a.m. Tuesday".
  if (clock.end != 0 && j != phrase.end) {
    phrase.clock = clock.clock;
    phrase.zone = clock.zone;
    phrase.has_zone = clock.has_zone;
    phrase.end = clock.end;
  }
  return phrase;
}

}  // namespace sitrep::tagger
