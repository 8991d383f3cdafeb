#include "common/testing/dashboards.h"

#include <simdjson.h>

#include <algorithm>
#include <filesystem>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"

namespace sitrep::testing {
namespace {

using Element = simdjson::dom::element;

// The text at a JSON pointer; empty when there is none.
std::string Text(const Element& element, std::string_view pointer) {
  std::string_view text;
  return element.at_pointer(pointer).get(text) == simdjson::SUCCESS ? std::string(text) : std::string();
}

// The elements of the list at a JSON pointer; none when there is no list.
std::vector<Element> List(const Element& element, std::string_view pointer) {
  simdjson::dom::array list;
  if (element.at_pointer(pointer).get(list) != simdjson::SUCCESS) return {};
  return {list.begin(), list.end()};
}

DashboardPanel ReadPanel(const Element& element) {
  DashboardPanel panel{.type = Text(element, "/type"),
                       .title = Text(element, "/title"),
                       .description = Text(element, "/description"),
                       .unit = Text(element, "/fieldConfig/defaults/unit")};
  for (const Element& target : List(element, "/targets")) panel.queries.push_back(Text(target, "/expr"));
  return panel;
}

absl::StatusOr<Dashboard> ReadDashboard(const std::filesystem::path& path) {
  simdjson::dom::parser parser;
  Element root;
  if (const auto error = parser.load(path.string()).get(root); error != simdjson::SUCCESS) {
    return absl::InvalidArgumentError(absl::StrCat(path.string(), ": ", simdjson::error_message(error)));
  }
  Dashboard dashboard{.name = path.stem().string(), .uid = Text(root, "/uid"), .title = Text(root, "/title")};
  for (const Element& panel : List(root, "/panels")) {
    if (Text(panel, "/type") != "row") dashboard.panels.push_back(ReadPanel(panel));
  }
  if (dashboard.panels.empty()) return absl::InvalidArgumentError(absl::StrCat(path.string(), ": has no panels"));
  for (const Element& variable : List(root, "/templating/list")) dashboard.variables.push_back(Text(variable, "/name"));
  for (const Element& annotation : List(root, "/annotations/list")) {
    dashboard.other_queries.push_back(Text(annotation, "/expr"));
  }
  return dashboard;
}

}  // namespace

absl::StatusOr<std::vector<Dashboard>> ReadDashboards(const std::string& folder) {
  std::vector<std::filesystem::path> paths;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    if (entry.path().extension() == ".json") paths.push_back(entry.path());
  }
  if (error) return absl::InvalidArgumentError(absl::StrCat(folder, ": ", error.message()));
  std::sort(paths.begin(), paths.end());
  std::vector<Dashboard> dashboards;
  for (const auto& path : paths) {
    SITREP_ASSIGN_OR_RETURN(Dashboard dashboard, ReadDashboard(path));
    dashboards.push_back(std::move(dashboard));
  }
  return dashboards;
}

}  // namespace sitrep::testing
