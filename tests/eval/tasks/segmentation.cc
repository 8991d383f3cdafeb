// The tasks sentences and tokens: both are read off one pass over a treebank's raw text.
#include <vector>

#include "common/base/status_macros.h"
#include "tests/eval/gold/conllu.h"
#include "tests/eval/gold/files.h"
#include "tests/eval/reading/text_reader.h"
#include "tests/eval/scoring/alignment.h"
#include "tests/eval/tasks/all.h"
#include "tests/eval/tasks/conllu_text.h"

namespace sitrep::eval {
namespace {

constexpr std::string_view kRawText = R"(
Definition: the CoNLL 2018 shared task's. The text is the treebank's: "# text" of each sentence joined by a
blank, a blank line where a paragraph or document begins. Every paragraph is read as body. )";

constexpr std::string_view kSentencesHelp = R"(A sentence is right when it begins and
ends at the same characters, white space aside. Intervals over documents.

Gold: CoNLL-U (*.conllu) with "# text", "# newdoc", "# newpar".)";

constexpr std::string_view kTokensHelp = R"(A token is right when it is a word of the
treebank (syntactic words: "do" and "n't"), by characters, and by form within a multiword token. Intervals
over documents.

Gold: CoNLL-U (*.conllu) with "# text", "# newdoc", "# newpar".)";

enum class Unit { kSentences, kTokens };

Counts Compare(const RawText& gold, const RawText& found, Unit unit) {
  if (unit == Unit::kTokens) {
    return {static_cast<double>(AlignWords(gold.words, found.words).size()), static_cast<double>(found.words.size()),
            static_cast<double>(gold.words.size())};
  }
  const auto pairs = MatchSpans(gold.sentences, found.sentences, SpanMatch::kExact);
  return {static_cast<double>(pairs.size()), static_cast<double>(found.sentences.size()),
          static_cast<double>(gold.sentences.size())};
}

absl::StatusOr<Report> Run(const TaskRequest& request, Unit unit) {
  const bool sentences = unit == Unit::kSentences;
  SITREP_ASSIGN_OR_RETURN(const TextReader reader, TextReader::Open(request.models_dir));
  SITREP_ASSIGN_OR_RETURN(const std::vector<std::string> files, ListGoldFiles(request.gold, ".conllu"));
  Report report{.task = sentences ? "sentences" : "tokens"};
  cli::Progress progress = NewProgress("documents");
  for (const std::string& file : files) {
    SITREP_ASSIGN_OR_RETURN(const std::vector<ConlluDocument> documents, ReadConllu(file));
    ClassCounts counts(documents.size());
    for (size_t d = 0; d < documents.size(); ++d) {
      const RawText gold = MakeRawText(documents[d]);
      tagger::Document document = tagger::MakeDocument(gold.text, {}, BodyParagraphs(gold.text));
      SITREP_RETURN_IF_ERROR(reader.Run(document, {"tokens", "sentences"}));
      counts.At(kAllClasses, d) += Compare(gold, ReadBack(document), unit);
      progress.Update(d + 1, documents.size());
    }
    const TableOf of{NameOf(file), sentences ? "sentences, from raw text" : "words, from raw text",
                     sentences ? "sentences" : "words", "documents"};
    report.tables.push_back(F1Table(of, counts, request.bootstrap));
  }
  return report;
}

absl::StatusOr<Report> RunSentences(const TaskRequest& request) { return Run(request, Unit::kSentences); }
absl::StatusOr<Report> RunTokens(const TaskRequest& request) { return Run(request, Unit::kTokens); }

}  // namespace

Task SentencesTask() {
  static const auto* const help = new std::string(std::string(kRawText) + std::string(kSentencesHelp));
  return {"sentences", "sentence boundaries in raw text", *help, kTakesNothing, RunSentences};
}

Task TokensTask() {
  static const auto* const help = new std::string(std::string(kRawText) + std::string(kTokensHelp));
  return {"tokens", "words in raw text", *help, kTakesNothing, RunTokens};
}

}  // namespace sitrep::eval
