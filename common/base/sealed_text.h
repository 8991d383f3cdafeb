#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sitrep {

// Bytes handed to clients as opaque text and taken back later: version byte, body and a 32-bit checksum (the low half
// of XXH3-64), in unpadded base64url, so that they are a valid proto3 string. The checksum finds damage, not forgery:
// decoders must still validate the body. Each kind of text has version bytes of its own (cursors 0x11.., page tokens
// 0x21..), so that one is never taken for the other.
std::string SealText(uint8_t version, std::string_view body);

// The body, or nullopt when `text` was not made by SealText with this version or was damaged since.
std::optional<std::string> UnsealText(uint8_t version, std::string_view text);

}  // namespace sitrep
