#include <cstddef>
#include <cstdint>
#include <string_view>

#include "common/base/check.h"
#include "services/ingest/formats/text.h"
#include "tests/fuzz/segment_checks.h"

// A submission is kept byte for byte with sound segments, or refused as INVALID_ARGUMENT.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto article = sitrep::ingest::ReadText(text, "");
  if (!article.ok()) {
    sitrep::Check(article.status().code() == absl::StatusCode::kInvalidArgument, "wrong code");
    return 0;
  }
  sitrep::Check(article->text == text, "text changed");
  CheckSegments(article->text, article->segments);
  return 0;
}
