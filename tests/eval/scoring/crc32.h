#pragma once

#include <cstdint>
#include <string_view>

namespace sitrep::eval {

// The checksum of IEEE 802.3, as zlib computes it: halves of a set are told apart by it.
uint32_t Crc32(std::string_view bytes);

}  // namespace sitrep::eval
