#include "tests/eval/scoring/timex_counts.h"

namespace sitrep::eval {

void TimexCounts::Add(const std::vector<ScoredTimex>& gold, const std::vector<ScoredTimex>& found, size_t document) {
  std::vector<Span> gold_spans;
  std::vector<Span> found_spans;
  for (const ScoredTimex& time : gold) gold_spans.push_back(time.span);
  for (const ScoredTimex& time : found) found_spans.push_back(time.span);
  const Counts sizes{0, static_cast<double>(found.size()), static_cast<double>(gold.size())};
  for (ClassCounts* counts : {&relaxed, &strict, &value}) counts->At(kAnyTimex, document) += sizes;
  for (const ScoredTimex& time : gold) type.At(time.type, document) += {0, 0, 1};
  for (const ScoredTimex& time : found) type.At(time.type, document) += {0, 1, 0};
  constexpr Counts kRight{1, 0, 0};
  for (const auto& [g, f] : MatchSpans(gold_spans, found_spans, SpanMatch::kOverlap)) {
    relaxed.At(kAnyTimex, document) += kRight;
    if (gold[g].span == found[f].span) strict.At(kAnyTimex, document) += kRight;
    if (gold[g].value == found[f].value) value.At(kAnyTimex, document) += kRight;
    if (gold[g].type == found[f].type) type.At(gold[g].type, document) += kRight;
  }
}

}  // namespace sitrep::eval
