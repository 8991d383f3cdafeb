#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

// Which articles repeat another's text. The method works on the 64 MinHash values that ingest stored (Broder, On the
// resemblance and containment of documents, 1997) and finds pairs by locality-sensitive hashing. Pure functions,
// thread-safe.
namespace sitrep::query::corroboration {

// Two articles are near-duplicates when at least so many of their 64 MinHash values agree: an estimated Jaccard
// similarity of 0.44. Syndicated copies that were cut and reworded measure 0.45 and more; different articles that share
// an outlet's furniture stay below 0.42.
inline constexpr int kNearDuplicateMinHashes = 28;

// MinHash values that ingest stores of an article, and bytes of each.
inline constexpr int kMinHashes = 64;
inline constexpr int kMinHashBytes = 4;

// Sixteen bands of two rows, so only half of the values make bands: a pair of similarity 0.44 meets in one of them with
// probability 0.97, one of 0.6 with 0.999, and an article costs 16 rows. The values are stored in keys: a change of
// method is a new kRowVersion.
inline constexpr int kRowsPerBand = 2;
inline constexpr int kBands = 16;

// At most so many articles of one band are looked at, the earliest ones: furniture that thousands share costs no more.
inline constexpr int kMaxBandCandidates = 64;

// The band keys of a stored MinHash (256 bytes); none when it is not one (an article without body words has none).
std::vector<uint64_t> Bands(std::string_view min_hash);

// How many of the 64 values agree; 0 when either is not a MinHash.
int EqualMinHashes(std::string_view a, std::string_view b);

inline bool AreNearDuplicates(std::string_view a, std::string_view b) {
  return EqualMinHashes(a, b) >= kNearDuplicateMinHashes;
}

}  // namespace sitrep::query::corroboration
