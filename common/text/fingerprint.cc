#include "common/text/fingerprint.h"

#include <algorithm>
#include <string>
#include <vector>

#include "common/text/words.h"

namespace sitrep::text {
namespace {

constexpr uint32_t kEmptyBin = 0xFFFF'FFFF;

// A bijection of 64-bit numbers that spreads every bit (SplitMix64's finaliser, Steele et al., OOPSLA 2014).
uint64_t Spread(uint64_t x) {
  x += 0x9E37'79B9'7F4A'7C15;
  x = (x ^ (x >> 30)) * 0xBF58'476D'1CE4'E5B9;
  x = (x ^ (x >> 27)) * 0x94D0'49BB'1331'11EB;
  return x ^ (x >> 31);
}

// The top six bits of a shingle's hash choose the bin, the bottom 32 compete in it.
void AddShingle(uint64_t hash, std::array<uint32_t, kMinHashes>& bins) {
  static_assert(kMinHashes == 64);
  uint32_t& bin = bins[hash >> 58];
  bin = std::min(bin, static_cast<uint32_t>(hash) & 0xFFFF'FFFE);
}

// Empty bins borrow from a bin drawn by a hash of (bin, attempt): the same draw for every article, as the estimate
// needs.
void Densify(std::array<uint32_t, kMinHashes>& bins) {
  const std::array<uint32_t, kMinHashes> filled = bins;
  for (size_t i = 0; i < kMinHashes; ++i) {
    for (uint64_t attempt = 0; bins[i] == kEmptyBin; ++attempt) {
      bins[i] = filled[Spread(Spread(i) ^ attempt) % kMinHashes];
    }
  }
}

}  // namespace

Fingerprint FingerprintBody(std::string_view text, std::span<const Segment> segments) {
  std::string joined;
  joined.reserve(text.size() + 1);
  std::vector<uint64_t> words;
  words.reserve(text.size() / 5);
  for (const Segment& segment : segments) {
    if (segment.kind != SegmentKind::kBody && segment.kind != SegmentKind::kSubheading) continue;
    ForEachWord(text.substr(segment.begin_byte, segment.end_byte - segment.begin_byte), [&](const Word& word) {
      joined.append(word.fold);
      joined.push_back(' ');
      words.push_back(Hash64(word.fold));
    });
  }

  Fingerprint fingerprint;
  fingerprint.exact = HashOf(joined);
  fingerprint.words = static_cast<uint32_t>(words.size());
  if (words.empty()) return fingerprint;
  fingerprint.min_hash.fill(kEmptyBin);
  const size_t width = std::min(words.size(), kShingleWords);
  for (size_t i = 0; i + width <= words.size(); ++i) {
    uint64_t hash = 0;
    for (size_t k = 0; k < width; ++k) hash = Spread(hash ^ words[i + k]);
    AddShingle(hash, fingerprint.min_hash);
  }
  Densify(fingerprint.min_hash);
  return fingerprint;
}

double EstimateJaccard(const Fingerprint& a, const Fingerprint& b) {
  if (a.words == 0 || b.words == 0) return 0;
  size_t equal = 0;
  for (size_t i = 0; i < kMinHashes; ++i) equal += a.min_hash[i] == b.min_hash[i];
  return static_cast<double>(equal) / kMinHashes;
}

std::array<uint64_t, kBands> BandKeys(const Fingerprint& fingerprint) {
  std::array<uint64_t, kBands> keys;
  for (size_t band = 0; band < kBands; ++band) {
    uint64_t hash = Spread(band);
    for (size_t row = 0; row < kRowsPerBand; ++row) {
      hash = Spread(hash ^ fingerprint.min_hash[band * kRowsPerBand + row]);
    }
    keys[band] = hash;
  }
  return keys;
}

}  // namespace sitrep::text
