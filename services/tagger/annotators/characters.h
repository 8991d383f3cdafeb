#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

// Characters as the tokeniser sees them. Pure functions, thread-safe.
namespace sitrep::tagger {

enum class CharacterClass : uint8_t {
  kSpace,  // White space and control characters.
  kLetter,
  kMark,        // Combining marks and invisible characters that belong to the word they stand in.
  kDigit,       // Any number character: "7", "٣", "½".
  kIdeograph,   // A letter of a script written without spaces: Han, kana, Thai, Lao, Khmer, Burmese.
  kApostrophe,  // Straight and curly, and what people type for it.
  kHyphen,      // "-" and U+2010, U+2011; dashes are punctuation.
  kPunctuation,
  kSymbol,
};

struct Character {
  char32_t value = 0;
  uint32_t length = 0;  // In bytes; 0 behind the end.
  CharacterClass character_class = CharacterClass::kSpace;
};

namespace internal {
extern const std::array<CharacterClass, 128> kAsciiClasses;
Character NonAsciiCharacterAt(std::string_view text, size_t byte);
}  // namespace internal

// The character at `byte`; of length 0 and white when `byte` is behind the end. Malformed bytes are symbols. Inline,
// because the tokeniser asks for nearly every byte.
inline Character CharacterAt(std::string_view text, size_t byte) {
  if (byte >= text.size()) return {};
  const auto first = static_cast<unsigned char>(text[byte]);
  if (first < 0x80) return {first, 1, internal::kAsciiClasses[first]};
  return internal::NonAsciiCharacterAt(text, byte);
}

bool IsUpperNonAscii(char32_t value);
inline bool IsUpper(char32_t value) { return value < 0x80 ? value >= 'A' && value <= 'Z' : IsUpperNonAscii(value); }

}  // namespace sitrep::tagger
