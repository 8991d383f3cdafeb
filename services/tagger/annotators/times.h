#pragma once

#include "services/tagger/document/annotator.h"

namespace sitrep::tagger {

// Fills Document::times: TIMEX3 expressions (TimeML 1.2.1) by a hand-written grammar, resolved against the publication
// date and nothing else. Three steps, each in a file of its own: the words (time_lexicon.h), what they say
// (time_grammar.h), which interval that is (time_resolver.h). The date prefix of a text is its publication date and no
// expression. Needs tokens and sentences. Linear; thread-safe.
class TimesAnnotator final : public Annotator {
 public:
  std::string_view name() const override { return "times"; }
  std::string_view version() const override { return "3"; }
  std::string_view description() const override {
    return "dates, times, durations and sets, resolved; a grammar by hand";
  }

  absl::Status Annotate(Document& document) const override;
};

}  // namespace sitrep::tagger
