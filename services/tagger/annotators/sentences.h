#pragma once

#include "services/tagger/document/annotator.h"

namespace sitrep::tagger {

// Divides the tokens into Document::sentences and sets Token::sentence. A sentence never crosses the end of a segment
// or a blank line; within a paragraph it ends at ".", "!", "?" or "…" with the quotation marks and brackets that close
// after it, unless a lower-case word goes on, the mark belongs to an abbreviation or initial, or a reporting clause
// follows a quoted question. Sentence::paragraph counts runs of text between line breaks, not segments: a dateline and
// the body after it on one line share a paragraph. Reads: tokens. Linear; thread-safe.
class SentencesAnnotator final : public Annotator {
 public:
  std::string_view name() const override { return "sentences"; }
  std::string_view version() const override { return "1"; }
  std::string_view description() const override { return "sentences, by rules over marks, quotes and abbreviations"; }

  absl::Status Annotate(Document& document) const override;
};

}  // namespace sitrep::tagger
