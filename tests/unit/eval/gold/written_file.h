#pragma once

#include <fstream>
#include <string>
#include <string_view>

#include "common/testing/temp_dir.h"

namespace sitrep::eval {

// A file of gold in a temporary folder.
class WrittenFile {
 public:
  WrittenFile(const std::string& name, std::string_view content) : path_(folder_.File(name)) {
    std::ofstream(path_, std::ios::binary) << content;
  }

  const std::string& path() const { return path_; }

 private:
  testing::TempDir folder_;
  std::string path_;
};

}  // namespace sitrep::eval
