#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "services/tagger/document/document.h"
#include "tests/eval/gold/conllu.h"
#include "tests/eval/scoring/alignment.h"
#include "tests/eval/scoring/span_matching.h"

namespace sitrep::eval {

// A treebank document as raw text: its sentences joined by a blank, by a blank line where a paragraph begins. Words and
// sentences are spans of the text without its white space.
struct RawText {
  std::string text;
  std::vector<AlignedWord> words;
  std::vector<Span> sentences;
};
RawText MakeRawText(const ConlluDocument& document);

// The same of what the tagger found in the text. Words are its tokens.
RawText ReadBack(const tagger::Document& document);

}  // namespace sitrep::eval
