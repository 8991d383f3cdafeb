#include "cli/incident_printer.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace sitrep::cli {
namespace {

constexpr size_t kEvidenceColumns = 220;

std::string CountsOf(const query::v1::Incident& incident) {
  std::vector<std::string> parts;
  for (const type::v1::Count& count : incident.counts()) {
    std::string number = Thousands(count.low());
    if (count.high() == 0) number = "at least " + number;
    if (count.high() > count.low()) number += "–" + Thousands(count.high());
    parts.push_back(absl::StrCat(number, " ", count.kind()));
  }
  return absl::StrJoin(parts, ", ");
}

void PrintReport(Printer& printer, const query::v1::Report& report) {
  std::string line = printer.In(Style::kCyan, CitationOf(report.article()));
  if (report.event().realis() != type::v1::Event::ASSERTED) {
    absl::StrAppend(&line, " ", printer.In(StyleOf(report.event().realis()), RealisOf(report.event().realis())));
  }
  if (report.syndicated()) absl::StrAppend(&line, printer.In(Style::kDim, " copy of another's text"));
  const std::string evidence = OneLine(absl::StrJoin(report.evidence_text(), " … "), kEvidenceColumns);
  printer.Paragraph(absl::StrCat("· ", line, printer.In(Style::kDim, evidence.empty() ? "" : ": " + evidence)), 6);
}

}  // namespace

void PrintIncident(Printer& printer, const query::v1::Incident& incident, IncidentDate date, int max_reports) {
  std::string line;
  if (date == IncidentDate::kShown) {
    line = printer.In(Style::kBold,
                      absl::StrCat(incident.has_interval() ? IntervalOf(incident.interval()) : "undated", "  "));
  }
  absl::StrAppend(&line, printer.In(Style::kBold, incident.title()), " (",
                  printer.In(StyleOf(incident.realis()), RealisOf(incident.realis())), ", ",
                  incident.independent_sources(), incident.independent_sources() == 1 ? " source" : " sources");
  if (const std::string counts = CountsOf(incident); !counts.empty()) {
    absl::StrAppend(&line, ", ", printer.In(Style::kRed, counts));
  }
  line += ")";
  printer.Paragraph(line, 2);
  int shown = 0;
  for (const query::v1::Report& report : incident.reports()) {
    if (shown++ == max_reports) break;
    PrintReport(printer, report);
  }
  if (incident.reports_size() > max_reports) {
    printer.Line(
        printer.In(Style::kDim, absl::StrCat("      and ", incident.reports_size() - max_reports, " more reports")));
  }
}

}  // namespace sitrep::cli
