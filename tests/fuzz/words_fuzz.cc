#include <unicode/brkiter.h>
#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/utext.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "common/base/check.h"
#include "common/text/unicode.h"
#include "common/text/words.h"

namespace {

using Span = std::pair<uint32_t, uint32_t>;

std::vector<Span> SpansByIcu(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<icu::BreakIterator> breaks(
      icu::BreakIterator::createWordInstance(icu::Locale::getRoot(), status));
  UText utf8 = UTEXT_INITIALIZER;
  utext_openUTF8(&utf8, text.data(), static_cast<int64_t>(text.size()), &status);
  breaks->setText(&utf8, status);
  std::vector<Span> spans;
  int32_t from = breaks->first();
  for (int32_t to = breaks->next(); to != icu::BreakIterator::DONE; from = to, to = breaks->next()) {
    bool has_content = false;
    for (auto i = static_cast<size_t>(from); i < static_cast<size_t>(to);) {
      const sitrep::text::CodePoint c = sitrep::text::DecodeCodePoint(text, i);
      has_content |= u_isalnum(static_cast<UChar32>(c.value)) != 0;
      i += c.length;
    }
    if (breaks->getRuleStatus() != UBRK_WORD_NONE && has_content) spans.emplace_back(from, to);
  }
  utext_close(&utf8);
  return spans;
}

}  // namespace

// The fast path splits exactly as ICU does.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  std::vector<Span> spans;
  sitrep::text::ForEachWord(text, [&](const sitrep::text::Word& word) {
    sitrep::Check(word.position == spans.size(), "positions have a gap");
    sitrep::Check(!word.fold.empty() && !word.term.empty(), "empty term");
    spans.emplace_back(word.begin_byte, word.end_byte);
  });
  if (sitrep::text::FindUtf8Fault(text)) return 0;
  sitrep::Check(spans == SpansByIcu(text), "words differ from ICU's");
  return 0;
}
