#pragma once

#include "services/tagger/document/annotator.h"

namespace sitrep::tagger {

// Whether the annotators read a segment: its words are tokenised, and nothing else of the text is.
bool IsRead(text::SegmentKind kind);

// Fills Document::tokens from the segments that are read, by the conventions of English Universal Dependencies. Tokens
// are syntactic words: "n't", "'s" and "not" in "cannot" are tokens of their own, which Token::continues ties to what
// is written before them. Hyphens are tokens ("well" "-" "known"), except behind a prefix ("anti-aircraft") and in
// codes
// ("SS-N-22"). Abbreviations keep their full stop; numbers, URLs, e-mail addresses, file names, @names and #tags are
// whole; units behind a number are not ("10" "km"). A full stop without a following space ("land.The") is a token.
// Letters of scripts written without spaces (Han, kana, Thai) are tokens one by one. Leaves Token::sentence at kNone.
// Linear in the text; thread-safe.
class TokensAnnotator final : public Annotator {
 public:
  std::string_view name() const override { return "tokens"; }
  std::string_view version() const override { return "2"; }
  std::string_view description() const override { return "words, numbers and marks, by rules after English UD"; }

  absl::Status Annotate(Document& document) const override;
};

}  // namespace sitrep::tagger
