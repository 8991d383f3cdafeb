#include "common/base/check.h"

#include <cstdio>
#include <cstdlib>

namespace sitrep {

void Check(bool condition, std::string_view message, const char* file, int line) {
  if (condition) [[likely]]
    return;
  std::fprintf(stderr, "%s:%d: check failed: %.*s\n", file, line, static_cast<int>(message.size()), message.data());
  std::abort();
}

}  // namespace sitrep
