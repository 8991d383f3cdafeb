#pragma once

#include "services/tagger/document/annotator.h"

namespace sitrep::tagger {

// Fills Document::amounts: money, per cent, distances, areas, weights, counted things, and people counted by what
// befell them (CASUALTIES, with kind and range). Numbers in digits and in words; "dozens" and the like count as the
// least they can mean (dozens 24, scores 40, hundreds 200) and are open upwards, as are "at least" and "more than"; "up
// to 12" is 0 to 12; "about 12" is 12. A number without unit or noun, an ordinal and a number inside a time expression
// are no amounts. Reads tokens, sentences, times. Linear; thread-safe.
class AmountsAnnotator final : public Annotator {
 public:
  std::string_view name() const override { return "amounts"; }
  std::string_view version() const override { return "2"; }
  std::string_view description() const override { return "money, shares, measures, counts and casualties"; }

  absl::Status Annotate(Document& document) const override;
};

}  // namespace sitrep::tagger
