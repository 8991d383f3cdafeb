// The task events.
#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/text/iso_date.h"
#include "tests/eval/gold/coded_events.h"
#include "tests/eval/gold/files.h"
#include "tests/eval/reading/text_reader.h"
#include "tests/eval/tasks/all.h"
#include "tests/eval/tasks/main_event.h"

namespace sitrep::eval {
namespace {

constexpr std::string_view kHelp = R"(
Definition: accuracy over sentences that have a PLOVER type. The main event counts: the one that has an actor
and a recipient before others, then the one told as fact, then the first. It is right when its type is one of
the sentence's; no event is wrong. Older types are mapped: DEMAND to REQUEST, INVESTIGATE and DISAPPROVE to
ACCUSE, FIGHT to ASSAULT; CAMEO codes by the PLOVER project's table of 2021, sentences whose codes it has not
are left out and their number is said. "any event" is right when some event of the sentence has such a type.
Each type by precision and recall of main events. Intervals over sentences.

Gold: JSON lines (*.jsonl): text, date, and event, or gold: eventcode.)";

absl::StatusOr<Report> Run(const TaskRequest& request) {
  SITREP_ASSIGN_OR_RETURN(const TextReader reader, TextReader::Open(request.models_dir));
  Report report{.task = "events"};
  for (const std::string& file : request.gold) {
    SITREP_ASSIGN_OR_RETURN(std::vector<CodedSentence> sentences, ReadCodedSentences(file));
    const size_t without = std::erase_if(sentences, [](const CodedSentence& s) { return s.types.empty(); });
    std::vector<Share> main(sentences.size());
    std::vector<Share> any(sentences.size());
    ClassCounts types(sentences.size());
    size_t silent = 0;
    for (size_t s = 0; s < sentences.size(); ++s) {
      const CodedSentence& gold = sentences[s];
      text::PublicationTime publication;
      if (const auto date = text::ParseLenientDate(gold.date); date.ok()) publication = *date;
      tagger::Document document = MakeDocument(gold.text, publication, Segments::kBody);
      SITREP_RETURN_IF_ERROR(reader.Read(document));
      const tagger::Event* event = MainEvent(document);
      const bool right = event != nullptr && gold.types.contains(event->type);
      const bool some = std::ranges::any_of(
          document.events, [&gold](const tagger::Event& other) { return gold.types.contains(other.type); });
      main[s] = {right ? 1.0 : 0.0, 1};
      any[s] = {some ? 1.0 : 0.0, 1};
      if (event == nullptr) ++silent;
      // A sentence of several types counts once: as the one that was found, else as the first.
      const std::string& type = right ? event->type : *gold.types.begin();
      types.At(type, s) += {right ? 1.0 : 0.0, 0, 1};
      if (event != nullptr) types.At(event->type, s) += {0, 1, 0};
    }
    const std::string set = NameOf(file);
    Table table = MakeTable({set, "type of the main event", "sentences", "sentences"}, {"accuracy", "any event"},
                            sentences.size());
    table.rows.push_back({kAllClasses,
                          {EstimateShare(main, request.bootstrap), EstimateShare(any, request.bootstrap)},
                          sentences.size()});
    report.tables.push_back(std::move(table));
    Table classes = F1Table({set, "main event, by type", "sentences", "sentences"}, types, request.bootstrap);
    classes.rows.erase(classes.rows.begin());
    report.tables.push_back(std::move(classes));
    report.remarks.push_back(absl::StrCat(set, ": no event was found in ", silent, " sentences"));
    if (without > 0) report.remarks.push_back(absl::StrCat(set, ": ", without, " sentences have no type, left out"));
  }
  return report;
}

}  // namespace

Task EventsTask() { return {"events", "types of the events that sentences tell", kHelp, kTakesNothing, Run}; }

}  // namespace sitrep::eval
