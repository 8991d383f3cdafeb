#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace sitrep::tagger {

// Where arithmetic differs between processors (the order in which a vector unit adds up, fused products), annotations
// could too. A profile says how numbers are computed; it is part of the pipeline version, and a deployment pins one, so
// that all its taggers answer alike.
//
// "exact": integers, and doubles by the operations IEEE 754 defines to the last bit. The annotators by rules keep to
// it, and every processor runs it. "plain", "avx2" and "bf16" (model/profile.h): how the reader computes, too; each the
// same to the last bit on every processor that has the instructions. "bf16" is about twice as fast as "avx2",
// and that nearly three times as fast as "plain"; "avx2" runs on every server of the last ten years. The pipeline does
// not run the reader yet: until it does, every profile gives the annotations of "exact" under another version.
inline constexpr std::string_view kExactProfile = "exact";
// The fastest of the reader's that this machine runs: for one machine, or many of one kind. Where machines differ their
// taggers would differ, in version and result, so a deployment names the one that all of them can.
inline constexpr std::string_view kAutoProfile = "auto";

// `numeric_profile`, or what "auto" stands for on this machine.
std::string ResolveProfile(std::string_view numeric_profile);

// OK, or FAILED_PRECONDITION (NUMERIC_PROFILE_UNAVAILABLE): this build on this machine cannot compute so. "auto" is to
// be resolved before.
absl::Status CanRun(std::string_view numeric_profile);

}  // namespace sitrep::tagger
