#include "tests/eval/tasks/conllu_text.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace sitrep::eval {
namespace {

// Bytes of `text` before each byte that are no white space; one more than the text has bytes.
std::vector<uint32_t> DenseOffsets(std::string_view text) {
  std::vector<uint32_t> offsets;
  offsets.reserve(text.size() + 1);
  uint32_t dense = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    offsets.push_back(dense);
    if (text.substr(i, 2) == "\u00A0") {
      offsets.push_back(dense);
      ++i;
    } else if (text[i] != ' ' && text[i] != '\n' && text[i] != '\t') {
      ++dense;
    }
  }
  offsets.push_back(dense);
  return offsets;
}

}  // namespace

RawText MakeRawText(const ConlluDocument& document) {
  RawText raw;
  for (const ConlluSentence& sentence : document.sentences) {
    if (!raw.text.empty()) raw.text += sentence.begins_paragraph ? "\n\n" : " ";
    raw.text += sentence.text;
    const uint32_t begin = raw.sentences.empty() ? 0 : raw.sentences.back().end;
    uint32_t at = begin;
    for (const ConlluToken& token : sentence.tokens) {
      const uint32_t length = DenseOffsets(token.form).back();
      const bool multiword = token.end_word - token.first_word > 1;
      for (uint32_t word = token.first_word; word < token.end_word; ++word) {
        raw.words.push_back({at, at + length, multiword, absl::AsciiStrToLower(sentence.words[word].form)});
      }
      at += length;
    }
    raw.sentences.push_back({begin, at});
  }
  return raw;
}

RawText ReadBack(const tagger::Document& document) {
  const std::vector<uint32_t> dense = DenseOffsets(document.text);
  RawText raw;
  for (const tagger::Token& token : document.tokens) {
    raw.words.push_back({dense[token.begin], dense[token.end], false, std::string(document.Lower(token))});
  }
  for (const tagger::Sentence& sentence : document.sentences) {
    raw.sentences.push_back({dense[sentence.span.begin], dense[sentence.span.end]});
  }
  return raw;
}

}  // namespace sitrep::eval
