#include "tests/eval/report/report_writer.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ostream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/base/string_views.h"

namespace sitrep::eval {
namespace {

constexpr size_t kFigureColumns = 20;

std::string Number(double value) { return std::isnan(value) ? "-" : absl::StrFormat("%.1f", value); }

// "83.1 [81.9, 84.2]"
std::string Figure(const Estimate& estimate) {
  if (std::isnan(estimate.value)) return "-";
  return absl::StrCat(Number(estimate.value), " [", Number(estimate.low), ", ", Number(estimate.high), "]");
}

std::string RightAligned(const std::string& text, size_t columns) {
  return std::string(columns - std::min(columns, text.size()), ' ') + text;
}

std::string Quoted(std::string_view text) {
  std::string json = "\"";
  for (const char byte : text) {
    if (byte == '"' || byte == '\\') json.push_back('\\');
    if (static_cast<unsigned char>(byte) < 0x20) {
      absl::StrAppendFormat(&json, "\\u%04x", static_cast<unsigned char>(byte));
    } else {
      json.push_back(byte);
    }
  }
  return json + "\"";
}

std::string JsonNumber(double value) { return std::isfinite(value) ? absl::StrFormat("%.4f", value) : "null"; }

}  // namespace

void PrintReport(const Report& report, const Bootstrap& bootstrap, cli::Printer& printer) {
  for (const Table& table : report.tables) {
    printer.Line(printer.In(cli::Style::kBold, absl::StrCat(table.set, ": ", table.aspect)));
    std::vector<std::vector<std::string>> rows;
    rows.push_back({""});
    for (const std::string& measure : table.measures) rows.back().push_back(RightAligned(measure, kFigureColumns));
    rows.back().push_back(RightAligned(table.counted, 8));
    for (const Row& row : table.rows) {
      rows.push_back({row.label});
      for (const Estimate& figure : row.figures) rows.back().push_back(RightAligned(Figure(figure), kFigureColumns));
      rows.back().push_back(RightAligned(cli::Thousands(row.n), 8));
    }
    printer.Table(rows, 2);
    printer.Line(printer.In(cli::Style::kDim, absl::StrCat("  intervals: 95 % of ", bootstrap.resamples(),
                                                           " resamples of ", cli::Thousands(table.unit_count), " ",
                                                           table.units, ", seed ", bootstrap.seed())));
    printer.Line();
  }
  for (const std::string& remark : report.remarks) printer.Line(absl::StrCat("note: ", remark));
}

void WriteJson(const Report& report, const Bootstrap& bootstrap, std::ostream& out) {
  for (const Table& table : report.tables) {
    for (const Row& row : table.rows) {
      out << "{\"task\":" << Quoted(report.task) << ",\"set\":" << Quoted(table.set)
          << ",\"aspect\":" << Quoted(table.aspect) << ",\"class\":" << Quoted(row.label) << ",\"figures\":[";
      for (size_t i = 0; i < row.figures.size(); ++i) {
        const Estimate& figure = row.figures[i];
        out << (i == 0 ? "" : ",") << "{\"measure\":" << Quoted(table.measures[i])
            << ",\"value\":" << JsonNumber(figure.value) << ",\"low\":" << JsonNumber(figure.low)
            << ",\"high\":" << JsonNumber(figure.high) << "}";
      }
      out << "],\"n\":" << row.n << ",\"counted\":" << Quoted(table.counted) << ",\"units\":" << Quoted(table.units)
          << ",\"unit_count\":" << table.unit_count << ",\"resamples\":" << bootstrap.resamples()
          << ",\"seed\":" << bootstrap.seed() << "}\n";
    }
  }
  for (const std::string& remark : report.remarks) {
    out << "{\"task\":" << Quoted(report.task) << ",\"remark\":" << Quoted(remark) << "}\n";
  }
}

}  // namespace sitrep::eval
