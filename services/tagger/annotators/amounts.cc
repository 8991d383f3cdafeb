#include "services/tagger/annotators/amounts.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "services/tagger/annotators/amount_lexicon.h"
#include "services/tagger/annotators/number_words.h"
#include "services/tagger/annotators/word_table.h"

namespace sitrep::tagger {
namespace {

constexpr uint32_t kNounReach = 4;      // Tokens from a number to the noun it counts.
constexpr uint32_t kCasualtyReach = 7;  // Tokens from the noun to the verb that tells what befell it.
constexpr uint32_t kToldReach = 16;     // Tokens from "numbered at" back to those numbered.
constexpr double kMaxPeople = 1e10;     // More people than ever lived at once are a misreading.
constexpr double kManyPounds = 1e5;     // From here on "pounds" are money.

enum class Bound : uint8_t { kExact, kAtLeast, kAtMost };

struct Number {
  uint32_t first = 0;
  uint32_t end = 0;
  double low = 0;
  double high = 0;
  Bound bound = Bound::kExact;
  std::string_view currency;
};

class AmountReader {
 public:
  explicit AmountReader(Document& document) : document_(document), in_time_(document.tokens.size(), false) {
    for (const TimeExpression& time : document.times) {
      std::fill(in_time_.begin() + time.first_token, in_time_.begin() + time.end_token, true);
    }
  }

  void Read() {
    for (uint32_t s = 0; s < document_.sentences.size(); ++s) {
      const Sentence& sentence = document_.sentences[s];
      if (sentence.segment == text::SegmentKind::kDatePrefix) continue;
      begin_ = sentence.first_token;
      end_ = sentence.end_token;
      for (uint32_t t = begin_; t < end_;) {
        const std::optional<Number> number = MayBegin(t) ? ReadNumber(t) : std::nullopt;
        if (!number) {
          ++t;
          continue;
        }
        t = std::max(number->end, Classify(s, *number));
      }
    }
  }

 private:
  std::string_view Lower(uint32_t token) const {
    return token < end_ ? document_.Lower(document_.tokens[token]) : std::string_view();
  }
  bool Is(uint32_t token, std::string_view word) const { return Lower(token) == word; }
  bool Touches(uint32_t token) const { return token < end_ && !document_.tokens[token].space_before; }
  // A hyphen right behind a word.
  bool JoinsPart(uint32_t token) const {
    return Is(token, "-") && Touches(token) && document_.tokens[token - 1].kind == Token::kWord;
  }
  // A hyphen that joins what is before it to a word.
  bool JoinsWord(uint32_t token) const {
    return Is(token, "-") && Touches(token) && Touches(token + 1) && document_.tokens[token + 1].kind == Token::kWord;
  }

  bool MayBegin(uint32_t t) const;
  std::optional<Number> ReadNumber(uint32_t t) const;
  uint32_t TakeValue(uint32_t t, double& value, bool& vague) const;
  void ReadModifier(Number& number) const;
  uint32_t Classify(uint32_t sentence, const Number& number);
  bool ReadMeasure(uint32_t sentence, const Number& number, uint32_t& end);
  bool ReadCasualties(uint32_t sentence, const Number& number, uint32_t noun_end, bool people, uint32_t& end);
  void Add(uint32_t sentence, uint32_t first, uint32_t end, double value, std::string_view unit, std::string_view type);

  Document& document_;
  std::vector<bool> in_time_;
  uint32_t begin_ = 0;  // Of the sentence.
  uint32_t end_ = 0;
};

// What "m" behind a sum of money multiplies it by; 1 for other words.
double ScaleOfLetter(std::string_view letters) {
  return letters == "k" ? 1e3 : letters == "m" ? 1e6 : letters == "b" ? 1e9 : 1;
}

// Whether a number can begin at `t`: spares most words the rest.
bool AmountReader::MayBegin(uint32_t t) const {
  const Token& token = document_.tokens[t];
  // "F-16", "one-on-one"
  if (t > begin_ + 1 && Touches(t) && JoinsPart(t - 1)) return false;
  if (token.kind != Token::kWord) return token.kind == Token::kNumber || token.kind == Token::kSymbol;
  const std::string_view word = Lower(t);
  return FindNumberWord(word).kind != NumberWord::kNone || FindVagueNumber(word) > 0 || word == "a" || word == "an" ||
         word == "several" || word == "tens" || !FindCurrencySign(word).empty();
}

// The value at `t` in digits, words or as "dozens"; the token behind it, or `t` when there is none.
uint32_t AmountReader::TakeValue(uint32_t t, double& value, bool& vague) const {
  vague = false;
  uint32_t i = t;
  if ((Is(i, "a") || Is(i, "several")) && FindVagueNumber(Lower(i + 1)) > 0) {
    vague = Is(i, "several");
    value = FindVagueNumber(Lower(i + 1)) * (vague ? 2 : 1);
    if (i > begin_ && Lower(i - 1) == "half") value /= 2;
    return i + 2;
  }
  if (const double least = FindVagueNumber(Lower(i)); least > 0) {
    vague = !Is(i, "dozen");
    value = least;
    ++i;
    // "tens of thousands", "hundreds of thousands"
    while (Is(i, "of") && FindVagueNumber(Lower(i + 1)) >= 1e3 && value < kMaxPeople) {
      value *= FindVagueNumber(Lower(i + 1)) / 2;
      i += 2;
    }
    return i;
  }
  if (Is(i, "tens") && Is(i + 1, "of") && FindVagueNumber(Lower(i + 2)) >= 1e3) {
    vague = true;
    value = 10 * FindVagueNumber(Lower(i + 2));
    return i + 3;
  }
  NumberComposer composer;
  uint32_t end = t;
  if (Is(i, "a") || Is(i, "an")) {
    const NumberWord::Kind kind = FindNumberWord(Lower(i + 1)).kind;
    if (kind != NumberWord::kHundred && kind != NumberWord::kScale) return t;
    ++i;
  }
  while (i < end_ && !in_time_[i]) {
    const Token& token = document_.tokens[i];
    const std::string_view lower = Lower(i);
    if (token.kind == Token::kNumber) {
      const std::optional<double> digits = ReadDigits(lower);
      if (!digits || !composer.Add({NumberWord::kDigits, *digits})) break;
    } else if (token.kind == Token::kWord) {
      const NumberWord word = FindNumberWord(lower);
      if (word.kind == NumberWord::kNone || !composer.Add(word)) break;
    } else {
      break;
    }
    end = ++i;
    if (JoinsWord(i)) {
      const NumberWord ones = FindNumberWord(Lower(i + 1));
      if (ones.kind == NumberWord::kNone || !composer.Add(ones)) {
        // "two-thirds", "12-mile": no count.
        return t;
      }
      end = i += 2;
    }
    if (Is(i, "and") && composer.TakesAnd() && FindNumberWord(Lower(i + 1)).kind == NumberWord::kSmall) ++i;
  }
  if (composer.empty()) return t;
  value = composer.value();
  return end;
}

std::optional<Number> AmountReader::ReadNumber(uint32_t t) const {
  if (in_time_[t]) return std::nullopt;
  const Token& token = document_.tokens[t];
  Number number{.first = t};
  uint32_t i = t;
  if (token.kind == Token::kSymbol || token.kind == Token::kWord) {
    number.currency = FindCurrencySign(Lower(t));
    if (!number.currency.empty()) ++i;
  } else if (token.kind != Token::kNumber) {
    return std::nullopt;
  }
  bool vague = false;
  number.end = TakeValue(i, number.low, vague);
  if (number.end == i) return std::nullopt;
  if (!number.currency.empty() && Touches(number.end)) {  // "$5m"
    const double scale = ScaleOfLetter(Lower(number.end));
    number.low *= scale;
    if (scale > 1) ++number.end;
  }
  number.high = number.low;
  if (vague) number.bound = Bound::kAtLeast;
  // "10 to 12", "between 10 and 12"
  if (Is(number.end, "to") ||
      (Is(number.end, "and") && t > begin_ && document_.Lower(document_.tokens[t - 1]) == "between")) {
    const uint32_t next = number.end + (FindCurrencySign(Lower(number.end + 1)).empty() ? 1 : 2);
    double high = 0;
    bool high_vague = false;
    const uint32_t end = next < end_ ? TakeValue(next, high, high_vague) : next;
    if (end != next && high > number.low && !high_vague) {
      number.high = high;
      number.end = end;
    }
  }
  ReadModifier(number);
  return number;
}

// "at least", "more than", "up to" in front of the number.
void AmountReader::ReadModifier(Number& number) const {
  const auto before = [&](uint32_t back) -> std::string_view {
    return number.first >= begin_ + back ? Lower(number.first - back) : std::string_view();
  };
  const std::string_view one = before(1);
  const std::string_view two = before(2);
  uint32_t words = 0;
  if ((one == "least" && two == "at") || (one == "than" && (two == "more" || two == "greater"))) {
    number.bound = Bound::kAtLeast;
    words = 2;
  } else if (one == "over") {
    number.bound = Bound::kAtLeast;
    words = 1;
  } else if ((one == "to" && two == "up") || (one == "than" && (two == "less" || two == "fewer"))) {
    const bool no_less = before(3) == "no";
    number.bound = no_less ? Bound::kAtLeast : Bound::kAtMost;
    words = no_less ? 3 : 2;
  } else if (one == "as" && (two == "many" || two == "much") && before(3) == "as") {
    number.bound = Bound::kAtMost;
    words = 3;
  } else if (one == "about" || one == "around" || one == "nearly" || one == "almost" || one == "some" ||
             one == "roughly" || one == "approximately" || one == "another") {
    words = 1;
  }
  number.first -= words;
}

void AmountReader::Add(uint32_t sentence, uint32_t first, uint32_t end, double value, std::string_view unit,
                       std::string_view type) {
  Amount amount;
  amount.span = {document_.tokens[first].begin, document_.tokens[end - 1].end};
  amount.sentence = sentence;
  amount.value = value;
  amount.unit = unit;
  amount.type = type;
  document_.amounts.push_back(std::move(amount));
}

bool AmountReader::ReadMeasure(uint32_t sentence, const Number& number, uint32_t& end) {
  if (!number.currency.empty()) {
    end = number.end;
    Add(sentence, number.first, end, number.low, number.currency, "MONEY");
    return true;
  }
  uint32_t unit_token = number.end;
  bool square = false;
  if (Is(unit_token, "square") || Is(unit_token, "sq")) {
    square = true;
    ++unit_token;
  } else if (Is(unit_token, "of") && number.bound == Bound::kAtLeast) {
    ++unit_token;  // "hundreds of thousands of dollars"
  } else if (Is(unit_token, "per") && Is(unit_token + 1, "cent")) {
    end = unit_token + 2;
    Add(sentence, number.first, end, number.low, "percent", "PERCENT");
    return true;
  } else if (Is(unit_token, "us") || Is(unit_token, "u.s.") || Is(unit_token, "nautical") || Is(unit_token, "metric")) {
    ++unit_token;
  }
  if (Is(unit_token, "pounds")) {
    end = unit_token + 1;
    const bool money = number.low >= kManyPounds || Is(end, "sterling");
    Add(sentence, number.first, end, number.low, money ? "GBP" : "pound", money ? "MONEY" : "WEIGHT");
    return true;
  }
  const AmountUnit unit = FindAmountUnit(Lower(unit_token));
  if (unit.type.empty()) return false;
  // "the team won": a verb unless a scale stands before it.
  if (unit.unit == "KRW" && number.low < 1000) return false;
  end = unit_token + 1;
  if (square) {
    Add(sentence, number.first, end, number.low, std::string(unit.unit) + "2", "AREA");
  } else {
    Add(sentence, number.first, end, number.low, unit.unit, unit.type);
  }
  return true;
}

// What befell the people counted: "12 people were killed", "40 wounded", "killing at least 12", "one million refugees".
bool AmountReader::ReadCasualties(uint32_t sentence, const Number& number, uint32_t noun_end, bool people,
                                  uint32_t& end) {
  if (number.low > kMaxPeople || number.low != std::floor(number.low)) return false;
  std::string_view kind;
  uint32_t first = number.first;
  end = noun_end;
  if (noun_end > number.end) kind = CasualtyKindOfNoun(Lower(noun_end - 1));
  // Behind it: directly, or through auxiliaries and a few words when people are named.
  uint32_t behind = kNone;
  const uint32_t reach = std::min(end_, noun_end + (people ? kCasualtyReach : 2));
  for (uint32_t t = noun_end; t < reach && kind.empty(); ++t) {
    const std::string_view lower = Lower(t);
    const CasualtyWord word = FindCasualtyWord(lower);
    if (!word.kind.empty()) {
      // "12 soldiers killed three people": the verb has an object of its own.
      double other = 0;
      bool vague = false;
      const bool active =
          word.takes_object && people && t == noun_end && t + 1 < end_ && TakeValue(t + 1, other, vague) != t + 1;
      if (!active) behind = t;
      break;
    }
    constexpr std::string_view kBetween[] = {
        "were", "was", "are", "is",  "had",  "have", "has",  "been",       "being",     "be",       "also",   "left",
        "and",  "or",  "in",  "the", "with", "who",  "that", "reportedly", "confirmed", "reported", "feared", "still"};
    if (!IsOneOf(kBetween, lower)) break;
    // "12 in hospital": only auxiliaries may stand between a bare number and its participle.
    if (!people && lower != "were" && lower != "was" && lower != "are" && lower != "is") break;
  }
  // In front: "killing at least 12", "injured dozens of people", "death toll rose to 45".
  if (kind.empty() && first > begin_) {
    uint32_t t = first - 1;
    while (t > begin_ && (Is(t, "an") || Is(t, "estimated") || Is(t, "the") || Is(t, "all") || Is(t, "up"))) --t;
    const CasualtyWord word = FindCasualtyWord(Lower(t));
    const bool adjacent = behind == noun_end && !people;  // "12 dead" beats "killed 12 dead".
    if (word.takes_object && !adjacent && (behind == kNone || behind > noun_end)) {
      kind = word.kind;
      first = t;
    } else if (Is(t, "to") || Is(t, "at")) {
      for (uint32_t back = t; back > begin_ && t - back < kCasualtyReach; --back) {
        if (Is(back, "toll") && (Is(back - 1, "death") || Is(back - 1, "the"))) {
          kind = "dead";
          first = back - 1;
          break;
        }
        if (Is(back, "numbered") || Is(back, "estimated") || Is(back, "put")) {
          // "refugees, numbered by the UN at more than one million"
          const uint32_t floor = back > begin_ + kToldReach ? back - kToldReach : begin_;
          for (uint32_t noun = back; noun-- > floor && kind.empty();) {
            kind = CasualtyKindOfNoun(Lower(noun));
            if (!kind.empty()) first = noun;
          }
          break;
        }
      }
    }
  }
  if (kind.empty() && behind != kNone) {
    kind = FindCasualtyWord(Lower(behind)).kind;
    end = behind + 1;
  }
  if (kind.empty()) return false;
  // "12 people fled" counts people; "12 missing" may be pages.
  if (!people && noun_end == number.end && (kind == "displaced" || kind == "captured" || kind == "missing") &&
      number.bound == Bound::kExact && end != noun_end) {
    return false;
  }
  Add(sentence, number.first, std::max(noun_end, end), number.low, "people", "CASUALTIES");
  Count& count = document_.amounts.back().casualties;
  count.kind = kind;
  const auto low = static_cast<uint64_t>(number.low);
  const auto high = static_cast<uint64_t>(number.high);
  count.low = number.bound == Bound::kAtMost ? 0 : low;
  count.high = number.bound == Bound::kAtLeast ? 0 : high;
  count.span = {document_.tokens[first].begin, document_.tokens[std::max(noun_end, end) - 1].end};
  end = std::max(noun_end, end);
  return true;
}

// Reads what the number counts, adds the amount, and returns the token behind it.
uint32_t AmountReader::Classify(uint32_t sentence, const Number& number) {
  uint32_t end = number.end;
  if (ReadMeasure(sentence, number, end)) return end;
  // The noun: a word for people, else the first plural before anything that ends a noun phrase.
  uint32_t noun_end = number.end;
  bool people = false;
  uint32_t t = number.end;
  if (Is(t, "of") && number.bound == Bound::kAtLeast) ++t;  // "dozens of"
  if (Is(t, "more") || Is(t, "other") || Is(t, "additional")) ++t;
  const uint32_t first_noun = t;
  for (; t < std::min(end_, first_noun + kNounReach); ++t) {
    const Token& token = document_.tokens[t];
    if (token.kind != Token::kWord || in_time_[t]) break;
    const std::string_view lower = Lower(t);
    if (IsPeopleNoun(lower) || !CasualtyKindOfNoun(lower).empty()) {
      people = true;
      noun_end = t + 1;
      break;
    }
    constexpr std::string_view kStops[] = {"of",   "in",    "on",         "at",     "to",   "and",   "or",    "the",
                                           "a",    "is",    "was",        "are",    "were", "for",   "by",    "from",
                                           "as",   "has",   "have",       "had",    "who",  "that",  "its",   "his",
                                           "this", "times", "percentage", "thirds", "pts",  "goals", "points"};
    if (IsOneOf(kStops, lower) || !FindCasualtyWord(lower).kind.empty()) break;
    if (lower.size() > 3 && lower.ends_with("s") && !lower.ends_with("ss") && !lower.ends_with("us")) {
      noun_end = t + 1;
      // The plural may modify another: "three civil rights leaders".
      const std::string_view next = Lower(t + 1);
      if (!(next.size() > 3 && next.ends_with("s") && !next.ends_with("ss")) && !IsPeopleNoun(next)) break;
    }
  }
  if (ReadCasualties(sentence, number, noun_end, people, end)) return end;
  if (noun_end == number.end || number.low != std::floor(number.low)) return number.end;
  Add(sentence, number.first, noun_end, number.low, Lower(noun_end - 1), "COUNT");
  return noun_end;
}

}  // namespace

absl::Status AmountsAnnotator::Annotate(Document& document) const {
  document.amounts.clear();
  AmountReader(document).Read();
  return absl::OkStatus();
}

}  // namespace sitrep::tagger
