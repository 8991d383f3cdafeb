#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tests/eval/scoring/span_matching.h"

namespace sitrep::eval {

struct GoldEntity {
  Span span;  // Bytes of the text.
  std::string label;
  std::string uri;  // What it is linked to; empty: not said.
};

struct EntityDocument {
  std::string id;
  std::string date;  // As given; may be empty.
  std::string text;
  std::vector<GoldEntity> entities;  // In order.
};

// A JSON object a line: id, text, date (optional), entities: start, end (code points), type or uri. INVALID_ARGUMENT
// names file and line.
absl::StatusOr<std::vector<EntityDocument>> ReadEntities(const std::string& path);

}  // namespace sitrep::eval
