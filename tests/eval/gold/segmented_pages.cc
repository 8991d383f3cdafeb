#include "tests/eval/gold/segmented_pages.h"

#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "tests/eval/gold/json.h"

namespace sitrep::eval {
namespace {

absl::StatusOr<SegmentedPage> ReadPage(const std::string& url, const Json& json, const std::filesystem::path& folder) {
  SegmentedPage page{.url = url};
  SITREP_ASSIGN_OR_RETURN(const std::string file, json.Text("file"));
  page.path = (folder / "pages" / file).string();
  SITREP_ASSIGN_OR_RETURN(const std::vector<Json>* wanted, json.List("with"));
  SITREP_ASSIGN_OR_RETURN(const std::vector<Json>* unwanted, json.List("without"));
  for (const Json& segment : *wanted) page.wanted.push_back(segment.text);
  for (const Json& segment : *unwanted) page.unwanted.push_back(segment.text);
  return page;
}

}  // namespace

absl::StatusOr<std::vector<SegmentedPage>> ReadSegmentedPages(const std::string& path) {
  SITREP_ASSIGN_OR_RETURN(const Json json, ReadJsonFile(path));
  if (json.kind != Json::Kind::kObject) return absl::InvalidArgumentError(absl::StrCat(path, ": must be an object"));
  std::vector<SegmentedPage> pages;
  for (const auto& [url, fields] : json.fields) {
    absl::StatusOr<SegmentedPage> page = ReadPage(url, fields, std::filesystem::path(path).parent_path());
    if (!page.ok()) return absl::InvalidArgumentError(absl::StrCat(path, ": ", url, ": ", page.status().message()));
    if (!std::filesystem::exists(page->path)) return absl::NotFoundError(absl::StrCat("page is missing: ", page->path));
    pages.push_back(*std::move(page));
  }
  return pages;
}

}  // namespace sitrep::eval
