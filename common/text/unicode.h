#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"

// UTF-8 at the border and the search form of words. Pure functions, thread-safe. Everything below but the two
// validators expects valid UTF-8 and treats a malformed byte as U+FFFD of length 1, so it can never read outside.
namespace sitrep::text {

struct Utf8Fault {
  enum class Reason { kMalformed, kNul };
  size_t byte = 0;  // Where the malformed sequence or the NUL begins.
  Reason reason = Reason::kMalformed;
};

// The first malformed sequence (as Unicode 15, table 3-7, defines it: no surrogates, no overlong forms, at most
// U+10FFFF) or NUL, which no text format of ours may contain; nothing when the text is clean.
std::optional<Utf8Fault> FindUtf8Fault(std::string_view text);

// The same as INVALID_ARGUMENT that names the field and the byte.
absl::Status ValidateUtf8(std::string_view field, std::string_view text);

bool IsAscii(std::string_view text);

struct CodePoint {
  char32_t value = 0;
  uint32_t length = 0;  // In bytes, 1 to 4.
};
// REQUIRES: byte < text.size().
CodePoint DecodeCodePoint(std::string_view text, size_t byte);
// The code point that ends before `byte`. REQUIRES: 0 < byte <= text.size().
CodePoint DecodeCodePointBefore(std::string_view text, size_t byte);

// The form in which words and names are compared: NFKC case folding (Unicode 15, section 5.18), then marks that merely
// decorate a letter removed (canonical combining class of 10 and more: accents and vowel points go, Indic viramas and
// nuktas and kana voicing stay), letters with strokes spelled in ASCII (ł → l, ø → o), curly apostrophes straight.
// Idempotent.
std::string FoldForSearch(std::string_view text);
// Appends the same to `out`, to spare an allocation per word.
void AppendFolded(std::string_view text, std::string& out);

}  // namespace sitrep::text
