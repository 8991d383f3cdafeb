#include "common/base/hash.h"

// Inlined: most of what is hashed is a word, and a call through a shared library costs more than that.
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "common/base/byte_codec.h"

namespace sitrep {

uint64_t Hash64(std::string_view bytes) { return XXH3_64bits(bytes.data(), bytes.size()); }

uint64_t Hash64(std::string_view bytes, uint64_t seed) {
  return XXH3_64bits_withSeed(bytes.data(), bytes.size(), seed);
}

Hash128 HashOf(std::string_view bytes) {
  const XXH128_hash_t hash = XXH3_128bits(bytes.data(), bytes.size());
  return {.hi = hash.high64, .lo = hash.low64};
}

std::string Hash128::ToBytes() const {
  std::string bytes;
  AppendBigEndian64(bytes, hi);
  AppendBigEndian64(bytes, lo);
  return bytes;
}

std::string Hash128::ToHex() const {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  for (const char byte : ToBytes()) {
    hex.push_back(kDigits[static_cast<unsigned char>(byte) >> 4]);
    hex.push_back(kDigits[static_cast<unsigned char>(byte) & 15]);
  }
  return hex;
}

}  // namespace sitrep
