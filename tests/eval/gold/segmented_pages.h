#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace sitrep::eval {

// A page, and what an extracted text must and must not contain.
struct SegmentedPage {
  std::string url;
  std::string path;  // Of the HTML.
  std::vector<std::string> wanted;
  std::vector<std::string> unwanted;
};

// Trafilatura's evaldata.json: url: {file, with, without}; pages lie in the folder "pages" beside it. INVALID_ARGUMENT
// names the file and the page, NOT_FOUND a page that is missing.
absl::StatusOr<std::vector<SegmentedPage>> ReadSegmentedPages(const std::string& path);

}  // namespace sitrep::eval
