// The task topics.
#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "tests/eval/gold/classified_articles.h"
#include "tests/eval/gold/files.h"
#include "tests/eval/reading/text_reader.h"
#include "tests/eval/tasks/all.h"
#include "tests/eval/tasks/topic_schemes.h"

namespace sitrep::eval {
namespace {

constexpr std::string_view kHelp = R"(
Definition: micro and macro F1 over the gold topics that ours are mapped to; a gold topic counts as found when
any of ours that stand for it is. Gold topics without a counterpart are left out, and said. Topics are those
of PLOVER and IPTC, not those of the set: the mapping is
  BBC             business: business, economic; tech: technology, cyber; politics: executive, legislative,
                  election, political_institutions, diplomatic, rights_freedoms, pro_democracy, migration,
                  asylum; entertainment; sport
  InSight Crime   drugs: illegal_drugs; corruption; environment: environment, natural_resource; contraband:
                  trafficking (the release does not name its columns)
  Reuters-21578   business: earn, acq; natural_resource: crude, nat-gas, gold; economic: money-fx, interest,
                  trade, gnp, cpi, jobs, bop
Intervals over articles.

Gold: JSON lines (*.jsonl: text, title, category or topics), or columns (*.tsv: text, seven of 0 or 1).)";

// Gold topics that the same of ours stand for are one class: "earn" and "acq" are business.
std::string ClassOf(const TopicScheme::GoldTopic& topic) {
  return topic.ours.size() == 1 ? std::string(topic.ours[0]) : std::string(topic.topic);
}

absl::StatusOr<Report> Run(const TaskRequest& request) {
  SITREP_ASSIGN_OR_RETURN(const TextReader reader, TextReader::Open(request.models_dir));
  Report report{.task = "topics"};
  for (const std::string& file : request.gold) {
    SITREP_ASSIGN_OR_RETURN(const std::vector<ClassifiedArticle> articles, ReadClassifiedArticles(file));
    std::set<std::string> topics;
    for (const ClassifiedArticle& article : articles) topics.insert(article.topics.begin(), article.topics.end());
    const absl::StatusOr<const TopicScheme*> scheme = TopicSchemeOf(topics);
    if (!scheme.ok()) return absl::InvalidArgumentError(absl::StrCat(file, ": ", scheme.status().message()));
    ClassCounts counts(articles.size());
    cli::Progress progress = NewProgress("articles");
    for (size_t a = 0; a < articles.size(); ++a) {
      tagger::Document document =
          tagger::MakeDocument(articles[a].text, {}, BodyParagraphs(articles[a].text), articles[a].title);
      SITREP_RETURN_IF_ERROR(reader.Run(document, {"tokens", "sentences", "topics"}));
      std::set<std::string> gold;
      std::set<std::string> found;
      for (const TopicScheme::GoldTopic& topic : (*scheme)->topics) {
        if (articles[a].topics.contains(std::string(topic.topic))) gold.insert(ClassOf(topic));
        for (const tagger::Topic& ours : document.topics) {
          if (std::ranges::find(topic.ours, ours.topic) != topic.ours.end()) found.insert(ClassOf(topic));
        }
      }
      for (const std::string& topic : gold) counts.At(topic, a) += {found.contains(topic) ? 1.0 : 0.0, 0, 1};
      for (const std::string& topic : found) counts.At(topic, a) += {0, 1, 0};
      progress.Update(a + 1, articles.size());
    }
    const std::string set = NameOf(file);
    Table macro = MakeTable({set, "mapped topics, macro", "articles", "articles"}, {"macro F1"}, articles.size());
    macro.rows.push_back({kAllClasses, {EstimateMacroF1(counts, counts.Labels(), request.bootstrap)}, articles.size()});
    report.tables.push_back(F1Table({set, "mapped topics, micro", "topics", "articles"}, counts, request.bootstrap));
    report.tables.push_back(std::move(macro));
    size_t unmapped = 0;
    for (const std::string& topic : topics) {
      const auto is_mapped = [&topic](const TopicScheme::GoldTopic& gold) { return gold.topic == topic; };
      if (std::ranges::none_of((*scheme)->topics, is_mapped)) ++unmapped;
    }
    if (unmapped > 0) {
      report.remarks.push_back(
          absl::StrCat(set, ": ", unmapped, " of ", topics.size(), " gold topics have no counterpart, left out"));
    }
  }
  return report;
}

}  // namespace

Task TopicsTask() { return {"topics", "what articles are about", kHelp, kTakesNothing, Run}; }

}  // namespace sitrep::eval
