// Cost of dividing one article of 450 words into tokens and sentences: what every other annotator waits for.

#include <cstdlib>
#include <string>

#include "benchmark/benchmark.h"
#include "services/tagger/annotators/sentences.h"
#include "services/tagger/annotators/tokens.h"
#include "services/tagger/document/document.h"

namespace sitrep::tagger {
namespace {

constexpr int kParagraphs = 7;  // Of 64 words each.

std::string Article() {
  std::string text;
  for (int i = 0; i < kParagraphs; ++i) {
    text +=
        "The crews of " + std::to_string(100 + i * 37) +
        " boats reached the flooded valley on Tuesday, officials said, and brought 14 families to a well-known "
        "school that hadn't been opened for years. \u201CWe have lost the bridge, but nobody is missing,\u201D said "
        "Gov. Mara Lindqvist, who visited the valley at 9 a.m. with U.S. engineers. She promised to return before "
        "the winter. It was her second visit.\n\n";
  }
  return text;
}

Document Unread(const std::string& text) {
  return MakeDocument(text, {}, {{text::SegmentKind::kBody, 0, static_cast<uint32_t>(text.size())}});
}

void BM_Tokens(benchmark::State& state) {
  const std::string text = Article();
  Document document = Unread(text);
  const TokensAnnotator annotator;
  for (auto _ : state) {
    document.tokens.clear();
    benchmark::DoNotOptimize(annotator.Annotate(document));
  }
}
BENCHMARK(BM_Tokens);

void BM_Sentences(benchmark::State& state) {
  const std::string text = Article();
  Document document = Unread(text);
  const char* models = std::getenv("SITREP_MODELS");
  const auto annotator = SentencesAnnotator::Create(models == nullptr ? "models" : models);
  if (!annotator.ok() || !TokensAnnotator().Annotate(document).ok()) return state.SkipWithError("no model");
  for (auto _ : state) {
    document.sentences.clear();
    benchmark::DoNotOptimize(annotator->Annotate(document));
  }
}
BENCHMARK(BM_Sentences);

}  // namespace
}  // namespace sitrep::tagger
