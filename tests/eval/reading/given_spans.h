#pragma once

#include <vector>

#include "absl/types/span.h"
#include "services/tagger/document/document.h"
#include "tests/eval/reading/text_reader.h"
#include "tests/eval/scoring/span_matching.h"

namespace sitrep::eval {

// A span whose name is known to stand there.
struct GivenName {
  Span span;  // Bytes of the text.
  tagger::MentionType type = tagger::MentionType::kPlace;
  bool adjectival = false;
};

// Puts given names among the mentions that the names annotator found, in place of those that they overlap. A name
// outside of every sentence is left out. REQUIRES: tokens, sentences and names have been run; given names are sorted.
void PutNames(absl::Span<const GivenName> names, tagger::Document& document);

// The mention of exactly this span, or, failing that, the one that shares most of it; nullptr.
const tagger::Mention* MentionAt(const tagger::Document& document, Span span);

}  // namespace sitrep::eval
