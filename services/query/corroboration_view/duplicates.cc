#include "services/query/corroboration_view/duplicates.h"

#include <cstring>

#include "common/base/hash.h"

namespace sitrep::query::corroboration {
namespace {

bool IsMinHash(std::string_view bytes) { return bytes.size() == static_cast<size_t>(kMinHashes) * kMinHashBytes; }

}  // namespace

std::vector<uint64_t> Bands(std::string_view min_hash) {
  std::vector<uint64_t> bands;
  if (!IsMinHash(min_hash)) return bands;
  bands.reserve(kBands);
  constexpr size_t kBandBytes = kRowsPerBand * kMinHashBytes;
  for (int band = 0; band < kBands; ++band) {
    bands.push_back(Hash64(min_hash.substr(band * kBandBytes, kBandBytes), static_cast<uint64_t>(band)));
  }
  return bands;
}

int EqualMinHashes(std::string_view a, std::string_view b) {
  if (!IsMinHash(a) || !IsMinHash(b)) return 0;
  int equal = 0;
  for (size_t at = 0; at < a.size(); at += kMinHashBytes) {
    equal += std::memcmp(a.data() + at, b.data() + at, kMinHashBytes) == 0;
  }
  return equal;
}

}  // namespace sitrep::query::corroboration
