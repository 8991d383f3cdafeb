#pragma once

#include <string_view>

#include "absl/status/statusor.h"
#include "common/text/offsets.h"
#include "tests/eval/gold/json.h"
#include "tests/eval/scoring/span_matching.h"

namespace sitrep::eval {

// From the code points of a text, in which gold files count, to its bytes. Keeps a view of the text.
class CodePoints {
 public:
  explicit CodePoints(std::string_view text) : offsets_(text, text::OffsetUnit::kCodePoint) {}

  // INVALID_ARGUMENT when it is empty or not within the text.
  absl::StatusOr<Span> ToBytes(double begin, double end) const;
  // Of the object's fields of these names.
  absl::StatusOr<Span> ToBytes(const Json& object, std::string_view begin, std::string_view end) const;

 private:
  text::OffsetConverter offsets_;
};

}  // namespace sitrep::eval
