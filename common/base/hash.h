#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace sitrep {

// XXH3 (xxHash 0.8, XXH3_64bits / XXH3_128bits with seed 0) of a byte string. Stable across versions, machines and byte
// orders, so the results may be stored. Not cryptographic: an adversary can make collisions on purpose.
uint64_t Hash64(std::string_view bytes);

// The same with a seed, for hash families.
uint64_t Hash64(std::string_view bytes, uint64_t seed);

// 128 bits of XXH3. Ordered as the number hi * 2^64 + lo, which is also the order of ToBytes().
struct Hash128 {
  uint64_t hi = 0;
  uint64_t lo = 0;

  // 16 bytes, big-endian.
  std::string ToBytes() const;
  // 32 lower-case hexadecimal digits.
  std::string ToHex() const;

  friend auto operator<=>(const Hash128&, const Hash128&) = default;

  template <typename H>
  friend H AbslHashValue(H state, const Hash128& hash) {
    return H::combine(std::move(state), hash.hi, hash.lo);
  }
};

Hash128 HashOf(std::string_view bytes);

}  // namespace sitrep
