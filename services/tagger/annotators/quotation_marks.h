#pragma once

#include <cstdint>
#include <vector>

#include "services/tagger/document/document.h"

namespace sitrep::tagger {

// What stands between two quotation marks of one paragraph, as tokens.
struct QuotedSpan {
  uint32_t open = 0;   // The opening mark.
  uint32_t first = 0;  // The content is [first, end).
  uint32_t end = 0;
  uint32_t close = kNone;        // The closing mark; kNone when the paragraph ends without one.
  uint32_t paragraph_begin = 0;  // Tokens of the paragraph.
  uint32_t paragraph_end = 0;
  bool continued = false;  // Unclosed because the next paragraph opens again: one quotation over paragraphs.

  bool unclosed() const { return close == kNone && !continued; }
};

// The quoted spans of a text, in order, not nested: straight and curly double marks, guillemets, `` and '' (alone,
// too), and curly single marks in paragraphs that have no double ones. A mark that is never closed quotes to the end of
// its paragraph. Needs tokens and sentences. Linear; thread-safe.
std::vector<QuotedSpan> FindQuotedSpans(const Document& document);

}  // namespace sitrep::tagger
