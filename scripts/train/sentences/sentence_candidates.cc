// Reads texts with known sentence ends from standard input and writes what the boundary model sees of them to standard
// output, so that the model is trained on the very features that taggerd computes.
//
// Input, per text: a line "BYTES END...", the size and the offsets at which sentences end within paragraphs, ascending;
// then the bytes. Output, little-endian: KnownWords; then per place where a sentence may end an int32 (1 if it does)
// and SentenceFeatures::Row. A word is known when it occurs MIN_COUNT times. Usage: sentence_candidates MIN_COUNT
// <texts >candidates
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <sstream>
#include <string>
#include <unordered_map>
#include <vector>

#include "services/tagger/annotators/sentence_features.h"
#include "services/tagger/annotators/tokens.h"
#include "services/tagger/document/document.h"

namespace sitrep::tagger {
namespace {

struct Text {
  std::string bytes;
  std::vector<uint32_t> ends;
};

std::vector<Text> ReadTexts(std::istream& in) {
  std::vector<Text> texts;
  for (std::string line; std::getline(in, line);) {
    std::istringstream fields(line);
    size_t size = 0;
    fields >> size;
    Text& text = texts.emplace_back();
    for (uint32_t end = 0; fields >> end;) text.ends.push_back(end);
    text.bytes.resize(size);
    in.read(text.bytes.data(), static_cast<std::streamsize>(size));
    in.ignore(1);
  }
  return texts;
}

void WriteParagraph(const Text& text, const Document& document, uint32_t begin, uint32_t end,
                    SentenceFeatures& features, std::ostream& out) {
  features.EnterParagraph(begin, end);
  uint32_t first = begin;
  for (uint32_t left = begin; left + 1 < end; ++left) {
    const auto reached = std::ranges::lower_bound(text.ends, document.tokens[left].end);
    const int32_t ends = reached != text.ends.end() && *reached <= document.tokens[left + 1].begin ? 1 : 0;
    if (features.IsCandidate(left)) {
      SentenceFeatures::Row row;
      features.Read(first, left, row);
      out.write(reinterpret_cast<const char*>(&ends), sizeof(ends));
      out.write(reinterpret_cast<const char*>(row.data()), sizeof(row));
    }
    if (ends != 0) first = left + 1;
  }
}

int Run(int min_count) {
  const std::vector<Text> texts = ReadTexts(std::cin);
  std::vector<Document> documents;
  std::unordered_map<uint32_t, int> counts;
  for (const Text& text : texts) {
    Document& document = documents.emplace_back(
        MakeDocument(text.bytes, {}, {{text::SegmentKind::kBody, 0, static_cast<uint32_t>(text.bytes.size())}}));
    if (!TokensAnnotator().Annotate(document).ok()) return 1;
    for (const Token& token : document.tokens) ++counts[SentenceFeatures::WordHash(document.Lower(token))];
  }
  KnownWords known{};
  for (const auto& [hash, count] : counts) {
    if (count >= min_count) SentenceFeatures::Learn(known, hash);
  }
  std::cout.write(reinterpret_cast<const char*>(known.data()), sizeof(known));
  for (size_t i = 0; i < texts.size(); ++i) {
    const Document& document = documents[i];
    SentenceFeatures features(document, known);
    uint32_t first = 0;
    const auto count = static_cast<uint32_t>(document.tokens.size());
    for (uint32_t next = 1; next <= count; ++next) {
      const bool breaks =
          next < count &&
          document.Text(ByteSpan{document.tokens[next - 1].end, document.tokens[next].begin}).find("\n\n") !=
              std::string_view::npos;
      if (next < count && !breaks) continue;
      WriteParagraph(texts[i], document, first, next, features, std::cout);
      first = next;
    }
  }
  return 0;
}

}  // namespace
}  // namespace sitrep::tagger

int main(int argc, char** argv) { return sitrep::tagger::Run(argc > 1 ? std::atoi(argv[1]) : 1); }
