#pragma once

#include "services/tagger/document/annotator.h"

namespace sitrep::tagger {

// Whether the annotators read a segment: its words are tokenised, and nothing else of the text is.
bool IsRead(text::SegmentKind kind);

// Fills Document::tokens from the segments that are read. Follows the conventions of English Universal Dependencies
// (clitics "'s", "n't", "'ll" and so on are tokens of their own; abbreviations keep their full stop; numbers, URLs,
// e-mail addresses, @names and #tags are whole), except that a hyphenated word stays whole unless it joins two names
// ("Russia-Ukraine", but "anti-aircraft", "Jean-Claude"). A full stop without a following space ("land.The") is a
// token. Letters of scripts written without spaces (Han, kana, Thai) are tokens one by one. Leaves Token::sentence at
// kNone. Linear in the text; thread-safe.
class TokensAnnotator final : public Annotator {
 public:
  std::string_view name() const override { return "tokens"; }
  std::string_view version() const override { return "1"; }
  std::string_view description() const override { return "words, numbers and marks, by rules after English UD"; }

  absl::Status Annotate(Document& document) const override;
};

}  // namespace sitrep::tagger
