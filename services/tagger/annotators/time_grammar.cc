#include "services/tagger/annotators/time_grammar.h"

namespace sitrep::tagger {
namespace {

using enum TimeWord;
using Kind = TimePhrase::Kind;

}  // namespace

const Atom TimeGrammar::kNoAtom{};

std::optional<TimePhrase> TimeGrammar::ParseAt(size_t i) const {
  switch (At(i).word) {
    case kOther:
    case kOf:
    case kOn:
    case kAt:
    case kAnd:
    case kOr:
    case kTo:
    case kComma:
    case kPossessive:
    case kCurrency:
    case kOld:
    case kTime:
    case kAmPm:
    case kZone:
    case kAgo:
    case kAfter:
    case kFiscal:
      if (!Is(i, kFiscal)) return std::nullopt;
      break;
    case kFrequency: {
      TimePhrase phrase = TimePhrase::Of(Kind::kFrequency, i, i + 1);
      phrase.unit = static_cast<TimeUnit>(At(i).value);
      phrase.amount = 1;
      return phrase;
    }
    case kEvery:
      return Every(i);
    default:
      break;
  }
  Parsed best;
  const auto offer = [&best](Parsed parsed) {
    if (parsed && (!best || parsed->end > best->end)) best = std::move(parsed);
  };
  offer(Clock(i));
  offer(EdgedDate(i));
  offer(Amount(i));
  offer(TimesA(i));
  if (!best) best = Reference(i);
  return best;
}

// "early Tuesday", "the end of November", "mid-March", "earlier this week", "around Nov. 1", or a date alone.
TimeGrammar::Parsed TimeGrammar::EdgedDate(size_t i) const {
  size_t j = i;
  bool approximate = false;
  if (Is(j, kApproximate)) {
    approximate = true;
    ++j;
  }
  const size_t article = j;
  if (Is(j, kThe) && (Is(j + 1, kEdge) || Is(j + 1, kComparedEdge))) ++j;
  Edge edge = Edge::kNone;
  int compared = 0;
  if (Is(j, kEdge)) {
    edge = static_cast<Edge>(At(j).value);
    ++j;
    if (Is(j, kOf)) {
      ++j;
    } else if (Is(j, kTo) && Is(j + 1, kEdge)) {
      j += 2;  // "mid- to late January"
    }
  } else if (Is(j, kComparedEdge)) {
    compared = static_cast<int>(At(j).value);
    edge = compared < 0 ? Edge::kStart : Edge::kEnd;
    ++j;
    if (Is(j, kOn) || (Is(j, kSince) && At(j).value == 0)) ++j;
  }
  if (j == article && Is(j, kUnit) && static_cast<TimeUnit>(At(j).value) == TimeUnit::kYear && Is(j + 1, kEdge) &&
      At(j + 1).value == static_cast<int>(Edge::kEnd)) {
    TimePhrase phrase = TimePhrase::Of(Kind::kPeriod, i, j + 2);  // "year-end"
    phrase.unit = TimeUnit::kYear;
    phrase.relation = 0;
    phrase.edge = Edge::kEnd;
    return phrase;
  }
  Parsed date = Date(j);
  if (!date && edge != Edge::kNone && (Is(j, kThe) || Is(j, kPartOfDay)) && compared == 0) {
    // "the end of the year", "the early hours" has no date.
    const size_t k = Is(j, kThe) ? j + 1 : j;
    if (Is(k, kUnit) && Is(k - 1, kThe)) {
      const auto unit = static_cast<TimeUnit>(At(k).value);
      if (unit == TimeUnit::kWeek || unit == TimeUnit::kMonth || unit == TimeUnit::kYear) {
        date = TimePhrase::Of(Kind::kPeriod, j, k + 1);
        date->unit = unit;
        date->relation = 0;
      }
    }
  }
  if (!date) return std::nullopt;
  if (edge != Edge::kNone) {
    if (date->kind == Kind::kReference || date->kind == Kind::kFrequency) return std::nullopt;
    date->edge = edge;
    date->compared_edge = compared;
  } else if (article != j) {
    return std::nullopt;
  }
  if (approximate) date->modifier = "APPROX";
  date->begin = i;
  return date;
}

TimeGrammar::Parsed TimeGrammar::Date(size_t i) const {
  Parsed found;
  switch (At(i).word) {
    case kIsoDay: {
      const text::CivilDay day = text::DayFromEpoch(At(i).value);
      found = TimePhrase::Of(Kind::kCalendar, i, i + 1);
      found->year = day.year;
      found->month = day.month;
      found->day = day.day;
      break;
    }
    case kMonth:
    case kWeekday:
    case kYear:
    case kNumber:
    case kFiscal:
      found = CalendarDate(i);
      if (!found) found = QuarterOrHalf(i);
      break;
    case kOrdinal:
      if (IsUnit(i + 1, TimeUnit::kCentury)) {
        found = TimePhrase::Of(Kind::kCentury, i, i + 2);
        found->number = static_cast<int>(At(i).value);
        return found;
      }
      found = CalendarDate(i);
      if (!found) found = QuarterOrHalf(i);
      break;
    case kDayName:
      found = TimePhrase::Of(Kind::kDayName, i, i + 1);
      found->relation = static_cast<int>(At(i).value);
      break;
    case kTonight:
      found = TimePhrase::Of(Kind::kDayName, i, i + 1);
      found->relation = static_cast<int>(At(i).value);
      found->part = PartOfDay::kNight;
      return found;
    case kWeekdays:
      found = TimePhrase::Of(Kind::kFrequency, i, i + 1);
      found->weekday = static_cast<int>(At(i).value);
      return found;
    case kDecade:
      found = At(i).value >= 1000 ? Parsed(TimePhrase::Of(Kind::kDecade, i, i + 1)) : std::nullopt;
      if (found) found->number = static_cast<int>(At(i).value);
      return found;
    case kHoliday:
      found = TimePhrase::Of(Kind::kHoliday, i, i + 1);
      found->number = static_cast<int>(At(i).value);
      if (IsUnit(i + 1, TimeUnit::kDay)) ++found->end;
      found->end = TakeYear(found->end, *found);
      break;
    case kSeason: {
      found = TimePhrase::Of(Kind::kSeason, i, i + 1);
      found->season = static_cast<Season>(At(i).value);
      const size_t end = TakeYear(i + 1, *found);
      if (end == i + 1) return std::nullopt;  // "spring" alone is rarely a date, "fall" never.
      found->end = end;
      return found;
    }
    case kThe:
    case kRelation:
    case kThat:
      found = Related(i);
      if (!found) found = QuarterOrHalf(i);
      break;
    default:
      return std::nullopt;
  }
  if (!found) return std::nullopt;
  return WithTimeOfDay(*found);
}

bool TimeGrammar::IsDayOfMonth(size_t i) const {
  const Atom& atom = At(i);
  return (atom.word == kNumber || atom.word == kOrdinal) && atom.number && atom.value >= 1 && atom.value <= 31;
}

size_t TimeGrammar::TakeYear(size_t i, TimePhrase& phrase) const {
  size_t j = SkipComma(i);
  if (Is(j, kOf)) ++j;
  if (Is(j, kYear) && At(j).ends) {
    phrase.year = static_cast<int>(At(j).value);
    return j + 1;
  }
  if (const Parsed spoken = Year(j); spoken && Is(j, kNumber)) {
    phrase.year = spoken->year;
    return spoken->end;
  }
  if (Is(j, kRelation) && IsUnit(j + 1, TimeUnit::kYear)) {
    phrase.year_relation = RelationOf(At(j));
    return j + 2;
  }
  return i;
}

TimeGrammar::Parsed TimeGrammar::CalendarDate(size_t i) const {
  size_t j = i;
  int weekday = 0;
  if (Is(j, kWeekday)) {
    weekday = static_cast<int>(At(j).value);
    ++j;
    if (Is(j, kComma) || Is(j, kOn)) ++j;
    if (Is(j, kThe)) ++j;
  }
  Parsed date;
  if (Is(j, kMonth)) {
    date = MonthFirst(j);
    if (weekday != 0 && date && date->day == 0) date.reset();
  } else if (IsDayOfMonth(j)) {
    date = DayFirst(j);
    if (!date && weekday == 0) return Year(i);
  } else if (weekday == 0) {
    return Year(i);
  }
  if (weekday == 0) return date;
  if (!date) date = TimePhrase::Of(Kind::kCalendar, i, i + 1);
  date->begin = i;
  date->weekday = weekday;
  return date;
}

// "March", "March 10", "March 3-5, 2022", "March 2022", "June last year".
TimeGrammar::Parsed TimeGrammar::MonthFirst(size_t i) const {
  TimePhrase phrase = TimePhrase::Of(Kind::kCalendar, i, i + 1);
  phrase.month = static_cast<int>(At(i).value);
  // "Feb-2022" and the like aside, a month inside a compound is none.
  if (At(i).joined && i > 0 && Is(i - 1, kOther)) return std::nullopt;
  size_t j = i + 1;
  const size_t day = Is(j, kThe) ? j + 1 : j;
  if (IsDayOfMonth(day) && !Is(day + 1, kAmPm) && !Year(day)) {
    phrase.day = static_cast<int>(At(day).value);
    j = day + 1;
    if (IsDayOfMonth(j) && At(j).joined) phrase.last_day = static_cast<int>(At(j++).value);
    if (phrase.last_day != 0 && phrase.last_day <= phrase.day) return std::nullopt;
  }
  if (j == i + 1 && Is(j, kOf) && Is(j + 1, kThe)) return std::nullopt;  // "the March of the ..."
  phrase.end = TakeYear(j, phrase);
  return phrase;
}

// "24 February 2022", "24th of February".
TimeGrammar::Parsed TimeGrammar::DayFirst(size_t i) const {
  size_t j = i + 1;
  int last_day = 0;
  if (IsDayOfMonth(j) && At(j).joined) last_day = static_cast<int>(At(j++).value);
  if (Is(j, kOf)) ++j;
  if (!Is(j, kMonth)) return std::nullopt;
  TimePhrase phrase = TimePhrase::Of(Kind::kCalendar, i, 0);
  phrase.day = static_cast<int>(At(i).value);
  phrase.month = static_cast<int>(At(j).value);
  if (last_day > phrase.day) phrase.last_day = last_day;
  phrase.end = TakeYear(j + 1, phrase);
  return phrase;
}

TimeGrammar::Parsed TimeGrammar::Year(size_t i) const {
  size_t j = i;
  if (Is(j, kFiscal)) {
    ++j;
    if (IsUnit(j, TimeUnit::kYear)) ++j;
  }
  const bool fiscal = j != i;
  TimePhrase phrase = TimePhrase::Of(Kind::kCalendar, i, j + 1);
  if (Is(j, kYear)) {
    const int64_t year = At(j).value;
    const bool introduced = fiscal || (j > 0 && (Is(j - 1, kSince) || (Is(j - 1, kOf))));
    if (!At(j).leads && At(j - 1).number) return std::nullopt;
    if (j > 0 && Is(j - 1, kCurrency)) return std::nullopt;
    if (Is(j + 1, kUnit) || Is(j + 1, kUnits) || Is(j + 1, kNumber) || Is(j + 1, kZone)) return std::nullopt;
    if ((year < 1900 || year > 2060) && !introduced) return std::nullopt;
    // A round number of things; years are rarely introduced by nothing.
    if (year % 100 == 0 && !introduced) return std::nullopt;
    phrase.year = static_cast<int>(year);
    if (Parsed quarter = QuarterOrHalf(j + 1); quarter && quarter->year == 0 && !Is(j + 1, kThe)) {
      quarter->begin = i;  // "the 1988 second quarter"
      quarter->year = phrase.year;
      return quarter;
    }
    if (At(j + 1).joined && At(j + 1).number && At(j + 1).value < 100) ++phrase.end;  // "2015-16"
    return phrase;
  }
  // "nineteen ninety-six"
  const int64_t hundreds = At(j).value;
  const int64_t tens = At(j + 1).value;
  if (!Is(j, kNumber) || hundreds < 17 || hundreds > 20 || !Is(j + 1, kNumber) || At(j + 1).joined) return std::nullopt;
  if (tens < 20 || tens > 90 || tens % 10 != 0 || At(j).token + 1 != At(j + 1).token) return std::nullopt;
  phrase.year = static_cast<int>(hundreds * 100 + tens);
  phrase.end = j + 2;
  if (Is(phrase.end, kNumber) && At(phrase.end).joined && At(phrase.end).value < 10) {
    phrase.year += static_cast<int>(At(phrase.end++).value);
  }
  return phrase;
}

// "last week", "the coming year", "this September", "last Thursday", "this morning", "the next day", "the weekend",
// "the 1990s", "the 20th century", "the same day", "this year's third quarter".
TimeGrammar::Parsed TimeGrammar::Related(size_t i) const {
  size_t j = i;
  const bool article = Is(j, kThe);
  if (article) ++j;
  TimePhrase phrase = TimePhrase::Of(Kind::kPeriod, i, 0);
  if (article) {
    if (Is(j, kEdge)) {
      phrase.edge = static_cast<Edge>(At(j).value);
      ++j;
    }
    if (Is(j, kDecade)) {
      phrase.kind = Kind::kDecade;
      phrase.number = static_cast<int>(At(j).value);
      phrase.end = j + 1;
      return phrase;
    }
    if (phrase.edge != Edge::kNone) return std::nullopt;
    if (Is(j, kOrdinal) && IsUnit(j + 1, TimeUnit::kCentury)) {
      phrase.kind = Kind::kCentury;
      phrase.number = static_cast<int>(At(j).value);
      phrase.end = j + 2;
      return phrase;
    }
    if (IsUnit(j, TimeUnit::kWeekend)) {
      phrase.unit = TimeUnit::kWeekend;
      phrase.end = j + 1;
      return phrase;
    }
    if (i > 0 && Is(i - 1, kFor) && At(i - 1).value == 0 && Is(j, kUnit) &&
        (At(j).value == static_cast<int>(TimeUnit::kYear) || At(j).value == static_cast<int>(TimeUnit::kWeek))) {
      phrase.unit = static_cast<TimeUnit>(At(j).value);  // "for the year"
      phrase.relation = 0;
      phrase.end = j + 1;
      return phrase;
    }
    if (Is(j, kSeason) && (Is(j + 1, kOf) || Is(j + 1, kYear))) {
      phrase.kind = Kind::kSeason;
      phrase.season = static_cast<Season>(At(j).value);
      phrase.end = TakeYear(j + 1, phrase);
      if (phrase.end == j + 1) return std::nullopt;
      return phrase;
    }
    if (IsDayOfMonth(j)) {
      if (Parsed day = DayFirst(j)) {
        day->begin = i;
        return day;
      }
    }
    if (Is(j, kUnit) && Is(j + 1, kAgo)) return std::nullopt;
  }
  if (Is(j, kThat)) {
    if (Is(j + 1, kThat)) ++j;
    if (IsUnit(j + 1, TimeUnit::kDay)) {
      phrase.kind = Kind::kFollowing;
      phrase.unit = TimeUnit::kDay;
      phrase.relation = 0;
      phrase.amount = 0;
      phrase.end = j + 2;
      return phrase;
    }
    return std::nullopt;
  }
  if (!Is(j, kRelation)) return std::nullopt;
  phrase.relation = RelationOf(At(j));
  const bool rolling = At(j).value == kRolling;
  const size_t relation = j++;
  const bool fiscal = Is(j, kFiscal);
  if (fiscal) ++j;
  phrase.end = j + 1;
  switch (At(j).word) {
    case kUnit: {
      phrase.unit = static_cast<TimeUnit>(At(j).value);
      if (phrase.unit == TimeUnit::kMinute || phrase.unit == TimeUnit::kHour) return std::nullopt;
      if (phrase.unit == TimeUnit::kDay) {
        if (phrase.relation == 0) return std::nullopt;
        phrase.kind = Kind::kFollowing;
        phrase.amount = 1;
        return phrase;
      }
      if (rolling || (phrase.unit >= TimeUnit::kDecade && phrase.relation == -1)) {
        phrase.kind = Kind::kSpan;
        phrase.amount = 1;
        return phrase;
      }
      // "this year's third quarter"
      if (phrase.unit == TimeUnit::kYear && Is(j + 1, kPossessive)) {
        if (Parsed quarter = QuarterOrHalf(j + 2)) {
          quarter->begin = i;
          quarter->year_relation = phrase.relation;
          return quarter;
        }
      }
      return phrase;
    }
    case kMonth:
      if (Parsed month = MonthFirst(j)) {
        month->begin = i;
        month->relation = phrase.relation;
        return month;
      }
      return std::nullopt;
    case kWeekday:
      phrase.kind = Kind::kCalendar;
      phrase.weekday = static_cast<int>(At(j).value);
      return phrase;
    case kSeason:
      phrase.kind = Kind::kSeason;
      phrase.season = static_cast<Season>(At(j).value);
      return phrase;
    case kHoliday:
      phrase.kind = Kind::kHoliday;
      phrase.number = static_cast<int>(At(j).value);
      return phrase;
    case kPartOfDay:
      if (article || relation != i) return std::nullopt;
      phrase.kind = Kind::kDayName;
      phrase.part = static_cast<PartOfDay>(At(j).value);
      if (phrase.relation == -1 && phrase.part != PartOfDay::kNight && phrase.part != PartOfDay::kEvening) {
        return std::nullopt;
      }
      return phrase;
    default:
      return std::nullopt;
  }
}

}  // namespace sitrep::tagger
