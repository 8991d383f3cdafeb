#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace sitrep::eval {

// One JSON value as a plain value: gold files are small. Accessors by field name return INVALID_ARGUMENT that names the
// field.
class Json {
 public:
  enum class Kind { kNull, kBool, kNumber, kText, kList, kObject };

  Kind kind = Kind::kNull;
  double number = 0;  // Of a bool: 0 or 1.
  std::string text;
  std::vector<Json> items;
  std::vector<std::pair<std::string, Json>> fields;

  // nullptr when there is none, or it is null.
  const Json* Find(std::string_view name) const;
  absl::StatusOr<std::string> Text(std::string_view name) const;
  absl::StatusOr<double> Number(std::string_view name) const;
  absl::StatusOr<const std::vector<Json>*> List(std::string_view name) const;
  std::string TextOr(std::string_view name, std::string_view otherwise) const;
};

// Calls `read` for each line that is not blank; its errors get file and line in front.
absl::Status ForEachJsonLine(const std::string& path, absl::FunctionRef<absl::Status(const Json&)> read);
absl::StatusOr<Json> ReadJsonFile(const std::string& path);

}  // namespace sitrep::eval
