#include "common/text/offsets.h"

#include <algorithm>

#include "common/text/unicode.h"

namespace sitrep::text {
namespace {

constexpr uint32_t kStride = 64;

bool IsContinuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

}  // namespace

OffsetConverter::OffsetConverter(std::string_view text, OffsetUnit unit)
    : text_(text), unit_(unit), size_(static_cast<uint32_t>(text.size())) {
  identity_ = unit == OffsetUnit::kByte || IsAscii(text);
  if (identity_) return;
  units_before_.reserve(text.size() / kStride + 1);
  uint32_t units = 0;
  for (uint32_t begin = 0; begin < text.size(); begin += kStride) {
    units_before_.push_back(units);
    units += CountUnits(begin, std::min<uint32_t>(begin + kStride, text.size()));
  }
  size_ = units;
}

// Each character counts where it begins; a character of four bytes is two UTF-16 units.
uint32_t OffsetConverter::CountUnits(uint32_t begin_byte, uint32_t end_byte) const {
  uint32_t units = 0;
  for (uint32_t i = begin_byte; i < end_byte; ++i) {
    const auto byte = static_cast<unsigned char>(text_[i]);
    units += (byte & 0xC0) != 0x80;
    units += unit_ == OffsetUnit::kUtf16 && byte >= 0xF0;
  }
  return units;
}

uint32_t OffsetConverter::FromByte(uint32_t byte) const {
  const auto length = static_cast<uint32_t>(text_.size());
  if (byte >= length) return size_;
  while (byte > 0 && IsContinuation(text_[byte])) --byte;
  if (identity_) return byte;
  const uint32_t stride = byte / kStride;
  return units_before_[stride] + CountUnits(stride * kStride, byte);
}

std::optional<uint32_t> OffsetConverter::ToByte(uint32_t offset) const {
  if (offset > size_) return std::nullopt;
  if (identity_ && (offset == size_ || !IsContinuation(text_[offset]))) return offset;
  if (identity_) return std::nullopt;
  if (offset == size_) return static_cast<uint32_t>(text_.size());
  const auto behind = std::upper_bound(units_before_.begin(), units_before_.end(), offset);
  const auto stride = static_cast<uint32_t>(behind - units_before_.begin() - 1);
  uint32_t units = units_before_[stride];
  uint32_t byte = stride * kStride;
  while (byte < text_.size()) {
    if (IsContinuation(text_[byte])) {
      ++byte;
      continue;
    }
    if (units == offset) return byte;
    const CodePoint c = DecodeCodePoint(text_, byte);
    units += unit_ == OffsetUnit::kUtf16 && c.length == 4 ? 2 : 1;
    if (units > offset) return std::nullopt;
    byte += c.length;
  }
  return std::nullopt;
}

}  // namespace sitrep::text
