#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace sitrep::testing {

// One panel of a Grafana dashboard; rows are left out.
struct DashboardPanel {
  std::string type;
  std::string title;
  std::string description;
  std::string unit;
  std::vector<std::string> queries;  // PromQL with Grafana's variables in it
};

struct Dashboard {
  std::string name;  // the file's, without folder and ending
  std::string uid;
  std::string title;
  std::vector<std::string> variables;
  std::vector<DashboardPanel> panels;
  // Queries that belong to no panel: annotations.
  std::vector<std::string> other_queries;
};

// Every dashboard of `folder`, in the order of their names. INVALID_ARGUMENT: a file is no dashboard, and which.
absl::StatusOr<std::vector<Dashboard>> ReadDashboards(const std::string& folder);

}  // namespace sitrep::testing
