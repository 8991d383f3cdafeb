#pragma once

#include <optional>

#include "common/text/iso_date.h"
#include "services/tagger/annotators/tense.h"
#include "services/tagger/annotators/time_grammar.h"
#include "services/tagger/document/document.h"

namespace sitrep::tagger {

// What surrounds a phrase: all that resolving may look at.
struct TimeContext {
  text::PublicationTime publication;
  Tense tense = Tense::kUnknown;
  // The day the text last spoke of and the index of the expression that named it.
  std::optional<text::CivilDay> spoken_day;
  uint32_t spoken_expression = kNone;
  // The quarter named shortly before, if any: what "a year earlier" is compared with.
  struct {
    int year = 0;
    int quarter = 0;
  } spoken_quarter;
};

// Lays a phrase on the calendar: fills type, value, mod, interval, anchor and direction of `out`, and nothing else.
// Never looks at the clock: what is relative counts from the publication date, and without one has a value with X for
// the unknown parts and no interval. Weekdays, months and days of a month without a year take the nearest match that
// the tense allows. Days are UTC calendar days; a time of day is UTC unless the text names a zone. Dates of the
// calendar are in time_resolver.cc, what counts from a day in time_resolver_relative.cc. Made per expression.
class TimeResolver {
 public:
  TimeResolver(const TimePhrase& phrase, const TimeContext& context, TimeExpression& out);

  // False when the phrase names no time: 30 February.
  bool Resolve();

 private:
  bool Calendar();
  bool Weekday();
  bool DayOfYear();
  bool MonthOnly();
  bool Period();
  bool Ago();
  bool Span();
  bool Following();
  bool SeasonOf();
  bool Quarter();
  bool HalfYear();
  bool Decade();
  bool Holiday();
  void Frequency();
  void Reference();

  void SetDay(text::CivilDay day);
  void SetTimeOfDay(text::CivilDay day);
  void SetEdge();
  void Relative(int direction) {
    out_.anchor = "publication";
    out_.direction = direction;
  }
  // The year meant by "last year", "this year": 0 when the phrase names none.
  int NamedYear() const {
    if (phrase_.year != 0) return phrase_.year;
    return phrase_.year_relation == TimePhrase::kNoRelation || !dated_ ? 0 : today_.year + phrase_.year_relation;
  }
  bool IsFuture() const { return context_.tense == Tense::kFuture; }
  bool IsPast() const { return context_.tense == Tense::kPast; }
  // Of the same day in three years the one the text means.
  template <typename DayIn>
  text::CivilDay NearestYear(DayIn day_in) const;

  const TimePhrase& phrase_;
  const TimeContext& context_;
  TimeExpression& out_;
  bool dated_ = false;
  text::CivilDay today_;
};

}  // namespace sitrep::tagger
