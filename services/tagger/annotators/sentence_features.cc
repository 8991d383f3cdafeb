#include "services/tagger/annotators/sentence_features.h"

#include <algorithm>
#include <bit>

#include "absl/strings/ascii.h"
#include "services/tagger/annotators/abbreviations.h"
#include "services/tagger/annotators/word_table.h"

namespace sitrep::tagger {
namespace {

constexpr std::string_view kOpeningMarks[] = {"(", "[", "{", "\u201C", "\u2018", "\u00AB", "``", "\u201E", "<<"};
constexpr std::string_view kClosingMarks[] = {")", "]", "}", "\u201D", "\u2019", "\u00BB", "''", ">>", "\u2019\u2019"};
constexpr std::string_view kBulletMarks[] = {"*", "\u2022", "\u00B7", "\u25CF", "\u25AA", "\u2013", "~", "**", "o"};

uint32_t Mix(uint32_t h) {
  h ^= h >> 16;
  h *= 0x85EBCA6Bu;
  h ^= h >> 13;
  h *= 0xC2B2AE35u;
  return h ^ (h >> 16);
}

uint32_t Pair(uint32_t a, uint32_t b) { return a * 0x9E3779B1u + (b ^ (b >> 15)) * 0x7FEB352Du + 0x165667B1u; }

// 0, 1, 2, 3, 4-5, 6-7, 8-11, 12-15, 16-23, ...
uint32_t Bucket(uint32_t n) {
  if (n < 4) return n;
  const uint32_t log = std::bit_width(n) - 1;
  return 2 * log + ((n >> (log - 1)) & 1);
}

// Words that stand behind one another in the order of the text, without white space between them.
bool Touches(const Token& right) { return !right.space_before; }

}  // namespace

uint32_t SentenceFeatures::WordHash(std::string_view lower) {
  uint32_t h = 0x811C9DC5u;
  for (const char c : lower) h = (h ^ static_cast<unsigned char>(absl::ascii_isdigit(c) ? '0' : c)) * 0x01000193u;
  return Mix(h);
}

SentenceFeatures::Shape SentenceFeatures::ShapeOf(const Token& token, std::string_view text) {
  const char first = text.front();
  switch (token.kind) {
    case Token::kLink:
      return kLink;
    case Token::kNumber:
      return text.back() == '.' ? kListNumber : kNumber;
    case Token::kWord:
      if (text.back() == '.') return text.size() == 2 ? kInitial : kAbbreviation;
      if (token.all_capitals) return kAllCapitals;
      if (!token.capitalised) return kLowerCase;
      return text.size() == 1 ? kOneCapital : kCapitalised;
    case Token::kSymbol:
      if (text.size() > 1 && static_cast<unsigned char>(first) < 0x80) return kEmoticon;
      return first == '*' ? kBullet : kSymbol;
    case Token::kPunctuation:
      break;
  }
  if (text == ".") return kFullStop;
  if (first == '.' || text == "\u2026") {
    return text.find_first_of("!?") == std::string_view::npos ? kEllipsis : kManyStops;
  }
  if (first == '?') return text.size() == 1 ? kQuestion : kManyStops;
  if (first == '!') return text.size() == 1 ? kExclamation : kManyStops;
  if (first == ',') return kComma;
  if (first == ';') return kSemicolon;
  if (first == ':') return kColon;
  if (text == "\"") return kStraightQuote;
  if (text == "'") return kApostrophe;
  if (IsOneOf(kOpeningMarks, text)) return kOpening;
  if (IsOneOf(kClosingMarks, text)) return kClosing;
  if (first == '-' || text == "\u2013" || text == "\u2014") return kDash;
  return IsOneOf(kBulletMarks, text) ? kBullet : kOtherMark;
}

SentenceFeatures::SentenceFeatures(const Document& document, const KnownWords& known)
    : document_(document), seen_(document.tokens.size()) {
  for (size_t i = 0; i < seen_.size(); ++i) {
    const Token& token = document.tokens[i];
    const std::string_view lower = document.Lower(token);
    Seen& seen = seen_[i];
    seen.shape = ShapeOf(token, document.Text(token));
    seen.form = WordHash(lower);
    if (!IsKnown(known, seen.form)) {
      seen.form = Pair(WordHash(lower.substr(lower.size() - std::min<size_t>(2, lower.size()))), seen.shape);
    }
  }
}

void SentenceFeatures::EnterParagraph(uint32_t begin, uint32_t end) {
  begin_ = begin;
  end_ = end;
  bool in_quotes = false;
  uint8_t brackets = 0;
  uint32_t stops = 0;
  uint32_t capitals = 0;
  uint32_t lower_case = 0;
  for (uint32_t i = begin; i < end; ++i) {
    Seen& seen = seen_[i];
    seen.in_quotes = in_quotes;
    seen.brackets = brackets;
    stops += IsStop(seen.shape) ? 1 : 0;
    capitals += seen.shape == kCapitalised || seen.shape == kAllCapitals ? 1 : 0;
    lower_case += seen.shape == kLowerCase ? 1 : 0;
    const std::string_view text = document_.Text(document_.tokens[i]);
    if (seen.shape == kStraightQuote) in_quotes = !in_quotes;
    if (text == "\u201C" || text == "``") in_quotes = true;
    if (text == "\u201D" || text == "''") in_quotes = false;
    if ((text == "(" || text == "[") && brackets < 3) ++brackets;
    if ((text == ")" || text == "]") && brackets > 0) --brackets;
  }
  uint32_t distance = 255;
  for (uint32_t i = end; i > begin; --i) {
    distance = IsStop(seen_[i - 1].shape) ? 0 : std::min(distance + 1, 255u);
    seen_[i - 1].to_stop = static_cast<uint8_t>(distance);
  }
  const uint32_t length = end - begin;
  const uint32_t case_style = lower_case * 8 < capitals ? 2 : capitals == 0 ? 0 : lower_case < capitals * 2 ? 3 : 1;
  const uint32_t density = stops == 0 ? 0 : Bucket(length / stops);
  paragraph_style_ = case_style * 64 + (IsStop(seen_[end - 1].shape) ? 32 : 0) + density;
}

const SentenceFeatures::Seen& SentenceFeatures::At(int64_t token) const {
  static constexpr Seen kNothing{};
  return token < begin_ || token >= end_ ? kNothing : seen_[token];
}

bool SentenceFeatures::IsCandidate(uint32_t left) const {
  const uint32_t right = left + 1;
  if (right >= end_) return false;
  const Token& token = document_.tokens[right];
  if (token.continues) return false;
  const Shape before = seen_[left].shape;
  const Shape behind = seen_[right].shape;
  if (behind == kLowerCase && before <= kInitial) return false;
  if (Touches(token)) {
    // "land.The", "why?Because", "end.)": the rest is within a word, or closes.
    if (behind == kClosing || behind == kComma || behind == kSemicolon || behind == kColon || behind == kFullStop) {
      return false;
    }
    return IsStop(before) || before == kClosing || before == kStraightQuote || before == kEmoticon ||
           before == kListNumber;
  }
  return behind != kComma && behind != kClosing;
}

void SentenceFeatures::Read(uint32_t first, uint32_t left, Row& row) const {
  const int64_t l = left;
  const Seen& l1 = At(l);
  const Seen& l2 = At(l - 1);
  const Seen& l3 = At(l - 2);
  const Seen& r1 = At(l + 1);
  const Seen& r2 = At(l + 2);
  const Seen& r3 = At(l + 3);
  const Seen& r4 = At(l + 4);
  const Seen& start = At(first);
  const Token& right = document_.tokens[left + 1];
  const uint32_t quotes = (r1.in_quotes ? 1 : 0) + (start.in_quotes ? 2 : 0);
  const uint32_t brackets = r1.brackets + 4u * start.brackets;
  const uint32_t length = Bucket(left + 1 - first);
  const uint32_t around = l1.shape * 32u + r1.shape;
  const uint32_t touches = Touches(right) ? 1 : 0;
  const uint32_t to_stop = Bucket(r1.to_stop);
  const uint32_t to_end = Bucket(end_ - left - 1);
  const std::string_view left_lower = document_.Lower(document_.tokens[left]);
  const std::string_view right_lower = document_.Lower(right);
  const auto suffix = [](std::string_view word, size_t size) {
    return word.substr(word.size() - std::min(size, word.size()));
  };
  // The word before the stop and the first word behind the marks that open, which are next to it or one further.
  const Seen& word_before = IsStop(l1.shape) || l1.shape == kClosing || l1.shape == kStraightQuote ? l2 : l1;
  const Seen& word_behind =
      r1.shape == kOpening || r1.shape == kStraightQuote || r1.shape == kBullet || r1.shape == kDash ? r2 : r1;

  size_t n = 0;
  const auto add = [&](uint32_t value) {
    row[n] = Mix(Pair(static_cast<uint32_t>(n), value));
    ++n;
  };
  add(l3.form);
  add(l2.form);
  add(l1.form);
  add(r1.form);
  add(r2.form);
  add(r3.form);
  add(r4.form);
  add(At(l - 3).form);
  add(l3.shape);
  add(l2.shape);
  add(l1.shape);
  add(r1.shape);
  add(r2.shape);
  add(r3.shape);
  add(around * 2 + touches);
  add((around * 32 + l2.shape) * 2 + touches);
  add((around * 32 + r2.shape) * 2 + touches);
  add((around * 32 + r2.shape) * 32 + l2.shape);
  add((((around * 32 + r2.shape) * 32 + r3.shape) * 2) + touches);
  add(((around * 32 + l2.shape) * 32 + l3.shape) * 2 + touches);
  add(Pair(l1.form, r1.form));
  add(Pair(l1.form, r1.shape));
  add(Pair(l1.shape, r1.form));
  add(Pair(l2.form, l1.form));
  add(Pair(r1.form, r2.form));
  add(Pair(l2.form, around));
  add(Pair(r2.form, around));
  add(Pair(r1.form, around * 32 + r2.shape));
  add(Pair(word_before.form, around));
  add(Pair(word_behind.form, l1.shape * 32u + word_behind.shape));
  add(Pair(word_before.form, word_behind.form));
  add(Pair(WordHash(suffix(left_lower, 3)), r1.shape));
  add(Pair(WordHash(suffix(right_lower, 3)), around));
  add(quotes * 1024 + around);
  add(brackets * 1024 + around);
  add(length * 1024 + around);
  add(Pair(length, r1.form));
  add(to_stop * 1024 + around);
  add((to_stop * 32 + length) * 32 + r1.shape);
  add(to_end * 1024 + around);
  add(Pair(paragraph_style_, around));
  add(Pair(start.form, r1.form));
  add(Pair(start.shape, around) + (start.form == r1.form ? 1 : 0));
  add(Pair(At(begin_).form == r1.form ? 1 : 0, around));
  add(Pair(start.form, l1.shape));
  add(Pair(paragraph_style_, length * 32 + to_stop));
  add(((At(l + 4).shape * 32 + r3.shape) * 32 + r2.shape) * 32 + r1.shape);
  add(Pair(quotes, Pair(l1.form, r1.form)));
}

}  // namespace sitrep::tagger
