#include "services/tagger/annotators/number_words.h"

#include <charconv>
#include <string>

#include "services/tagger/annotators/word_table.h"

namespace sitrep::tagger {
namespace {

using enum NumberWord::Kind;

constexpr WordEntry<NumberWord> kNumberWordEntries[] = {
    {"zero", {kSmall, 0}},        {"one", {kSmall, 1}},        {"two", {kSmall, 2}},       {"three", {kSmall, 3}},
    {"four", {kSmall, 4}},        {"five", {kSmall, 5}},       {"six", {kSmall, 6}},       {"seven", {kSmall, 7}},
    {"eight", {kSmall, 8}},       {"nine", {kSmall, 9}},       {"ten", {kSmall, 10}},      {"eleven", {kSmall, 11}},
    {"twelve", {kSmall, 12}},     {"thirteen", {kSmall, 13}},  {"fourteen", {kSmall, 14}}, {"fifteen", {kSmall, 15}},
    {"sixteen", {kSmall, 16}},    {"seventeen", {kSmall, 17}}, {"eighteen", {kSmall, 18}}, {"nineteen", {kSmall, 19}},
    {"twenty", {kTens, 20}},      {"thirty", {kTens, 30}},     {"forty", {kTens, 40}},     {"fifty", {kTens, 50}},
    {"sixty", {kTens, 60}},       {"seventy", {kTens, 70}},    {"eighty", {kTens, 80}},    {"ninety", {kTens, 90}},
    {"hundred", {kHundred, 100}}, {"thousand", {kScale, 1e3}}, {"million", {kScale, 1e6}}, {"billion", {kScale, 1e9}},
    {"trillion", {kScale, 1e12}}, {"lakh", {kScale, 1e5}},     {"crore", {kScale, 1e7}},   {"mn", {kScale, 1e6}},
    {"bn", {kScale, 1e9}},        {"tn", {kScale, 1e12}},      {"mln", {kScale, 1e6}},     {"bln", {kScale, 1e9}},
};
constexpr WordTable kNumberWords(kNumberWordEntries);

constexpr bool IsDigit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

NumberWord FindNumberWord(std::string_view lower) {
  const NumberWord* found = kNumberWords.Find(lower);
  return found == nullptr ? NumberWord{} : *found;
}

std::optional<double> ReadDigits(std::string_view text) {
  constexpr size_t kMaxLength = 24;
  if (text.empty() || text.size() > kMaxLength || !IsDigit(text.front()) || !IsDigit(text.back())) return std::nullopt;
  std::string digits;
  size_t group = 0;  // Digits since the last comma.
  bool has_comma = false;
  bool has_point = false;
  for (const char c : text) {
    if (c == ',') {
      if (has_point || group > 3 || (has_comma && group != 3)) return std::nullopt;
      has_comma = true;
      group = 0;
    } else if (c == '.') {
      if (has_point || (has_comma && group != 3)) return std::nullopt;
      has_point = true;
      digits += c;
    } else if (IsDigit(c)) {
      if (!has_point) ++group;
      digits += c;
    } else {
      return std::nullopt;
    }
  }
  if (has_comma && group != 3) return std::nullopt;
  double value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

bool NumberComposer::Add(NumberWord word) {
  switch (word.kind) {
    case kNone:
      return false;
    case kDigits:
      if (!empty()) return false;
      current_ = word.value;
      break;
    case kSmall:
      if (last_ == kSmall || last_ == kDigits || (last_ == kTens && (word.value < 1 || word.value > 9))) return false;
      current_ += word.value;
      break;
    case kTens:
      if (last_ == kSmall || last_ == kTens || last_ == kDigits) return false;
      current_ += word.value;
      break;
    case kHundred:
      if (last_ == kHundred || last_ == kScale || current_ >= 100) return false;
      current_ = (empty() ? 1 : current_) * 100;
      break;
    case kScale:
      if (word.value >= last_scale_ || (last_ == kScale && current_ == 0)) return false;
      total_ += (empty() ? 1 : current_) * word.value;
      current_ = 0;
      last_scale_ = word.value;
      break;
  }
  last_ = word.kind;
  return true;
}

}  // namespace sitrep::tagger
