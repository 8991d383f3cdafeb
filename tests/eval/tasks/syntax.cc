// The tasks pos and parse: what the trained reader says of sentences whose words are given.
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "tests/eval/gold/conllu.h"
#include "tests/eval/gold/files.h"
#include "tests/eval/reading/word_reader.h"
#include "tests/eval/tasks/all.h"

namespace sitrep::eval {
namespace {

constexpr std::string_view kPosHelp = R"(
Definition: the CoNLL 2018 shared task's, on gold words: the share of words with the gold UPOS tag, and with
the gold lemma (case counts); then F1 of each tag. Punctuation counts. Intervals over documents.
Needs the trained reader (models/reader).

Gold: CoNLL-U (*.conllu).)";

constexpr std::string_view kParseHelp = R"(
Definition: the CoNLL 2018 shared task's, on gold words with predicted tags. UAS: the share of words with the
gold head; LAS: with the gold head and label, subtypes dropped ("nsubj" for "nsubj:pass"). Punctuation
counts. Intervals over documents. Needs the trained reader (models/reader).

Gold: CoNLL-U (*.conllu).)";

// Calls `compare` with document, gold and reading of every sentence.
template <typename Compare>
absl::Status ForEachSentence(const WordReader& reader, const std::vector<ConlluDocument>& documents, Compare compare) {
  cli::Progress progress = NewProgress("documents");
  for (size_t d = 0; d < documents.size(); ++d) {
    std::vector<std::vector<std::string>> forms;
    for (const ConlluSentence& sentence : documents[d].sentences) {
      std::vector<std::string>& words = forms.emplace_back();
      for (const ConlluWord& word : sentence.words) words.push_back(word.form);
    }
    SITREP_ASSIGN_OR_RETURN(const std::vector<ReadSentence> read, reader.Read(forms));
    for (size_t s = 0; s < forms.size(); ++s) {
      if (s >= read.size() || read[s].words.size() != forms[s].size()) {
        return absl::InternalError("the reader answered other words than it was given");
      }
      compare(d, documents[d].sentences[s], read[s]);
    }
    progress.Update(d + 1, documents.size());
  }
  return absl::OkStatus();
}

uint64_t Words(const std::vector<Share>& shares) {
  Share sum;
  for (const Share& share : shares) sum += share;
  return static_cast<uint64_t>(sum.possible);
}

absl::StatusOr<Report> RunPos(const TaskRequest& request) {
  SITREP_ASSIGN_OR_RETURN(const std::unique_ptr<const WordReader> reader, OpenWordReader(request.models_dir));
  SITREP_ASSIGN_OR_RETURN(const std::vector<std::string> files, ListGoldFiles(request.gold, ".conllu"));
  Report report{.task = "pos"};
  for (const std::string& file : files) {
    SITREP_ASSIGN_OR_RETURN(const std::vector<ConlluDocument> documents, ReadConllu(file));
    std::vector<Share> tags(documents.size());
    std::vector<Share> lemmas(documents.size());
    ClassCounts counts(documents.size());
    SITREP_RETURN_IF_ERROR(
        ForEachSentence(*reader, documents, [&](size_t document, const ConlluSentence& gold, const ReadSentence& read) {
          for (size_t w = 0; w < gold.words.size(); ++w) {
            const bool right = gold.words[w].upos == read.words[w].upos;
            tags[document] += {right ? 1.0 : 0.0, 1};
            lemmas[document] += {gold.words[w].lemma == read.words[w].lemma ? 1.0 : 0.0, 1};
            counts.At(gold.words[w].upos, document) += {right ? 1.0 : 0.0, 0, 1};
            counts.At(read.words[w].upos, document) += {0, 1, 0};
          }
        }));
    Table table =
        MakeTable({NameOf(file), "gold words", "words", "documents"}, {"UPOS accuracy", "lemma accuracy"}, tags.size());
    table.rows.push_back(
        {kAllClasses, {EstimateShare(tags, request.bootstrap), EstimateShare(lemmas, request.bootstrap)}, Words(tags)});
    report.tables.push_back(std::move(table));
    Table classes = F1Table({NameOf(file), "UPOS tags of gold words", "words", "documents"}, counts, request.bootstrap);
    classes.rows.erase(classes.rows.begin());
    report.tables.push_back(std::move(classes));
  }
  return report;
}

absl::StatusOr<Report> RunParse(const TaskRequest& request) {
  SITREP_ASSIGN_OR_RETURN(const std::unique_ptr<const WordReader> reader, OpenWordReader(request.models_dir));
  SITREP_ASSIGN_OR_RETURN(const std::vector<std::string> files, ListGoldFiles(request.gold, ".conllu"));
  Report report{.task = "parse"};
  for (const std::string& file : files) {
    SITREP_ASSIGN_OR_RETURN(const std::vector<ConlluDocument> documents, ReadConllu(file));
    std::vector<Share> heads(documents.size());
    std::vector<Share> labelled(documents.size());
    ClassCounts counts(documents.size());
    SITREP_RETURN_IF_ERROR(
        ForEachSentence(*reader, documents, [&](size_t document, const ConlluSentence& gold, const ReadSentence& read) {
          for (size_t w = 0; w < gold.words.size(); ++w) {
            const std::string label = WithoutSubtype(read.words[w].deprel);
            const bool head = gold.words[w].head == read.words[w].head;
            const bool both = head && gold.words[w].deprel == label;
            heads[document] += {head ? 1.0 : 0.0, 1};
            labelled[document] += {both ? 1.0 : 0.0, 1};
            counts.At(gold.words[w].deprel, document) += {both ? 1.0 : 0.0, 0, 1};
            counts.At(label, document) += {0, 1, 0};
          }
        }));
    Table table = MakeTable({NameOf(file), "gold words", "words", "documents"}, {"UAS", "LAS"}, heads.size());
    table.rows.push_back({kAllClasses,
                          {EstimateShare(heads, request.bootstrap), EstimateShare(labelled, request.bootstrap)},
                          Words(heads)});
    report.tables.push_back(std::move(table));
    Table classes =
        F1Table({NameOf(file), "labelled attachment of gold words", "words", "documents"}, counts, request.bootstrap);
    classes.rows.erase(classes.rows.begin());
    report.tables.push_back(std::move(classes));
  }
  return report;
}

}  // namespace

Task PosTask() { return {"pos", "parts of speech and lemmas of given words", kPosHelp, kTakesNothing, RunPos}; }
Task ParseTask() { return {"parse", "dependencies between given words", kParseHelp, kTakesNothing, RunParse}; }

}  // namespace sitrep::eval
