#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace sitrep::eval {

struct ConlluWord {
  std::string form;
  std::string lemma;
  std::string upos;
  uint32_t head = 0;   // 1 is the sentence's first word, 0 the root.
  std::string deprel;  // Without subtype: "nsubj" for "nsubj:pass".
};

// A token of the text: one word, or several ("don't").
struct ConlluToken {
  std::string form;
  uint32_t first_word = 0;  // Index into `words`, half-open with `end_word`.
  uint32_t end_word = 0;
};

struct ConlluSentence {
  std::vector<ConlluWord> words;
  std::vector<ConlluToken> tokens;
  std::string text;
  bool begins_paragraph = false;
  size_t line = 0;  // Of the file, where the sentence begins.
};

struct ConlluDocument {
  std::string id;
  std::vector<ConlluSentence> sentences;
};

// Universal Dependencies' CoNLL-U, divided at "# newdoc"; a file without any is one document. Empty nodes are left out.
// INVALID_ARGUMENT names file and line: other than ten columns, ids out of order, a head that is no word, a sentence
// without "# text", a text that is not its tokens.
absl::StatusOr<std::vector<ConlluDocument>> ReadConllu(const std::string& path);

// "nsubj" for "nsubj:pass".
std::string WithoutSubtype(std::string_view deprel);

}  // namespace sitrep::eval
