#include "tests/eval/gold/files.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/status_macros.h"
#include "common/base/string_views.h"
#include "common/text/unicode.h"

namespace sitrep::eval {
namespace {

std::filesystem::path WithoutSlash(const std::filesystem::path& path) {
  return path.has_filename() ? path : path.parent_path();
}

}  // namespace

absl::StatusOr<std::string> ReadGoldFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file || IsFolder(path)) {
    return absl::NotFoundError(absl::StrCat("cannot read ", path));
  }
  std::ostringstream bytes;
  bytes << file.rdbuf();
  std::string text = std::move(bytes).str();
  if (const auto fault = text::FindUtf8Fault(text)) {
    const auto line = std::count(text.begin(), text.begin() + static_cast<ptrdiff_t>(fault->byte), '\n');
    return FormatError(path, static_cast<size_t>(line) + 1, "is not UTF-8");
  }
  return text;
}

absl::StatusOr<std::vector<std::string>> ReadGoldLines(const std::string& path) {
  SITREP_ASSIGN_OR_RETURN(const std::string text, ReadGoldFile(path));
  std::vector<std::string> lines;
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    lines.emplace_back(line.substr(0, line.size() - (absl::EndsWith(line, "\r") ? 1 : 0)));
  }
  if (!lines.empty() && lines.back().empty()) lines.pop_back();
  if (!lines.empty() && lines.front().starts_with("\xEF\xBB\xBF")) lines.front().erase(0, 3);
  return lines;
}

absl::Status FormatError(const std::string& path, size_t line, std::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat(path, ":", line, ": ", ToAbsl(what)));
}

std::string NameOf(const std::string& path) {
  const std::filesystem::path name = WithoutSlash(path);
  const std::string folder = name.parent_path().filename().string();
  return folder.empty() ? name.filename().string() : absl::StrCat(folder, "/", name.filename().string());
}

std::string FileNameOf(const std::string& path) { return WithoutSlash(path).filename().string(); }

std::string ExtensionOf(const std::string& path) {
  return absl::AsciiStrToLower(std::filesystem::path(path).extension().string());
}

bool IsFolder(const std::string& path) {
  std::error_code error;
  return std::filesystem::is_directory(path, error);
}

absl::StatusOr<std::vector<std::string>> ListGoldFiles(const std::vector<std::string>& paths,
                                                       std::string_view extension) {
  std::vector<std::string> files;
  for (const std::string& path : paths) {
    if (!IsFolder(path)) {
      files.push_back(path);
      continue;
    }
    std::error_code error;
    const size_t before = files.size();
    for (const auto& entry : std::filesystem::directory_iterator(path, error)) {
      if (ExtensionOf(entry.path().string()) == extension) files.push_back(entry.path().string());
    }
    if (files.size() == before) {
      return absl::NotFoundError(absl::StrCat("no *", ToAbsl(extension), " in ", path));
    }
    std::sort(files.begin() + static_cast<ptrdiff_t>(before), files.end());
  }
  return files;
}

}  // namespace sitrep::eval
