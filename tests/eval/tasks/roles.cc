// The task roles.
#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "tests/eval/gold/bio.h"
#include "tests/eval/gold/files.h"
#include "tests/eval/reading/text_reader.h"
#include "tests/eval/scoring/span_matching.h"
#include "tests/eval/tasks/all.h"
#include "tests/eval/tasks/main_event.h"

namespace sitrep::eval {
namespace {

constexpr std::string_view kHelp = R"(
Definition: actors of the main event (see events) are sources (S), its recipients targets (T), who is both is
both (R). Exact: the same span and role; overlap: a shared character and the same role, each span paired
once. Gold tokens are joined by blanks. --last 0.2 reads the last fifth of the sentences alone, which is how
the project's figures are made. Intervals over sentences.

Gold: BIO (*.bio: TOKEN, tab, TAG) with the labels S, T and R.)";

struct Role {
  Span span;
  std::string label;
};

std::vector<Role> RolesOf(const tagger::Event* event) {
  std::vector<Role> roles;
  if (event == nullptr) return roles;
  std::set<Span> recipients;
  std::set<Span> actors;
  for (const tagger::Participant& p : event->actors) actors.insert({p.span.begin, p.span.end});
  for (const tagger::Participant& p : event->recipients) recipients.insert({p.span.begin, p.span.end});
  for (const Span& span : actors) roles.push_back({span, recipients.contains(span) ? "R" : "S"});
  for (const Span& span : recipients) {
    if (!actors.contains(span)) roles.push_back({span, "T"});
  }
  return roles;
}

void Compare(const std::vector<Role>& gold, const std::vector<Role>& found, SpanMatch match, size_t unit,
             ClassCounts& counts) {
  for (const char* label : {"S", "T", "R"}) {
    const auto spans = [label](const std::vector<Role>& roles) {
      std::vector<Span> spans;
      for (const Role& role : roles) {
        if (role.label == label) spans.push_back(role.span);
      }
      return spans;
    };
    const std::vector<Span> gold_spans = spans(gold);
    const std::vector<Span> found_spans = spans(found);
    counts.At(label, unit) += {static_cast<double>(MatchSpans(gold_spans, found_spans, match).size()),
                               static_cast<double>(found_spans.size()), static_cast<double>(gold_spans.size())};
  }
}

absl::StatusOr<Report> Run(const TaskRequest& request) {
  SITREP_ASSIGN_OR_RETURN(const TextReader reader, TextReader::Open(request.models_dir));
  Report report{.task = "roles"};
  for (const std::string& file : request.gold) {
    SITREP_ASSIGN_OR_RETURN(std::vector<BioSentence> sentences, ReadBio(file));
    KeepLast(request.last_share, sentences);
    ClassCounts exact(sentences.size());
    ClassCounts overlap(sentences.size());
    for (size_t s = 0; s < sentences.size(); ++s) {
      std::string text;
      std::vector<Span> words;
      for (const std::string& word : sentences[s].words) {
        if (!text.empty()) text += ' ';
        const auto begin = static_cast<uint32_t>(text.size());
        text += word;
        words.push_back({begin, static_cast<uint32_t>(text.size())});
      }
      std::vector<Role> gold;
      for (const LabelledSpan& span : sentences[s].spans) {
        if (span.label != "S" && span.label != "T" && span.label != "R") {
          return absl::InvalidArgumentError(absl::StrCat(file, ": label must be S, T or R: ", span.label));
        }
        gold.push_back({{words[span.first].begin, words[span.end - 1].end}, span.label});
      }
      tagger::Document document = MakeDocument(text, {}, Segments::kBody);
      SITREP_RETURN_IF_ERROR(reader.Read(document));
      const std::vector<Role> found = RolesOf(MainEvent(document));
      Compare(gold, found, SpanMatch::kExact, s, exact);
      Compare(gold, found, SpanMatch::kOverlap, s, overlap);
    }
    const std::string set = NameOf(file) + (request.last_share < 1 ? absl::StrCat(", last ", request.last_share) : "");
    report.tables.push_back(F1Table({set, "exact", "roles", "sentences"}, exact, request.bootstrap));
    report.tables.push_back(F1Table({set, "overlap", "roles", "sentences"}, overlap, request.bootstrap));
  }
  return report;
}

}  // namespace

Task RolesTask() { return {"roles", "who does it and to whom", kHelp, kTakesLastShare, Run}; }

}  // namespace sitrep::eval
