#include "common/testing/temp_dir.h"

#include <stdlib.h>

#include <system_error>

#include "common/base/check.h"

namespace sitrep::testing {

TempDir::TempDir() {
  std::string pattern = (std::filesystem::temp_directory_path() / "sitrep_test_XXXXXX").string();
  Check(mkdtemp(pattern.data()) != nullptr, "cannot make a temporary folder");
  path_ = pattern;
}

TempDir::~TempDir() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace sitrep::testing
