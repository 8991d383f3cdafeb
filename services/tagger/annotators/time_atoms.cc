#include "services/tagger/annotators/time_atoms.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include "services/tagger/annotators/number_words.h"
#include "services/tagger/annotators/word_table.h"

namespace sitrep::tagger {
namespace {

using enum TimeWord;

// Short, and no abbreviations.
constexpr std::string_view kShortMonths[] = {"may", "june", "july"};
constexpr WordSet kShortMonth(kShortMonths);

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Reads up to `max` digits at `i` and moves behind them; -1 when there are none.
int64_t TakeDigits(std::string_view text, size_t& i, size_t max) {
  int64_t value = -1;
  for (size_t n = 0; n < max && i < text.size() && IsDigit(text[i]); ++n, ++i) {
    value = std::max<int64_t>(value, 0) * 10 + (text[i] - '0');
  }
  return value;
}

// A piece that begins with a digit.
void ReadNumber(std::string_view lower, Atom& atom) {
  size_t i = 0;
  const int64_t whole = TakeDigits(lower, i, 9);
  const size_t digits = i;
  const std::string_view rest = lower.substr(i);
  if (rest.empty()) {
    atom.word = digits == 4 && whole >= 1000 && whole < 2100 ? kYear : kNumber;
    atom.value = whole;
    atom.number = true;
  } else if (rest == "st" || rest == "nd" || rest == "rd" || rest == "th") {
    atom.word = kOrdinal;
    atom.value = whole;
    atom.number = true;
  } else if (rest == "s" && (digits == 4 || digits == 2) && whole % 10 == 0) {
    atom.word = kDecade;
    atom.value = whole;
  } else if (const TimeMeaning ap = FindTimeWord(rest); ap.word == kAmPm && whole >= 1 && whole <= 12) {
    atom.word = kClock;
    atom.value = whole % 12 * 60 + ap.value;
  } else if ((rest.front() == ':' || rest.front() == '.') && digits <= 2 && whole < 24) {
    ++i;
    const size_t begin = i;
    const int64_t minutes = TakeDigits(lower, i, 2);
    if (i - begin != 2 || minutes > 59) return;
    if (i < lower.size() && lower[i] == ':') {
      ++i;
      if (TakeDigits(lower, i, 2) > 59) return;
    }
    const TimeMeaning suffix = FindTimeWord(lower.substr(i));
    const bool has_suffix = suffix.word == kAmPm;
    if (i < lower.size() && (!has_suffix || whole > 12)) return;
    atom.word = kClock;
    atom.value = has_suffix ? (whole % 12) * 60 + minutes + suffix.value : whole * 60 + minutes + kTwelveHours;
    // "10.30" is a clock time only before "am"; the grammar asks for that.
    if (rest.front() == '.' && !has_suffix) atom.value += kTwelveHours;
  } else if (const std::optional<double> number = ReadDigits(lower); number && *number < 1e9) {
    atom.word = *number == static_cast<int64_t>(*number) ? kNumber : kOther;
    atom.value = static_cast<int64_t>(*number);
    atom.number = true;
  }
}

// "2022-03-03" or "2022-03-03T...": days since 1970-01-01.
std::optional<int64_t> ReadIsoDay(std::string_view lower) {
  if (lower.size() < 10 || lower[4] != '-' || lower[7] != '-') return std::nullopt;
  size_t i = 0;
  const int64_t year = TakeDigits(lower, i, 4);
  const int64_t month = TakeDigits(lower, ++i, 2);
  const int64_t day = TakeDigits(lower, ++i, 2);
  if (i != 10 || (i < lower.size() && lower[i] != 't')) return std::nullopt;
  const text::CivilDay civil{static_cast<int>(year), static_cast<int>(month), static_cast<int>(day)};
  if (year < 1000 || !text::IsValid(civil)) return std::nullopt;
  return text::DaysSinceEpoch(civil);
}

void ReadWord(std::string_view lower, bool capitalised, bool all_capitals, bool beside_number, Atom& atom) {
  TimeMeaning found = FindTimeWord(lower);
  bool has_stop = false;
  if (found.word == kOther && lower.size() > 3 && lower.back() == '.' && lower[1] != '.') {
    found = FindTimeWord(lower.substr(0, lower.size() - 1));
    if (found.word != kMonth && found.word != kWeekday) found = {};
    if (found.word != kOther) {
      lower.remove_suffix(1);
      has_stop = true;
    }
  }
  if (found.word == kOther) {
    if (const NumberWord number = FindNumberWord(lower); number.kind != NumberWord::kNone && number.value < 1e6) {
      atom.word = kNumber;
      atom.value = static_cast<int64_t>(number.value);
      atom.number = true;
    }
    return;
  }
  if (!capitalised && NeedsCapital(lower)) return;
  if (found.word == kMonth && lower.size() <= 4 && !has_stop && !beside_number && !kShortMonth.Contains(lower)) return;
  if (NeedsNumber(lower) && !beside_number) return;
  if (found.word == kZone && !all_capitals && !(capitalised && IsPlaceWithZone(lower)) &&
      !(IsPlaceWithZone(lower) && lower.ends_with("ern"))) {
    return;
  }
  atom.word = found.word;
  atom.value = found.value;
  atom.number = atom.word == kOrdinal;
}

// Months and weekdays are few and the rest is decided by the grammar, but most sentences have none of these.
bool CanBegin(TimeWord word) {
  switch (word) {
    case kOther:
    case kThe:
    case kA:
    case kOf:
    case kOn:
    case kAt:
    case kFor:
    case kSince:
    case kAnd:
    case kOr:
    case kTo:
    case kMore:
    case kComma:
    case kPossessive:
    case kCurrency:
    case kOld:
    case kTime:
    case kThat:
    case kNumber:
    case kOrdinal:
    case kZone:
    case kAfter:
    case kFew:
    case kApproximate:
    case kEdge:
    case kComparedEdge:
    case kTimes:
    case kHalf:
    case kNear:
    case kThese:
    case kEvery:
    case kRelation:
      return false;
    default:
      return true;
  }
}

// A hyphen inside a word: "two-day", but not "3-0".
bool JoinsWords(const Document& document, uint32_t t) {
  const Token& before = document.tokens[t - 1];
  const Token& behind = document.tokens[t + 1];
  return document.Text(document.tokens[t]) == "-" && !document.tokens[t].space_before && !behind.space_before &&
         (before.kind == Token::kWord || behind.kind == Token::kWord);
}

}  // namespace

bool ReadAtoms(const Document& document, uint32_t first, uint32_t end, std::vector<Atom>& atoms) {
  atoms.clear();
  bool can_begin = false;
  bool joined = false;  // A hyphen joins the token to the atom before it.
  for (uint32_t t = first; t < end; ++t) {
    const Token& token = document.tokens[t];
    if (t > first && t + 1 < end && JoinsWords(document, t)) {
      atoms.back().ends = false;
      joined = true;
      continue;
    }
    std::string_view lower = document.Lower(token);
    const size_t hyphen = lower.find('-');
    if (hyphen == std::string_view::npos || token.kind == Token::kPunctuation || token.kind == Token::kLink) {
      Atom atom{.token = t, .joined = joined, .leads = !joined};
      joined = false;
      if (token.kind == Token::kNumber) {
        ReadNumber(lower, atom);
      } else if (token.kind != Token::kLink) {
        const bool beside_number = (t + 1 < end && document.tokens[t + 1].kind == Token::kNumber) ||
                                   (t > first && document.tokens[t - 1].kind == Token::kNumber);
        ReadWord(lower, token.capitalised, token.all_capitals, beside_number, atom);
      }
      can_begin |= CanBegin(atom.word) || (atom.word == kNumber && atom.value >= 17 && atom.value <= 20) ||
                   (atom.word == kRelation && (atom.value == kRolling || atom.value == kCurrent));
      atoms.push_back(atom);
      continue;
    }
    if (const std::optional<int64_t> day = ReadIsoDay(lower)) {
      atoms.push_back({.word = kIsoDay, .value = *day, .token = t});
      joined = false;
      can_begin = true;
      continue;
    }
    std::string_view text = document.Text(token);
    bool leads = !joined;
    joined = false;
    while (true) {
      const size_t length = std::min(lower.find('-'), lower.size());
      const std::string_view piece = lower.substr(0, length);
      Atom atom{.token = t, .joined = !leads, .leads = leads, .ends = length == lower.size()};
      if (!piece.empty()) {
        if (IsDigit(piece.front())) {
          ReadNumber(piece, atom);
        } else {
          const bool capital = text.front() >= 'A' && text.front() <= 'Z';
          ReadWord(piece, capital, token.all_capitals, false, atom);
        }
      }
      can_begin |= CanBegin(atom.word);
      atoms.push_back(atom);
      leads = false;
      if (length == lower.size()) break;
      lower.remove_prefix(length + 1);
      text.remove_prefix(length + 1);
      if (lower.empty()) {
        atoms.back().ends = true;
        break;
      }
    }
  }
  return can_begin;
}

}  // namespace sitrep::tagger
