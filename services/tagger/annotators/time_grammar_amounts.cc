#include "services/tagger/annotators/time_grammar.h"

#include "services/tagger/annotators/number_words.h"

namespace sitrep::tagger {
namespace {

using enum TimeWord;
using Kind = TimePhrase::Kind;

NumberWord AsNumberWord(int64_t value) {
  const auto number = static_cast<double>(value);
  if (value == 100) return {NumberWord::kHundred, number};
  if (value == 1000) return {NumberWord::kScale, number};
  if (value < 20) return {NumberWord::kSmall, number};
  if (value < 100 && value % 10 == 0) return {NumberWord::kTens, number};
  return {NumberWord::kDigits, number};
}

}  // namespace

TimeGrammar::Parsed TimeGrammar::Every(size_t i) const {
  size_t j = i + 1;
  TimePhrase phrase = TimePhrase::Of(Kind::kFrequency, i, 0);
  phrase.amount = 1;
  if (At(j).word == kNumber && Is(j + 1, kUnits)) phrase.amount = static_cast<double>(At(j++).value);
  switch (At(j).word) {
    case kUnit:
    case kUnits:
      phrase.unit = static_cast<TimeUnit>(At(j).value);
      break;
    case kPartOfDay:
      phrase.part = static_cast<PartOfDay>(At(j).value);
      break;
    case kWeekday:
      phrase.weekday = static_cast<int>(At(j).value);
      if (Is(j + 1, kPartOfDay)) phrase.part = static_cast<PartOfDay>(At(++j).value);
      break;
    case kMonth:
      phrase.month = static_cast<int>(At(j).value);
      break;
    default:
      return std::nullopt;
  }
  phrase.end = j + 1;
  return phrase;
}

// "twice a week", "three times a day".
TimeGrammar::Parsed TimeGrammar::TimesA(size_t i) const {
  size_t j = i;
  if (Is(j, kNumber) && Is(j + 1, kTimes)) ++j;
  if (!Is(j, kTimes) || (j == i && At(j).value == 0) || !Is(j + 1, kA) || !Is(j + 2, kUnit)) return std::nullopt;
  TimePhrase phrase = TimePhrase::Of(Kind::kFrequency, i, j + 3);
  phrase.unit = static_cast<TimeUnit>(At(j + 2).value);
  phrase.amount = 1;
  return phrase;
}

// "[the] [fiscal] third quarter [of 2021]", "third-quarter", "the first half of 2022".
TimeGrammar::Parsed TimeGrammar::QuarterOrHalf(size_t i) const {
  size_t j = i;
  if (Is(j, kThe)) ++j;
  if (Is(j, kFiscal)) ++j;
  if (!Is(j, kOrdinal) || At(j).value < 1 || At(j).value > 4) return std::nullopt;
  const int number = static_cast<int>(At(j).value);
  TimePhrase phrase = TimePhrase::Of(Kind::kQuarter, i, j + 2);
  phrase.number = number;
  const bool is_quarter = IsUnit(j + 1, TimeUnit::kQuarter);
  const bool is_half = Is(j + 1, kHalf) && number <= 2;
  if (!is_quarter && !is_half) return std::nullopt;
  if (is_half) phrase.kind = Kind::kHalfYear;
  phrase.end = TakeYear(j + 2, phrase);
  // Halves of matches and of other things are told apart by the year that follows.
  if (is_half && phrase.end == j + 2) return std::nullopt;
  return phrase;
}

size_t TimeGrammar::TakeAmount(size_t i, double& amount) const {
  size_t j = i;
  if (Is(j, kA) && Is(j + 1, kFew)) ++j;
  if (Is(j, kFew)) {
    amount = TimePhrase::kUnknownAmount;
    return j + 1;
  }
  if (Is(j, kA) && Is(j + 1, kCouple)) ++j;
  if (Is(j, kCouple)) {
    amount = 2;
    return Is(j + 1, kOf) ? j + 2 : j + 1;
  }
  if (Is(j, kA) && !At(j + 1).number) {
    amount = 1;
    return j + 1;
  }
  if (Is(j, kA)) ++j;  // "a hundred"
  NumberComposer composer;
  size_t end = i;
  while ((Is(j, kNumber) || Is(j, kYear)) && composer.Add(AsNumberWord(At(j).value))) {
    end = ++j;
    if (Is(j, kAnd) && composer.TakesAnd() && Is(j + 1, kNumber)) ++j;
  }
  amount = composer.value();
  return end;
}

// Lengths of time and what hangs on them: "five hours", "the past 24 hours", "two days ago", "a week later".
TimeGrammar::Parsed TimeGrammar::Amount(size_t i) const {
  TimePhrase phrase = TimePhrase::Of(Kind::kDuration, i, 0);
  size_t j = i;
  if (Is(j, kApproximate)) {
    phrase.modifier = At(j).value < 0 ? "LESS_THAN" : "APPROX";
    ++j;
  } else if (Is(j, kOver) && (Is(j + 1, kNumber) || Is(j + 1, kA))) {
    phrase.modifier = "MORE_THAN";
    ++j;
  }
  const bool article = Is(j, kThe);
  if (article) ++j;
  bool related = false;
  if (Is(j, kRelation)) {
    related = true;
    phrase.relation = RelationOf(At(j));
    ++j;
  } else if (Is(j, kRecent)) {
    if (!Is(j + 1, kUnits)) return std::nullopt;
    phrase.kind = Kind::kReference;
    phrase.relation = -1;
    phrase.end = j + 2;
    return phrase;
  } else if (article && Is(j, kOrdinal) && At(j).value == 1 && At(j + 1).number) {
    ++j;  // "the first nine months"
  }
  // "year-ago", "the year-earlier quarter"
  if (!related && Is(j, kUnit) && At(j).leads && (Is(j + 1, kAgo) || Is(j + 1, kComparedEdge)) && At(j + 1).joined) {
    phrase.kind = Kind::kAgo;
    phrase.unit = static_cast<TimeUnit>(At(j).value);
    phrase.amount = 1;
    phrase.relation = -1;
    phrase.end = j + 2;
    const bool quarter = IsUnit(phrase.end, TimeUnit::kQuarter);
    if (phrase.unit == TimeUnit::kYear && quarter) {
      phrase.unit = TimeUnit::kQuarter;
      phrase.amount = 4;
      ++phrase.end;
    } else if (phrase.unit == TimeUnit::kYear) {
      if (Parsed third = QuarterOrHalf(phrase.end); third && third->year == 0) {
        third->begin = i;
        third->year_relation = -1;
        return third;
      }
    }
    return phrase;
  }
  double amount = 0;
  size_t unit = TakeAmount(j, amount);
  bool bare = false;
  if (unit == j) {
    if (!Is(j, kUnits) && !(related && Is(j, kUnit))) return std::nullopt;
    amount = Is(j, kUnits) ? TimePhrase::kUnknownAmount : 1;
    bare = true;
  } else {
    // "two to three weeks", "two or three days", "a year or two" is left to the first amount.
    if ((Is(unit, kTo) || Is(unit, kOr)) && Is(unit + 1, kNumber)) {
      double high = 0;
      unit = TakeAmount(unit + 1, high);
    }
    while (Is(unit, kMore) || Is(unit, kRelation)) {
      if (Is(unit, kRelation)) {
        if (related || RelationOf(At(unit)) == 0) return std::nullopt;
        related = true;
        phrase.relation = RelationOf(At(unit));
      }
      ++unit;
    }
  }
  const bool is_second = Is(unit, kOrdinal) && At(unit).value == 2 && amount == 1;
  if (!(Is(unit, kUnit) || Is(unit, kUnits)) || is_second) return std::nullopt;
  phrase.unit = static_cast<TimeUnit>(At(unit).value);
  phrase.amount = amount;
  phrase.end = unit + 1;
  // "period" is a unit only beside "latest" and "year-ago".
  if (phrase.unit == TimeUnit::kQuarter && Is(unit, kUnit) && !related && !article) return std::nullopt;
  if (Is(phrase.end, kOld) || Is(unit + 1, kOld)) return std::nullopt;
  if (Is(unit, kUnit) && !At(unit).joined && amount > 1 && At(unit).leads && At(unit - 1).word == kYear) {
    return std::nullopt;
  }
  const size_t next = phrase.end;
  if (related) {
    if (bare && Is(unit, kUnit)) return std::nullopt;  // "last year": a date, see Related.
    phrase.kind = Kind::kSpan;
    return phrase;
  }
  if (Is(next, kAgo)) {
    phrase.kind = Kind::kAgo;
    phrase.relation = -1;
    ++phrase.end;
    return phrase;
  }
  if (Is(next, kComparedEdge) && !article) {
    phrase.kind = At(next).value < 0 ? Kind::kAgo : Kind::kFollowing;
    phrase.relation = static_cast<int>(At(next).value);
    ++phrase.end;
    return phrase;
  }
  if (Is(next, kSince) && At(next).value == 1 && Is(next + 1, kReference) && At(next + 1).value == 0) {
    phrase.kind = Kind::kAgo;  // "a month from now"
    phrase.relation = 1;
    phrase.end += 2;
    return phrase;
  }
  if (bare) {
    const bool measured = i > 0 && Is(i - 1, kFor);
    if (article || !(measured || Is(next, kAfter))) return std::nullopt;
    return phrase;
  }
  if (article && Is(unit, kUnit) && !At(unit).joined) return std::nullopt;
  // "358,000 a month", "four flights a week": a rate.
  if (Is(j, kA) &&
      ((i > 0 && (At(i - 1).number || Is(i - 1, kUnit) || Is(i - 1, kUnits))) || (i > 1 && At(i - 2).number))) {
    return std::nullopt;
  }
  if (phrase.unit == TimeUnit::kDay && Is(j, kA) && !At(unit).joined && Is(next, kTo)) return std::nullopt;
  phrase.after_in = i > 0 && Is(i - 1, kSince) && At(i - 1).value == 0 && phrase.amount > 0;
  return phrase;
}

TimeGrammar::Parsed TimeGrammar::Reference(size_t i) const {
  size_t j = i;
  const bool article = Is(j, kThe);
  if (article) ++j;
  if (article && Is(j, kNear)) ++j;
  TimePhrase phrase = TimePhrase::Of(Kind::kReference, i, j + 1);
  if (Is(j, kThese) && Is(j + 1, kUnits) && At(j + 1).value == static_cast<int>(TimeUnit::kDay)) {
    phrase.relation = 0;
    phrase.end = j + 2;
    return phrase;
  }
  if (Is(j, kReference)) {
    phrase.relation = static_cast<int>(At(j).value);
    // "future" as an adjective says little.
    if (phrase.relation == 1 ? article : !article) return phrase;
  }
  if (article && Is(j, kRelation) && At(j).value == kRolling && i > 0 && Is(i - 1, kSince) && At(i - 1).value == 0) {
    phrase.relation = -1;  // "in the past"
    return phrase;
  }
  if (!article && Is(j, kRelation) && At(j).value == kCurrent) {
    phrase.relation = 0;
    return phrase;
  }
  if (!article && Is(j, kRecent)) {
    phrase.relation = -1;
    return phrase;
  }
  return std::nullopt;
}

}  // namespace sitrep::tagger
