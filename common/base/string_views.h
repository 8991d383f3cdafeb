#pragma once

#include <string_view>

#include "absl/strings/string_view.h"

namespace sitrep {

// Debian builds abseil with a string_view of its own, which does not convert to or from std::string_view by itself. Our
// interfaces use std::string_view; these two cross over where an abseil function is called. Both only copy the pointer.
inline absl::string_view ToAbsl(std::string_view text) { return {text.data(), text.size()}; }
inline std::string_view ToStd(absl::string_view text) { return {text.data(), text.size()}; }

}  // namespace sitrep
