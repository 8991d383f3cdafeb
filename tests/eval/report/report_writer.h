#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "cli/printer.h"
#include "tests/eval/report/report.h"
#include "tests/eval/scoring/bootstrap.h"

namespace sitrep::eval {

// For people: each table with its heading, remarks last.
void PrintReport(const Report& report, const Bootstrap& bootstrap, cli::Printer& printer);

// For programs: a row a line, one JSON object each, then the remarks, one each.
void WriteJson(const Report& report, const Bootstrap& bootstrap, std::ostream& out);

// One table of the overall rows of what WriteJson wrote into these files.
enum class SummaryFormat { kAligned, kMarkdown };
absl::Status PrintSummary(const std::vector<std::string>& paths, SummaryFormat format, cli::Printer& printer);

}  // namespace sitrep::eval
