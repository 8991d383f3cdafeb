#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "common/base/check.h"
#include "common/text/unicode.h"
#include "services/ingest/formats/html.h"
#include "tests/fuzz/segment_checks.h"

// A page yields clean text with sound segments and an offset map inside both texts, or INVALID_ARGUMENT.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view html(reinterpret_cast<const char*>(data), size);
  const auto article = sitrep::ingest::ReadHtml(html, "");
  if (!article.ok()) {
    sitrep::Check(article.status().code() == absl::StatusCode::kInvalidArgument, "wrong code");
    return 0;
  }
  sitrep::Check(!sitrep::text::FindUtf8Fault(article->text), "derived text is not clean");
  std::string said = article->headline + article->canonical_url + article->site_name + article->language_code;
  for (const std::string& author : article->authors) said += author;
  sitrep::Check(!sitrep::text::FindUtf8Fault(said), "metadata is not clean");
  CheckSegments(article->text, article->segments);
  uint32_t covered = 0;
  for (const sitrep::ingest::OffsetRun& run : article->offset_map) {
    sitrep::Check(covered <= run.text_begin_byte && run.text_begin_byte < run.text_end_byte, "runs overlap");
    sitrep::Check(run.text_end_byte <= article->text.size(), "run behind the text");
    sitrep::Check(run.html_begin_byte < run.html_end_byte && run.html_end_byte <= size, "run outside the page");
    covered = run.text_end_byte;
  }
  return 0;
}
