#include <algorithm>
#include <cmath>
#include <limits>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "common/base/status_macros.h"
#include "tests/eval/gold/json.h"
#include "tests/eval/report/report_writer.h"

namespace sitrep::eval {
namespace {

using Cells = std::vector<std::string>;

std::string Value(const Json& figure, std::string_view name) {
  const absl::StatusOr<double> number = figure.Number(name);
  return number.ok() ? absl::StrFormat("%.1f", *number) : "-";
}

std::string WithInterval(const Json& figure) {
  if (!figure.Number("value").ok()) return "-";
  return absl::StrCat(Value(figure, "value"), " [", Value(figure, "low"), ", ", Value(figure, "high"), "]");
}

// Precision and recall get columns of their own; every other measure is a line with its name.
absl::Status AddRow(const Json& json, std::vector<Cells>& rows) {
  if (json.Find("remark") != nullptr) return absl::OkStatus();
  SITREP_ASSIGN_OR_RETURN(const std::string label, json.Text("class"));
  if (label != kAllClasses) return absl::OkStatus();
  SITREP_ASSIGN_OR_RETURN(const std::string task, json.Text("task"));
  SITREP_ASSIGN_OR_RETURN(const std::string set, json.Text("set"));
  SITREP_ASSIGN_OR_RETURN(const std::string aspect, json.Text("aspect"));
  SITREP_ASSIGN_OR_RETURN(const std::vector<Json>* figures, json.List("figures"));
  SITREP_ASSIGN_OR_RETURN(const double n, json.Number("n"));
  const std::string count = absl::StrCat(cli::Thousands(static_cast<uint64_t>(n)), " ", json.TextOr("counted", ""));
  Cells cells = {task, set, aspect, "", "", "", "", count};
  for (const Json& figure : *figures) {
    SITREP_ASSIGN_OR_RETURN(const std::string measure, figure.Text("measure"));
    if (measure == "precision") {
      cells[3] = Value(figure, "value");
    } else if (measure == "recall") {
      cells[4] = Value(figure, "value");
    } else {
      cells[5] = measure;
      cells[6] = WithInterval(figure);
      rows.push_back(cells);
      cells[3] = cells[4] = "";
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status PrintSummary(const std::vector<std::string>& paths, SummaryFormat format, cli::Printer& printer) {
  std::vector<Cells> rows = {{"task", "set", "what", "P", "R", "measure", "value [95 %]", "n"}};
  for (const std::string& path : paths) {
    SITREP_RETURN_IF_ERROR(ForEachJsonLine(path, [&rows](const Json& json) { return AddRow(json, rows); }));
  }
  if (format == SummaryFormat::kAligned) {
    printer.Table(rows);
    return absl::OkStatus();
  }
  for (size_t i = 0; i < rows.size(); ++i) {
    printer.Line(absl::StrCat("| ", absl::StrJoin(rows[i], " | "), " |"));
    if (i == 0) printer.Line("|---|---|---|---:|---:|---|---:|---:|");
  }
  return absl::OkStatus();
}

}  // namespace sitrep::eval
