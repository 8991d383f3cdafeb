#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace sitrep::text {

enum class OffsetUnit { kByte, kUtf16, kCodePoint };

// Converts offsets into one valid UTF-8 text between bytes and the units other languages count in: UTF-16 code units
// (JavaScript, Java) or code points (Python). Building costs one pass, and nothing at all for ASCII; each conversion
// then looks at no more than 64 bytes, in any order. Keeps a view: the text must outlive it. Immutable, thread-safe.
class OffsetConverter {
 public:
  OffsetConverter(std::string_view text, OffsetUnit unit);

  // A byte inside a character counts as that character's begin; a byte behind the end counts as the end.
  uint32_t FromByte(uint32_t byte) const;

  // Nothing when the offset lies behind the end or inside a character (of several bytes, of two UTF-16 units).
  std::optional<uint32_t> ToByte(uint32_t offset) const;

  // Length of the whole text in units.
  uint32_t size() const { return size_; }

 private:
  uint32_t CountUnits(uint32_t begin_byte, uint32_t end_byte) const;

  std::string_view text_;
  OffsetUnit unit_;
  uint32_t size_ = 0;
  bool identity_ = true;
  std::vector<uint32_t> units_before_;  // Units before each 64th byte; empty when `identity_`.
};

}  // namespace sitrep::text
