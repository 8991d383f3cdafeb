#include "services/tagger/model/word_features.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <cstdint>

#include "common/text/unicode.h"

namespace sitrep::tagger {
namespace {

UChar32 PlainMark(UChar32 c) {
  if (c < 0x80) return c;
  if ((c >= 0x2018 && c <= 0x201B) || c == 0x2032 || c == 0x2039 || c == 0x203A) return '\'';
  if ((c >= 0x201C && c <= 0x201F) || c == 0x2033 || c == 0x00AB || c == 0x00BB) return '"';
  if ((c >= 0x2010 && c <= 0x2015) || c == 0x2212) return '-';
  return c;
}

void Append(UChar32 c, std::string& out) {
  char bytes[U8_MAX_LENGTH];
  int32_t size = 0;
  U8_APPEND_UNSAFE(bytes, size, c);
  out.append(bytes, static_cast<size_t>(size));
}

bool IsDigit(UChar32 c) { return c < 0x80 ? c >= '0' && c <= '9' : u_charType(c) == U_DECIMAL_DIGIT_NUMBER; }

UChar32 Shape(UChar32 c) {
  if (IsDigit(c)) return '0';
  const int8_t type = u_charType(c);
  if (type == U_UPPERCASE_LETTER) return 'X';
  const bool letter =
      type == U_LOWERCASE_LETTER || type == U_TITLECASE_LETTER || type == U_MODIFIER_LETTER || type == U_OTHER_LETTER;
  return letter ? 'x' : c;
}

bool Continues(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

std::string_view LastCodePoints(std::string_view text, int count) {
  size_t begin = text.size();
  while (begin > 0 && count > 0) {
    if (!Continues(text[--begin])) --count;
  }
  return text.substr(begin);
}

}  // namespace

std::string_view WordFeatures::prefix3() const {
  size_t end = 0;
  for (int count = 0; end < zero_lower.size(); ++end) {
    if (!Continues(zero_lower[end]) && ++count > 3) break;
  }
  return std::string_view(zero_lower).substr(0, end);
}

std::string_view WordFeatures::suffix3() const { return LastCodePoints(zero_lower, 3); }
std::string_view WordFeatures::suffix2() const { return LastCodePoints(zero_lower, 2); }

void AppendPlain(std::string_view form, std::string& out) {
  for (size_t byte = 0; byte < form.size();) {
    const text::CodePoint point = text::DecodeCodePoint(form, byte);
    byte += point.length;
    Append(PlainMark(static_cast<UChar32>(point.value)), out);
  }
}

void AppendPlainLower(std::string_view form, std::string& out) {
  for (size_t byte = 0; byte < form.size();) {
    const text::CodePoint point = text::DecodeCodePoint(form, byte);
    byte += point.length;
    Append(u_tolower(PlainMark(static_cast<UChar32>(point.value))), out);
  }
}

void ReadFeatures(std::string_view form, WordFeatures& features) {
  features.lower.clear();
  features.zero_lower.clear();
  features.zero_cased.clear();
  features.shape.clear();
  UChar32 last = -1;
  int run = 0;
  for (size_t byte = 0; byte < form.size();) {
    const text::CodePoint point = text::DecodeCodePoint(form, byte);
    byte += point.length;
    const UChar32 c = PlainMark(static_cast<UChar32>(point.value));
    const UChar32 lower = u_tolower(c);
    Append(lower, features.lower);
    Append(IsDigit(lower) ? '0' : lower, features.zero_lower);
    Append(IsDigit(c) ? '0' : c, features.zero_cased);
    const UChar32 shape = Shape(c);
    run = shape == last ? run + 1 : 1;
    last = shape;
    if (run <= 3) Append(shape, features.shape);
  }
}

}  // namespace sitrep::tagger
