#include "services/tagger/annotators/characters.h"

#include <unicode/uchar.h>

#include <array>

#include "common/text/unicode.h"

namespace sitrep::tagger {
namespace {

using enum CharacterClass;

bool IsWrittenWithoutSpaces(char32_t c) {
  return (c >= 0x0E00 && c <= 0x0EFF) || (c >= 0x1000 && c <= 0x109F) || (c >= 0x1780 && c <= 0x17FF) ||
         (c >= 0x3040 && c <= 0x30FF) || (c >= 0x3400 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) ||
         (c >= 0x20000 && c <= 0x3FFFF);
}

CharacterClass ClassOf(char32_t c) {
  switch (c) {
    case 0x2019:
    case 0x2018:
    case 0x02BC:
    case 0x02BB:
    case 0x00B4:
    case 0xFF07:
      return kApostrophe;
    case 0x2010:
    case 0x2011:
      return kHyphen;
    case 0x200B:
    case 0xFEFF:
    case 0x0085:
      return kSpace;
    case 0xFFFD:
      return kSymbol;
    default:
      break;
  }
  switch (u_charType(static_cast<UChar32>(c))) {
    case U_UPPERCASE_LETTER:
    case U_LOWERCASE_LETTER:
    case U_TITLECASE_LETTER:
    case U_MODIFIER_LETTER:
    case U_OTHER_LETTER:
      return IsWrittenWithoutSpaces(c) ? kIdeograph : kLetter;
    case U_NON_SPACING_MARK:
    case U_ENCLOSING_MARK:
    case U_COMBINING_SPACING_MARK:
    case U_FORMAT_CHAR:
      return kMark;
    case U_DECIMAL_DIGIT_NUMBER:
    case U_LETTER_NUMBER:
    case U_OTHER_NUMBER:
      return kDigit;
    case U_SPACE_SEPARATOR:
    case U_LINE_SEPARATOR:
    case U_PARAGRAPH_SEPARATOR:
    case U_CONTROL_CHAR:
      return kSpace;
    case U_DASH_PUNCTUATION:
    case U_START_PUNCTUATION:
    case U_END_PUNCTUATION:
    case U_CONNECTOR_PUNCTUATION:
    case U_OTHER_PUNCTUATION:
    case U_INITIAL_PUNCTUATION:
    case U_FINAL_PUNCTUATION:
      return kPunctuation;
    default:
      return kSymbol;
  }
}

}  // namespace

namespace internal {

constexpr std::array<CharacterClass, 128> kAsciiClasses = [] {
  std::array<CharacterClass, 128> table{};
  for (int c = 0; c < 128; ++c) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    table[c] = c <= ' ' || c == 0x7F ? kSpace : letter ? kLetter : c >= '0' && c <= '9' ? kDigit : kPunctuation;
  }
  for (const char c : {'$', '%', '#', '+', '<', '=', '>', '^', '|', '~', '&', '@'}) table[c] = kSymbol;
  for (const char c : {'\'', '`'}) table[c] = kApostrophe;
  table['-'] = kHyphen;
  return table;
}();

Character NonAsciiCharacterAt(std::string_view text, size_t byte) {
  const text::CodePoint point = text::DecodeCodePoint(text, byte);
  return {point.value, point.length, ClassOf(point.value)};
}

}  // namespace internal

bool IsUpperNonAscii(char32_t value) {
  return u_isUUppercase(static_cast<UChar32>(value)) || u_istitle(static_cast<UChar32>(value));
}

}  // namespace sitrep::tagger
