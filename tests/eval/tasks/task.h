#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "cli/progress.h"
#include "tests/eval/reading/text_reader.h"
#include "tests/eval/report/report.h"
#include "tests/eval/scoring/bootstrap.h"

namespace sitrep::eval {

enum class LetterCase { kAsWritten, kUpper, kLower };
// Files by the CRC-32 of their name.
enum class Half { kAll, kOdd, kEven };
enum class Reader { kRules, kTrained };

// What a task works with, once the command line is read.
struct TaskRequest {
  std::vector<std::string> gold;
  std::string models_dir = "models";
  LetterCase letter_case = LetterCase::kAsWritten;
  Half half = Half::kAll;
  Reader reader = Reader::kRules;
  Segments segments = Segments::kFound;
  std::string split;      // Only documents of this split; empty: all.
  double last_share = 1;  // Only the last sentences of a file, this share of them.
  size_t context = 1;     // Sentences of a file without documents that are read as one text.
  Bootstrap bootstrap;
};

// Options that a task reads beside the gold files.
enum TaskOption : unsigned {
  kTakesNothing = 0,
  kTakesCase = 1,
  kTakesHalf = 2,
  kTakesReader = 4,
  kTakesSplit = 8,
  kTakesLastShare = 16,
  kTakesSegments = 32,
  kTakesContext = 64,
};

// One thing that can be measured: how it is called, what its help says, and what does it.
struct Task {
  std::string_view name;
  std::string_view summary;  // One line.
  std::string_view help;     // The definition of the figures, and the gold formats that are read.
  unsigned options = kTakesNothing;
  absl::StatusOr<Report> (*run)(const TaskRequest& request);
};

// Drawn on standard error where that is a terminal.
inline cli::Progress NewProgress(std::string_view unit) { return cli::Progress(std::string(unit), 0, true); }

}  // namespace sitrep::eval
