#include "common/base/byte_codec.h"

#include <cstddef>

namespace sitrep {
namespace {

constexpr size_t kMaxVarintBytes = 10;

template <typename T>
void AppendBigEndian(std::string& out, T value) {
  for (int shift = 8 * (sizeof(T) - 1); shift >= 0; shift -= 8) out.push_back(static_cast<char>(value >> shift));
}

template <typename T>
std::optional<T> ReadBigEndian(std::string_view& bytes) {
  if (bytes.size() < sizeof(T)) return std::nullopt;
  uint64_t value = 0;
  for (size_t i = 0; i < sizeof(T); ++i) value = value << 8 | static_cast<unsigned char>(bytes[i]);
  bytes.remove_prefix(sizeof(T));
  return static_cast<T>(value);
}

}  // namespace

void AppendBigEndian16(std::string& out, uint16_t value) { AppendBigEndian(out, value); }
void AppendBigEndian32(std::string& out, uint32_t value) { AppendBigEndian(out, value); }
void AppendBigEndian64(std::string& out, uint64_t value) { AppendBigEndian(out, value); }

void AppendLongVarint(std::string& out, uint64_t value) {
  while (value >= 0x80) {
    out.push_back(static_cast<char>(value | 0x80));
    value >>= 7;
  }
  out.push_back(static_cast<char>(value));
}

void AppendSized(std::string& out, std::string_view value) {
  AppendVarint(out, value.size());
  out.append(value);
}

std::optional<uint16_t> ReadBigEndian16(std::string_view& bytes) { return ReadBigEndian<uint16_t>(bytes); }
std::optional<uint32_t> ReadBigEndian32(std::string_view& bytes) { return ReadBigEndian<uint32_t>(bytes); }
std::optional<uint64_t> ReadBigEndian64(std::string_view& bytes) { return ReadBigEndian<uint64_t>(bytes); }

std::optional<uint64_t> ReadVarint(std::string_view& bytes) {
  uint64_t value = 0;
  for (size_t i = 0; i < bytes.size() && i < kMaxVarintBytes; ++i) {
    const uint64_t byte = static_cast<unsigned char>(bytes[i]);
    // The tenth byte holds only the highest bit of 64.
    if (i == kMaxVarintBytes - 1 && byte > 1) return std::nullopt;
    value |= (byte & 0x7f) << (7 * i);
    if (byte < 0x80) {
      bytes.remove_prefix(i + 1);
      return value;
    }
  }
  return std::nullopt;
}

std::optional<std::string_view> ReadSized(std::string_view& bytes) {
  std::string_view rest = bytes;
  const std::optional<uint64_t> size = ReadVarint(rest);
  if (!size || *size > rest.size()) return std::nullopt;
  const std::string_view value = rest.substr(0, *size);
  bytes = rest.substr(*size);
  return value;
}

}  // namespace sitrep
