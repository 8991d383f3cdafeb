#pragma once

#include <string_view>

namespace sitrep {

// Aborts the process with `message` and the caller's position on stderr if `condition` is false. For broken invariants
// of our own only: a restart heals them, corrupt state would not. Input from outside gets a Status instead.
void Check(bool condition, std::string_view message, const char* file = __builtin_FILE(), int line = __builtin_LINE());

}  // namespace sitrep
