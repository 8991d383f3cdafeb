// The task timex.
#include <algorithm>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "common/base/status_macros.h"
#include "tests/eval/gold/files.h"
#include "tests/eval/gold/timeml.h"
#include "tests/eval/reading/text_reader.h"
#include "tests/eval/scoring/crc32.h"
#include "tests/eval/scoring/timex_counts.h"
#include "tests/eval/tasks/all.h"

namespace sitrep::eval {
namespace {

constexpr std::string_view kHelp = R"(
Definition: TempEval-3's. Relaxed: spans that overlap, each paired once, equal ones first; strict: equal
spans; value: paired spans whose TIMEX3 values are the same string; type: paired spans of the same type. The
document creation time is given and not counted. Values are not normalised: "P12M" is not "P1Y". Files of the Wall Street Journal (wsj_*, WSJ*) are printed apart too. Intervals over documents.

--half odd reads only files whose name (without folders, with extension) has an odd CRC-32: rules are never
written by looking at those.

Gold: TimeML (*.tml) with a DCT, files or folders of them.)";

constexpr std::string_view kTypes[] = {"DATE", "TIME", "DURATION", "SET"};

bool IsWanted(const std::string& file, Half half) {
  return half == Half::kAll || (Crc32(FileNameOf(file)) % 2 == 1) == (half == Half::kOdd);
}

bool IsJournal(const std::string& file) {
  return FileNameOf(file).starts_with("wsj_") || FileNameOf(file).starts_with("WSJ");
}

std::vector<ScoredTimex> ScoredTimes(const tagger::Document& document) {
  std::vector<ScoredTimex> times;
  for (const tagger::TimeExpression& time : document.times) {
    times.push_back(
        {{time.span.begin, time.span.end}, std::string(kTypes[static_cast<size_t>(time.type)]), time.value});
  }
  return times;
}

// A collection: a folder, or the files that were given one by one.
struct Collection {
  std::string name;
  std::vector<std::string> files;
};

absl::StatusOr<std::vector<Collection>> ListCollections(const TaskRequest& request) {
  std::vector<Collection> collections;
  Collection loose{.name = "files"};
  for (const std::string& path : request.gold) {
    SITREP_ASSIGN_OR_RETURN(const std::vector<std::string> files, ListGoldFiles({path}, ".tml"));
    Collection collection{.name = NameOf(path)};
    for (const std::string& file : files) {
      if (IsWanted(file, request.half)) (IsFolder(path) ? collection : loose).files.push_back(file);
    }
    if (IsFolder(path)) collections.push_back(std::move(collection));
  }
  if (loose.files.size() == 1) loose.name = NameOf(loose.files[0]);
  if (!loose.files.empty()) collections.push_back(std::move(loose));
  return collections;
}

absl::Status AddTables(const TextReader& reader, const TaskRequest& request, const std::string& set,
                       const std::vector<std::string>& files, Report& report) {
  TimexCounts counts(files.size());
  cli::Progress progress = NewProgress("documents");
  for (size_t d = 0; d < files.size(); ++d) {
    SITREP_ASSIGN_OR_RETURN(const TimemlDocument gold, ReadTimeml(files[d]));
    tagger::Document document = MakeDocument(gold.text, gold.creation, request.segments);
    SITREP_RETURN_IF_ERROR(reader.Run(document, {"tokens", "sentences", "names", "links", "times"}));
    counts.Add(gold.times, ScoredTimes(document), d);
    progress.Update(d + 1, files.size());
  }
  const auto add = [&](const std::string& aspect, const ClassCounts& of) {
    report.tables.push_back(F1Table({set, aspect, "expressions", "documents"}, of, request.bootstrap));
  };
  add("span, relaxed", counts.relaxed);
  add("span, strict", counts.strict);
  add("value", counts.value);
  add("type", counts.type);
  return absl::OkStatus();
}

absl::StatusOr<Report> Run(const TaskRequest& request) {
  SITREP_ASSIGN_OR_RETURN(const TextReader reader, TextReader::Open(request.models_dir));
  SITREP_ASSIGN_OR_RETURN(const std::vector<Collection> collections, ListCollections(request));
  Report report{.task = "timex"};
  const std::string half = request.half == Half::kAll ? "" : request.half == Half::kOdd ? ", odd half" : ", even half";
  for (const Collection& collection : collections) {
    std::vector<std::string> journal;
    std::ranges::copy_if(collection.files, std::back_inserter(journal), IsJournal);
    SITREP_RETURN_IF_ERROR(AddTables(reader, request, collection.name + half, collection.files, report));
    if (journal.empty() || journal.size() == collection.files.size()) continue;
    SITREP_RETURN_IF_ERROR(AddTables(reader, request, collection.name + half + ", WSJ only", journal, report));
  }
  return report;
}

}  // namespace

Task TimexTask() {
  return {"timex", "time expressions, their types and values", kHelp, kTakesHalf | kTakesSegments, Run};
}

}  // namespace sitrep::eval
