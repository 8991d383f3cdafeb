#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sitrep {

// Fixed-width big-endian numbers, varints and length-prefixed strings in byte strings: the encoding of keys, posting
// blocks, cursors and page tokens. Big-endian numbers sort like their values. Varints are LEB128 as protobuf writes
// them (7 bits a byte, least significant first, at most 10 bytes). Readers take what they read off the front of
// `bytes`; on malformed or short input they answer nullopt and leave `bytes` as it was.

void AppendBigEndian16(std::string& out, uint16_t value);
void AppendBigEndian32(std::string& out, uint32_t value);
void AppendBigEndian64(std::string& out, uint64_t value);
// The long way of AppendVarint.
void AppendLongVarint(std::string& out, uint64_t value);
inline void AppendVarint(std::string& out, uint64_t value) {
  if (value < 0x80) return out.push_back(static_cast<char>(value));  // Nearly always; not worth a call.
  AppendLongVarint(out, value);
}
// The length as a varint, then the bytes.
void AppendSized(std::string& out, std::string_view value);

std::optional<uint16_t> ReadBigEndian16(std::string_view& bytes);
std::optional<uint32_t> ReadBigEndian32(std::string_view& bytes);
std::optional<uint64_t> ReadBigEndian64(std::string_view& bytes);
std::optional<uint64_t> ReadVarint(std::string_view& bytes);
// The view points into `bytes`.
std::optional<std::string_view> ReadSized(std::string_view& bytes);

// Maps small magnitudes of either sign to small unsigned numbers (0, -1, 1, -2 ... to 0, 1, 2, 3 ...), for varints.
inline uint64_t ZigZag(int64_t value) {
  return (static_cast<uint64_t>(value) << 1) ^ static_cast<uint64_t>(value >> 63);
}
inline int64_t UnZigZag(uint64_t value) { return static_cast<int64_t>(value >> 1) ^ -static_cast<int64_t>(value & 1); }

}  // namespace sitrep
