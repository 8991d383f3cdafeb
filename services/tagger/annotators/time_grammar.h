#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "absl/types/span.h"
#include "services/tagger/annotators/time_atoms.h"

namespace sitrep::tagger {

// A time expression as the text puts it, before it is laid on the calendar. Fields that do not apply are 0.
struct TimePhrase {
  enum class Kind : uint8_t {
    kCalendar,   // Any of year, month, day, weekday; `relation` then belongs to the weekday or month ("last March").
    kDayName,    // `relation` days from publication: "yesterday".
    kPeriod,     // One unit of the calendar: "last week", "this year", "the weekend".
    kAgo,        // `amount` units from publication in the direction of `relation`: "two days ago".
    kSpan,       // `amount` units that end or begin at publication: "the past 24 hours".
    kDuration,   // A length: "five hours".
    kFrequency,  // SET: "daily", "every Monday", "twice a week".
    kReference,  // "now", "recently", "the future": `relation`.
    kDecade,     // `number` is its first year, or 0 to 90 without the century.
    kCentury,    // `number` as counted: 20 for the 20th.
    kSeason,
    kQuarter,    // `number` 1 to 4.
    kHalfYear,   // `number` 1 or 2.
    kHoliday,    // `number` as in TimeWord::kHoliday.
    kFollowing,  // `amount` units after or before the day last spoken of: "the next day", "a week later", "that day".
    kClock,      // Nothing but a time of day: "at 10 a.m.".
  };
  Kind kind = Kind::kCalendar;
  size_t begin = 0;  // Atoms.
  size_t end = 0;
  int year = 0;
  int month = 0;
  int day = 0;
  int weekday = 0;
  int last_day = 0;                 // Of "March 3-5".
  int year_relation = kNoRelation;  // "June last year".
  int relation = kNoRelation;       // -1 last, 0 this, 1 next.
  int number = 0;
  Season season = Season::kNone;
  TimeUnit unit = TimeUnit::kDay;
  double amount = 0;  // kUnknownAmount: "several".
  Edge edge = Edge::kNone;
  int compared_edge = 0;      // "earlier this week": -1; "later": 1.
  std::string_view modifier;  // TIMEX3, when the edge does not say it.
  PartOfDay part = PartOfDay::kNone;
  int clock = -1;         // Minutes since midnight.
  bool after_in = false;  // A length behind "in": "in two weeks".
  bool has_zone = false;
  TimeZone zone;

  static TimePhrase Of(Kind kind, size_t begin, size_t end) {
    return TimePhrase{.kind = kind, .begin = begin, .end = end};
  }

  static constexpr int kNoRelation = 99;
  static constexpr double kUnknownAmount = -1;
};

// A hand-written recursive descent (dates in time_grammar.cc, times of day in time_grammar_clock.cc, amounts in
// time_grammar_amounts.cc) over the atoms of one sentence, after the annotation guidelines of TimeML 1.2.1. It looks at
// most a dozen atoms ahead, so its time is linear.
class TimeGrammar {
 public:
  explicit TimeGrammar(absl::Span<const Atom> atoms) : atoms_(atoms) {}

  // The longest time expression that begins exactly at atom `i`.
  std::optional<TimePhrase> ParseAt(size_t i) const;

 private:
  using Parsed = std::optional<TimePhrase>;

  const Atom& At(size_t i) const { return i < atoms_.size() ? atoms_[i] : kNoAtom; }
  bool Is(size_t i, TimeWord word) const { return At(i).word == word; }
  size_t SkipComma(size_t i) const { return Is(i, TimeWord::kComma) ? i + 1 : i; }

  Parsed Every(size_t i) const;
  Parsed TimesA(size_t i) const;
  Parsed Clock(size_t i) const;
  Parsed EdgedDate(size_t i) const;
  Parsed Date(size_t i) const;
  Parsed CalendarDate(size_t i) const;
  Parsed MonthFirst(size_t i) const;
  Parsed DayFirst(size_t i) const;
  Parsed Year(size_t i) const;
  Parsed Related(size_t i) const;
  Parsed QuarterOrHalf(size_t i) const;
  Parsed WithTimeOfDay(TimePhrase phrase) const;
  Parsed Amount(size_t i) const;
  Parsed Reference(size_t i) const;

  // The clock time at `i` without a date; end 0: none.
  TimePhrase BareClock(size_t i) const;
  // A year behind a month or day; its end, or `i` when there is none.
  size_t TakeYear(size_t i, TimePhrase& phrase) const;
  // An amount: "24", "two hundred", "a few"; its end, or `i`.
  size_t TakeAmount(size_t i, double& amount) const;
  bool IsDayOfMonth(size_t i) const;

  bool IsUnit(size_t i, TimeUnit unit) const {
    return Is(i, TimeWord::kUnit) && At(i).value == static_cast<int64_t>(unit);
  }

  static const Atom kNoAtom;
  absl::Span<const Atom> atoms_;
};

}  // namespace sitrep::tagger
