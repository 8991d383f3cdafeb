#include "tests/eval/report/report_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "tests/unit/eval/gold/written_file.h"

namespace sitrep::eval {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Report MakeReport() {
  ClassCounts counts(2);
  counts.At("PLACE", 0) += {1, 1, 2};
  counts.At("PERSON", 1) += {0, 1, 0};
  Report report{.task = "ner"};
  report.tables.push_back(F1Table({"mini.bio", "exact", "names", "texts"}, counts, Bootstrap(1, 20)));
  report.remarks.push_back("one \"quoted\" remark");
  return report;
}

std::string JsonOf(const Report& report) {
  std::ostringstream out;
  WriteJson(report, Bootstrap(1, 20), out);
  return out.str();
}

TEST(WriteJsonTest, EveryRowIsALine) {
  const std::string json = JsonOf(MakeReport());
  EXPECT_EQ(std::count(json.begin(), json.end(), '\n'), 4);
  EXPECT_THAT(json, HasSubstr(R"("set":"mini.bio","aspect":"exact","class":"all")"));
  EXPECT_THAT(json, HasSubstr(R"({"measure":"recall","value":50.0000)"));
  // Nobody was there to be recalled.
  EXPECT_THAT(json, HasSubstr(R"({"measure":"recall","value":null)"));
  EXPECT_THAT(json, HasSubstr(R"("remark":"one \"quoted\" remark")"));
  EXPECT_THAT(json, HasSubstr(R"("seed":1)"));
}

TEST(PrintSummaryTest, ListsOverallRows) {
  const WrittenFile results("results.jsonl", JsonOf(MakeReport()));
  std::ostringstream out;
  cli::Printer printer(out, cli::Printer::Colour::kNever, false);
  const absl::Status status = PrintSummary({results.path()}, SummaryFormat::kMarkdown, printer);
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_THAT(out.str(), HasSubstr("| ner | mini.bio | exact | 50.0 | 50.0 | F1 | 50.0 ["));
  EXPECT_THAT(out.str(), HasSubstr("| 2 names |"));
  EXPECT_THAT(out.str(), Not(HasSubstr("PERSON")));
}

TEST(PrintReportTest, SaysSeedAndUnits) {
  std::ostringstream out;
  cli::Printer printer(out, cli::Printer::Colour::kNever, false);
  PrintReport(MakeReport(), Bootstrap(1, 20), printer);
  EXPECT_THAT(out.str(), HasSubstr("mini.bio: exact"));
  EXPECT_THAT(out.str(), HasSubstr("20 resamples of 2 texts, seed 1"));
  EXPECT_THAT(out.str(), HasSubstr("note: one"));
}

}  // namespace
}  // namespace sitrep::eval
