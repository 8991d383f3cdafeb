// The task tone.
#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "tests/eval/gold/files.h"
#include "tests/eval/gold/toned_sentences.h"
#include "tests/eval/reading/given_spans.h"
#include "tests/eval/reading/text_reader.h"
#include "tests/eval/tasks/all.h"

namespace sitrep::eval {
namespace {

constexpr std::string_view kHelp = R"(
Definition: macro F1 over negative, neutral and positive, per target. The tone towards a target is that of the
entity that a name in the target's words is linked to; of the whole sentence where the tagger finds no name
there, and how often is said. Above 0.1 is positive, below -0.05 negative. Intervals over sentences.

Gold: NewsMTSC's JSON lines (*.jsonl): sentence_normalized, targets: from, to, polarity 2, 4 or 6.)";

constexpr float kPositive = 0.1f;
constexpr float kNegative = -0.05f;

const std::vector<std::string> Classes() { return {"negative", "neutral", "positive"}; }

absl::StatusOr<Report> Run(const TaskRequest& request) {
  SITREP_ASSIGN_OR_RETURN(const TextReader reader, TextReader::Open(request.models_dir));
  Report report{.task = "tone"};
  const std::vector<std::string> classes = Classes();
  for (const std::string& file : request.gold) {
    SITREP_ASSIGN_OR_RETURN(const std::vector<TonedSentence> sentences, ReadTonedSentences(file));
    ClassCounts counts(sentences.size());
    std::vector<Share> accuracy(sentences.size());
    size_t targets = 0;
    size_t unnamed = 0;
    cli::Progress progress = NewProgress("sentences");
    for (size_t s = 0; s < sentences.size(); ++s) {
      tagger::Document document = MakeDocument(sentences[s].text, {}, Segments::kBody);
      SITREP_RETURN_IF_ERROR(reader.Run(document, {"tokens", "sentences", "names", "links", "tone"}));
      for (const TonedTarget& target : sentences[s].targets) {
        const tagger::Mention* mention = MentionAt(document, target.span);
        const auto entity = std::ranges::find_if(document.tone.entities, [mention](const tagger::EntityTone& tone) {
          return mention != nullptr && tone.entity_id == mention->entity_id;
        });
        const bool named = entity != document.tone.entities.end();
        const float score = named ? entity->score : document.tone.score;
        const size_t found = score > kPositive ? 2 : score < kNegative ? 0 : 1;
        const auto gold = static_cast<size_t>(target.polarity + 1);
        counts.At(classes[gold], s) += {found == gold ? 1.0 : 0.0, 0, 1};
        counts.At(classes[found], s) += {0, 1, 0};
        accuracy[s] += {found == gold ? 1.0 : 0.0, 1};
        ++targets;
        if (!named) ++unnamed;
      }
      progress.Update(s + 1, sentences.size());
    }
    const std::string set = NameOf(file);
    for (const std::string& label : classes) counts.At(label, 0);
    Table table =
        MakeTable({set, "tone towards targets", "targets", "sentences"}, {"macro F1", "accuracy"}, sentences.size());
    table.rows.push_back(
        {kAllClasses,
         {EstimateMacroF1(counts, classes, request.bootstrap), EstimateShare(accuracy, request.bootstrap)},
         targets});
    report.tables.push_back(std::move(table));
    Table each = F1Table({set, "tone towards targets, by class", "targets", "sentences"}, counts, request.bootstrap);
    each.rows.erase(each.rows.begin());
    report.tables.push_back(std::move(each));
    report.remarks.push_back(absl::StrCat(set, ": ", unnamed, " targets are no name to the tagger"));
  }
  return report;
}

}  // namespace

Task ToneTask() { return {"tone", "tone towards those a sentence names", kHelp, kTakesNothing, Run}; }

}  // namespace sitrep::eval
