#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "common/base/error.h"

namespace sitrep::query {

// What a request's page_size means: 0 is the default, too large is lowered, negative is INVALID_ARGUMENT. For any
// number of that kind.
inline absl::StatusOr<size_t> SizeOf(std::string_view field, int32_t requested, size_t default_size, size_t max_size) {
  if (requested < 0) return InvalidField(field, absl::StrCat("must not be negative: ", requested));
  return requested == 0 ? default_size : std::min<size_t>(requested, max_size);
}

}  // namespace sitrep::query
