#include <glob.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <system_error>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "cli/readers/article_reader.h"

namespace sitrep::cli {
namespace {

namespace fs = std::filesystem;

std::optional<InputFile::Format> FormatOf(const fs::path& path) {
  static constexpr std::pair<const char*, InputFile::Format> kEndings[] = {
      {".txt", InputFile::Format::kText}, {".text", InputFile::Format::kText},   {".html", InputFile::Format::kHtml},
      {".htm", InputFile::Format::kHtml}, {".jsonl", InputFile::Format::kJsonl}, {".ndjson", InputFile::Format::kJsonl},
      {".xml", InputFile::Format::kFeed}, {".rss", InputFile::Format::kFeed},    {".atom", InputFile::Format::kFeed}};
  const std::string ending = absl::AsciiStrToLower(path.extension().string());
  for (const auto& [known, format] : kEndings) {
    if (ending == known) return format;
  }
  return std::nullopt;
}

InputFile Describe(const fs::path& file, const fs::path& below, InputFile::Format format) {
  std::error_code error;
  InputFile input{.path = file.string(), .format = format, .bytes = fs::file_size(file, error)};
  if (error) input.bytes = 0;
  const fs::path relative = file.lexically_relative(below);
  input.article_id = (below.filename() / relative).replace_extension().generic_string();
  if (std::distance(relative.begin(), relative.end()) > 1) input.source = relative.begin()->string();
  return input;
}

absl::Status AddPath(const fs::path& path, std::vector<InputFile>& files) {
  std::error_code error;
  if (fs::is_directory(path, error)) {
    const fs::path folder = fs::weakly_canonical(path, error);
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder, error)) {
      if (!entry.is_regular_file(error)) continue;
      if (const auto format = FormatOf(entry.path())) files.push_back(Describe(entry.path(), folder, *format));
    }
    if (error) return absl::NotFoundError(absl::StrCat(path.string(), ": ", error.message()));
    return absl::OkStatus();
  }
  if (!fs::exists(path, error)) return absl::NotFoundError(absl::StrCat("no such file or folder: ", path.string()));
  const auto format = FormatOf(path);
  if (!format.has_value()) {
    return absl::InvalidArgumentError(
        absl::StrCat(path.string(), ": unknown kind of file; known are .txt .html .jsonl .xml .rss .atom"));
  }
  const fs::path file = fs::weakly_canonical(path, error);
  files.push_back(Describe(file, file.parent_path(), *format));
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<InputFile>> FindInputFiles(const std::vector<std::string>& paths) {
  std::vector<InputFile> files;
  for (const std::string& path : paths) {
    std::error_code error;
    std::vector<fs::path> matches = {path};
    if (!fs::exists(path, error)) {
      // The shell did not expand it.
      glob_t expanded{};
      if (glob(path.c_str(), GLOB_BRACE | GLOB_TILDE, nullptr, &expanded) == 0) {
        matches.assign(expanded.gl_pathv, expanded.gl_pathv + expanded.gl_pathc);
      }
      globfree(&expanded);
    }
    for (const fs::path& match : matches) {
      if (absl::Status added = AddPath(match, files); !added.ok()) return added;
    }
  }
  std::ranges::sort(files, {}, &InputFile::path);
  const auto again = std::ranges::unique(files, {}, &InputFile::path);
  files.erase(again.begin(), again.end());
  return files;
}

}  // namespace sitrep::cli
