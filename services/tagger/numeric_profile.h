#pragma once

#include <string_view>

#include "absl/status/status.h"

namespace sitrep::tagger {

// Where arithmetic differs between processors (the order in which a vector unit adds up, fused products), annotations
// could too. A profile says how numbers are computed; it is part of the pipeline version, and a deployment pins one, so
// that all its taggers answer alike.
//
// "exact": integers, and doubles by the operations IEEE 754 defines to the last bit. Every annotator of today keeps to
// it, and every processor runs it.
inline constexpr std::string_view kExactProfile = "exact";

// OK, or FAILED_PRECONDITION (NUMERIC_PROFILE_UNAVAILABLE): this build on this machine cannot compute so.
absl::Status CanRun(std::string_view numeric_profile);

}  // namespace sitrep::tagger
