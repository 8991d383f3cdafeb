#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "absl/types/span.h"

namespace sitrep::eval {

// Half-open, in bytes or in tokens.
struct Span {
  uint32_t begin = 0;
  uint32_t end = 0;

  bool Overlaps(Span other) const { return begin < other.end && other.begin < end; }
  uint32_t OverlapWith(Span other) const {
    const uint32_t first = begin > other.begin ? begin : other.begin;
    const uint32_t last = end < other.end ? end : other.end;
    return first < last ? last - first : 0;
  }
  friend auto operator<=>(const Span&, const Span&) = default;
};

// Pairs (gold, predicted), each span in at most one: equal spans first, then, with overlaps allowed, those that share
// most, earlier ones first.
enum class SpanMatch { kExact, kOverlap };
std::vector<std::pair<size_t, size_t>> MatchSpans(absl::Span<const Span> gold, absl::Span<const Span> predicted,
                                                  SpanMatch match);

}  // namespace sitrep::eval
