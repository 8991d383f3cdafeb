#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "common/base/check.h"
#include "common/text/fingerprint.h"
#include "common/text/segmenter.h"
#include "common/text/unicode.h"
#include "tests/fuzz/segment_checks.h"

// Segments keep their promises, and fingerprints of them are repeatable.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (sitrep::text::FindUtf8Fault(text)) return 0;
  const std::vector<sitrep::text::Segment> segments = sitrep::text::SegmentText(text, "A headline of the client");
  CheckSegments(text, segments);
  const sitrep::text::Fingerprint fingerprint = sitrep::text::FingerprintBody(text, segments);
  const double self = sitrep::text::EstimateJaccard(fingerprint, sitrep::text::FingerprintBody(text, segments));
  sitrep::Check(self == (fingerprint.words == 0 ? 0 : 1), "a text is unlike itself");
  return 0;
}
