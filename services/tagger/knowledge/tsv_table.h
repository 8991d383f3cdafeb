#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

namespace sitrep::tagger {

// A file of tab-separated values with one header line, read whole. Views of its fields stay valid as long as the table
// lives, also when it is moved. Fields hold no tabs, quotes mean nothing.
class TsvTable {
 public:
  // NOT_FOUND when the file is missing; INVALID_ARGUMENT, with file and line, when the header is not `columns` or a row
  // has another number of fields.
  static absl::StatusOr<TsvTable> Read(const std::string& path, absl::Span<const std::string_view> columns);

  size_t size() const { return fields_.size() / columns_; }
  // REQUIRES: row < size(), column < number of columns.
  std::string_view Get(size_t row, size_t column) const { return fields_[row * columns_ + column]; }
  // The whole file, for hashing.
  std::string_view content() const { return *content_; }
  // INVALID_ARGUMENT "file:line: message: value".
  absl::Status Error(size_t row, std::string_view message, std::string_view value) const;

 private:
  std::string path_;
  std::unique_ptr<std::string> content_;
  size_t columns_ = 1;
  std::vector<std::string_view> fields_;
};

// The parts of `text` between `separator`s, empty ones left out.
std::vector<std::string_view> SplitParts(std::string_view text, char separator);

}  // namespace sitrep::tagger
