#pragma once

#include <string_view>

namespace sitrep {

// Of the whole system; the build sets it from CMakeLists.txt.
inline constexpr std::string_view kVersion = SITREP_VERSION;

}  // namespace sitrep
