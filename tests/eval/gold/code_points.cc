#include "tests/eval/gold/code_points.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"

namespace sitrep::eval {

absl::StatusOr<Span> CodePoints::ToBytes(double begin, double end) const {
  if (begin >= 0 && begin < end && end <= offsets_.size()) {
    const std::optional<uint32_t> first = offsets_.ToByte(static_cast<uint32_t>(begin));
    const std::optional<uint32_t> last = offsets_.ToByte(static_cast<uint32_t>(end));
    if (first && last) return Span{*first, *last};
  }
  return absl::InvalidArgumentError(
      absl::StrCat("span [", begin, ", ", end, ") is not within the ", offsets_.size(), " characters of the text"));
}

absl::StatusOr<Span> CodePoints::ToBytes(const Json& object, std::string_view begin, std::string_view end) const {
  SITREP_ASSIGN_OR_RETURN(const double first, object.Number(begin));
  SITREP_ASSIGN_OR_RETURN(const double last, object.Number(end));
  return ToBytes(first, last);
}

}  // namespace sitrep::eval
