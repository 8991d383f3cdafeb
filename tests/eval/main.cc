#include <iostream>
#include <map>
#include <string>

#include "CLI/App.hpp"
#include "CLI/Config.hpp"
#include "CLI/Formatter.hpp"
#include "cli/printer.h"
#include "common/base/string_views.h"
#include "common/base/version.h"
#include "tests/eval/report/report_writer.h"
#include "tests/eval/tasks/all.h"

namespace sitrep::eval {
namespace {

// Exit codes, as the help says them.
constexpr int kFailed = 1;
constexpr int kUsage = 2;
constexpr int kNotPossible = 3;

constexpr char kFooter[] = R"(
Examples:
  sitrep-eval ner dev.bio                      any file of the format, not only those of the project
  sitrep-eval timex timebank/ --half odd       a folder of files
  sitrep-eval geo --help                       what is counted, and which formats are read
  sitrep-eval geo lgl.jsonl --json > now; sitrep-eval summary now

All figures are per cent with a 95 % bootstrap interval; n says how many. sitrep-eval runs the tagger's own
code in this process: nothing needs to be started.

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 not possible here (a model is missing).)";

// The command line, as CLI11 fills it.
struct CommandLine {
  TaskRequest request;
  uint64_t seed = Bootstrap::kDefaultSeed;
  int resamples = Bootstrap::kDefaultResamples;
  bool json = false;
  bool markdown = false;
  const Task* task = nullptr;
  std::vector<std::string> results;
};

void AddTaskOptions(CLI::App& command, unsigned options, TaskRequest& request) {
  if ((options & kTakesCase) != 0) {
    const std::map<std::string, LetterCase> cases = {
        {"as-written", LetterCase::kAsWritten}, {"upper", LetterCase::kUpper}, {"lower", LetterCase::kLower}};
    command.add_option("--case", request.letter_case, "as-written, upper or lower: what becomes of the gold tokens")
        ->transform(CLI::CheckedTransformer(cases).description(""));
  }
  if ((options & kTakesHalf) != 0) {
    const std::map<std::string, Half> halves = {{"all", Half::kAll}, {"odd", Half::kOdd}, {"even", Half::kEven}};
    command.add_option("--half", request.half, "all, odd or even: files by the CRC-32 of their name")
        ->transform(CLI::CheckedTransformer(halves).description(""));
  }
  if ((options & kTakesReader) != 0) {
    const std::map<std::string, Reader> readers = {{"rules", Reader::kRules}, {"trained", Reader::kTrained}};
    command.add_option("--reader", request.reader, "rules or trained: what finds the names")
        ->transform(CLI::CheckedTransformer(readers).description(""));
  }
  if ((options & kTakesSegments) != 0) {
    const std::map<std::string, Segments> segments = {{"found", Segments::kFound}, {"body", Segments::kBody}};
    command
        .add_option("--segments", request.segments,
                    "found: read what the segmenter takes for news, as in service; body: read all of a text")
        ->transform(CLI::CheckedTransformer(segments).description(""));
  }
  if ((options & kTakesSplit) != 0) {
    command.add_option("--split", request.split, "only documents that the table of clusters says to be of this split");
  }
  if ((options & kTakesLastShare) != 0) {
    command.add_option("--last", request.last_share, "only the last sentences of a file, this share of them")
        ->check(CLI::Range(0.0, 1.0))
        ->capture_default_str();
  }
  if ((options & kTakesContext) != 0) {
    command.add_option("--context", request.context, "sentences of a tokenised file that are read as one text")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
  }
}

void AddTask(CLI::App& app, const Task& task, CommandLine& line) {
  CLI::App* command = app.add_subcommand(std::string(task.name), std::string(task.summary));
  command->footer(std::string(task.help));
  command->add_option("GOLD", line.request.gold, "gold files")->required();
  AddTaskOptions(*command, task.options, line.request);
  command->callback([&task, &line] { line.task = &task; });
}

int Fail(const absl::Status& status) {
  std::cerr << "sitrep-eval: " << ToStd(status.message()) << '\n';
  return absl::IsFailedPrecondition(status) ? kNotPossible : kFailed;
}

int RunTask(CommandLine& line, cli::Printer& printer) {
  line.request.bootstrap = Bootstrap(line.seed, line.resamples);
  const absl::StatusOr<Report> report = line.task->run(line.request);
  if (!report.ok()) return Fail(report.status());
  if (line.json) {
    WriteJson(*report, line.request.bootstrap, std::cout);
  } else {
    PrintReport(*report, line.request.bootstrap, printer);
  }
  return 0;
}

int Run(int argc, char** argv) {
  CLI::App app("Scores what Sitrep finds in texts against gold annotations.", "sitrep-eval");
  app.footer(kFooter);
  app.set_version_flag("--version", std::string(kVersion));
  app.require_subcommand(1);
  app.fallthrough();
  app.get_formatter()->column_width(34);
  CommandLine line;
  app.add_option("--models", line.request.models_dir, "folder of the gazetteer, the knowledge base and the lexicons")
      ->capture_default_str();
  app.add_flag("--json", line.json, "print each row of figures as one line of JSON");
  app.add_option("--seed", line.seed, "of the bootstrap")->capture_default_str();
  app.add_option("--resamples", line.resamples, "of the bootstrap")
      ->check(CLI::Range(1, 100'000))
      ->capture_default_str();

  const std::vector<Task> tasks = AllTasks();
  for (const Task& task : tasks) AddTask(app, task, line);
  CLI::App* summary = app.add_subcommand("summary", "one table of the overall figures of what --json wrote");
  summary->add_option("RESULTS", line.results, "files that --json wrote")->required();
  summary->add_flag("--markdown", line.markdown, "a table for a Markdown file");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int code = app.exit(error);
    return code == 0 ? 0 : kUsage;
  }
  cli::Printer printer(std::cout, cli::Printer::Colour::kAuto, line.json);
  if (line.task != nullptr) return RunTask(line, printer);
  const SummaryFormat format = line.markdown ? SummaryFormat::kMarkdown : SummaryFormat::kAligned;
  const absl::Status status = PrintSummary(line.results, format, printer);
  return status.ok() ? 0 : Fail(status);
}

}  // namespace
}  // namespace sitrep::eval

int main(int argc, char** argv) { return sitrep::eval::Run(argc, argv); }
