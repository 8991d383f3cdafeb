#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tests/eval/scoring/span_matching.h"

namespace sitrep::eval {

// Somebody says, thinks or knows something. Each part may be absent, or stand in several spans, in order.
struct GoldAttribution {
  std::vector<Span> source;
  std::vector<Span> cue;
  std::vector<Span> content;
};

struct AttributionDocument {
  std::string id;
  std::string text;
  std::vector<GoldAttribution> attributions;
};

// A JSON object a line, as PolNeAR was converted: id, text, annotations: annotator, attributions: source, cue, content,
// each a list of objects with spans: [begin, end] in code points. The first annotator counts. INVALID_ARGUMENT names
// file and line.
absl::StatusOr<std::vector<AttributionDocument>> ReadAttributions(const std::string& path);

// Whether each byte of `text` stands inside quotation marks, straight or curly double ones; one that is never closed
// runs to the end of its paragraph. The marks themselves are outside.
std::vector<bool> QuotedBytes(const std::string& text);

}  // namespace sitrep::eval
