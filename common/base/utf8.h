#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace sitrep {

// U+FFFD in UTF-8.
inline constexpr std::string_view kReplacementCharacter = "\xEF\xBF\xBD";

// Length in bytes of the well-formed UTF-8 sequence (Unicode 15, table 3-7) that `text` begins with; 0 if it begins
// with none or is empty.
size_t Utf8SequenceLength(std::string_view text);

// The byte where `text` stops being UTF-8; text.size() when all of it is.
size_t ValidUtf8Prefix(std::string_view text);

// A copy in which every byte that belongs to no well-formed sequence is replaced.
std::string ReplaceInvalidUtf8(std::string_view text, std::string_view replacement);

}  // namespace sitrep
