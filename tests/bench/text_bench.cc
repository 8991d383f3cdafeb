// Cost of reading one article of about 6 KB: what ingest and the index pay per article for text alone.

#include <string>

#include "benchmark/benchmark.h"
#include "common/text/fingerprint.h"
#include "common/text/offsets.h"
#include "common/text/segmenter.h"
#include "common/text/unicode.h"
#include "common/text/words.h"
#include "services/ingest/formats/html.h"
#include "services/ingest/formats/text.h"

namespace sitrep::text {
namespace {

constexpr size_t kArticleBytes = 6000;

// Paragraphs as wires have them: ASCII with a curly quotation mark or an accent here and there, names, numbers, a
// credit.
std::string Article() {
  std::string text = "HARBOUR CITY, March 3 (Reuters) - ";
  for (int i = 0; text.size() < kArticleBytes; ++i) {
    const std::string number = std::to_string(100 + i * 37 % 900);
    text +=
        "The crews of " + number +
        " boats reached the flooded valley on Tuesday, officials said, and brought 14 families to "
        "the town of Saint-Rémy, where schools had been opened for them; the river’s level had risen by 3.5 metres "
        "since "
        "Sunday.\n\n“We have lost the bridge, but nobody is missing,” said Governor Mara Lindqvist, who visited the "
        "valley with the minister of the interior. It was her second visit in " +
        number +
        " days, and she promised to return "
        "before the winter with the U.S. engineers that the government has asked for help.\n\n";
  }
  return text + "(With inputs from agencies)\n\nAdvertisement\n";
}

void BM_ValidateUtf8(benchmark::State& state) {
  const std::string text = Article();
  for (auto _ : state) benchmark::DoNotOptimize(FindUtf8Fault(text));
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * text.size()));
}
BENCHMARK(BM_ValidateUtf8);

void BM_Words(benchmark::State& state) {
  const std::string text = Article();
  size_t words = 0;
  for (auto _ : state) {
    ForEachWord(text, [&](const Word& word) {
      benchmark::DoNotOptimize(word.term.data());
      ++words;
    });
  }
  state.counters["words/s"] = benchmark::Counter(static_cast<double>(words), benchmark::Counter::kIsRate);
}
BENCHMARK(BM_Words);

void BM_Segment(benchmark::State& state) {
  const std::string text = Article();
  for (auto _ : state) benchmark::DoNotOptimize(SegmentText(text, "Boats reach the valley"));
}
BENCHMARK(BM_Segment);

void BM_Fingerprint(benchmark::State& state) {
  const std::string text = Article();
  const std::vector<Segment> segments = SegmentText(text, "");
  for (auto _ : state) benchmark::DoNotOptimize(FingerprintBody(text, segments));
}
BENCHMARK(BM_Fingerprint);

void BM_Utf16Offsets(benchmark::State& state) {
  const std::string text = Article();
  for (auto _ : state) {
    const OffsetConverter converter(text, OffsetUnit::kUtf16);
    for (uint32_t byte = 0; byte < text.size(); byte += 6) benchmark::DoNotOptimize(converter.FromByte(byte));
  }
}
BENCHMARK(BM_Utf16Offsets);

void BM_ReadText(benchmark::State& state) {
  const std::string text = "date 2022-03-03 " + Article();
  for (auto _ : state) benchmark::DoNotOptimize(ingest::ReadText(text, ""));
}
BENCHMARK(BM_ReadText);

void BM_ReadHtml(benchmark::State& state) {
  std::string html = "<html><head><title>Boats reach the valley</title></head><body><nav><ul>";
  for (int i = 0; i < 60; ++i)
    html += "<li><a href=\"/section/" + std::to_string(i) + "\">Section of the paper</a></li>";
  html += "</ul></nav><article><h1>Boats reach the valley</h1><p>";
  for (const char c : Article()) c == '\n' ? html += "</p><p>" : html += c;
  html += "</p></article><footer>All rights reserved.</footer></body></html>";
  for (auto _ : state) benchmark::DoNotOptimize(ingest::ReadHtml(html, ""));
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * html.size()));
}
BENCHMARK(BM_ReadHtml);

}  // namespace
}  // namespace sitrep::text
