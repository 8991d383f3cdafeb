#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/text/iso_date.h"
#include "tests/eval/scoring/timex_counts.h"

namespace sitrep::eval {

struct TimemlDocument {
  std::string text;
  text::PublicationTime creation;  // Of the DCT element.
  std::vector<ScoredTimex> times;  // Without the creation time; in order.
};

// TimeML as TempEval-3 has it: the text is that of the TEXT element, every TIMEX3 in it with a text is gold; values of
// the DCT may be days or moments. INVALID_ARGUMENT names file and line.
absl::StatusOr<TimemlDocument> ReadTimeml(const std::string& path);

}  // namespace sitrep::eval
