#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "common/base/hash.h"
#include "common/text/segmenter.h"

// What tells equal and nearly equal articles: values, computed from body words alone (search form, so case, accents,
// punctuation and layout do not matter), so that other bylines, credits and notices do not hide a syndicated text. The
// values are stored: any change of the method changes kFingerprintVersion. Pure functions, thread-safe.
namespace sitrep::text {

inline constexpr uint32_t kFingerprintVersion = 1;
inline constexpr size_t kMinHashes = 64;
inline constexpr size_t kShingleWords = 4;
inline constexpr size_t kBands = 16;
inline constexpr size_t kRowsPerBand = kMinHashes / kBands;

struct Fingerprint {
  Hash128 exact;       // Of the body words joined by blanks.
  uint32_t words = 0;  // Of the body. Below kShingleWords the whole body is the one shingle; at 0 there is none.
  // One-permutation MinHash of the set of 4-word shingles, with optimal densification (Shrivastava, Optimal
  // Densification for Fast and Accurate Minwise Hashing, ICML 2017). All zero when `words` is 0.
  std::array<uint32_t, kMinHashes> min_hash{};

  friend bool operator==(const Fingerprint&, const Fingerprint&) = default;
};

// Of the segments of kind kBody and kSubheading. REQUIRES: segments of this very text.
Fingerprint FingerprintBody(std::string_view text, std::span<const Segment> segments);

// Estimated Jaccard similarity of the two shingle sets, 0 to 1; its standard error is at most 1/16. 0 when either is
// empty.
double EstimateJaccard(const Fingerprint& a, const Fingerprint& b);

// Keys for locality-sensitive hashing: articles of similarity s share one or more of the 16 with probability
// 1 - (1 - s^4)^16 (s = 0.8: 99.98 %, 0.5: 64 %, 0.2: 2.5 %). A key includes its band's number, so one table holds them
// all.
std::array<uint64_t, kBands> BandKeys(const Fingerprint& fingerprint);

}  // namespace sitrep::text
