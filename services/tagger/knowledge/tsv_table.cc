#include "services/tagger/knowledge/tsv_table.h"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/string_views.h"

namespace sitrep::tagger {
namespace {

void AppendFields(std::string_view line, std::vector<std::string_view>& fields) {
  size_t begin = 0;
  for (size_t tab = line.find('\t'); tab != std::string_view::npos; tab = line.find('\t', begin)) {
    fields.push_back(line.substr(begin, tab - begin));
    begin = tab + 1;
  }
  fields.push_back(line.substr(begin));
}

}  // namespace

absl::StatusOr<TsvTable> TsvTable::Read(const std::string& path, absl::Span<const std::string_view> columns) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return absl::NotFoundError(absl::StrCat("no knowledge file at ", path));
  std::ostringstream content;
  content << file.rdbuf();
  TsvTable table;
  table.path_ = path;
  table.content_ = std::make_unique<std::string>(std::move(content).str());
  table.columns_ = columns.size();

  std::string_view rest = *table.content_;
  for (size_t line_number = 1; !rest.empty(); ++line_number) {
    const size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    const size_t before = table.fields_.size();
    AppendFields(line, table.fields_);
    if (table.fields_.size() - before != columns.size()) {
      return absl::InvalidArgumentError(absl::StrCat(path, ":", line_number, ": ", table.fields_.size() - before,
                                                     " fields instead of ", columns.size()));
    }
    if (line_number > 1) continue;
    if (!std::equal(columns.begin(), columns.end(), table.fields_.begin(), table.fields_.end())) {
      return absl::InvalidArgumentError(absl::StrCat(path, ":1: unexpected header: ", ToAbsl(line)));
    }
    table.fields_.clear();
  }
  return table;
}

absl::Status TsvTable::Error(size_t row, std::string_view message, std::string_view value) const {
  return absl::InvalidArgumentError(absl::StrCat(path_, ":", row + 2, ": ", ToAbsl(message), ": ", ToAbsl(value)));
}

std::vector<std::string_view> SplitParts(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (!text.empty()) {
    const size_t end = std::min(text.find(separator), text.size());
    if (end > 0) parts.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

}  // namespace sitrep::tagger
