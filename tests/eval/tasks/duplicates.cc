// The task dedup.
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "tests/eval/gold/classified_articles.h"
#include "tests/eval/gold/files.h"
#include "tests/eval/reading/article_views.h"
#include "tests/eval/tasks/all.h"

namespace sitrep::eval {
namespace {

constexpr std::string_view kHelp = R"(
Definition: F1 over pairs of articles. Gold are articles whose texts are equal byte for byte; what else is found
may be a true near-duplicate, so precision is a lower bound. The articles go through ingest's intake into the
corroboration view of a temporary shard, and each is asked for its near-duplicates. Titles are not given.
Intervals over articles, each with half of its pairs.

Gold: JSON lines (*.jsonl): id, text, and category or topics, which are not read.)";

constexpr int kMostDuplicates = 1000;

absl::StatusOr<Report> Run(const TaskRequest& request) {
  Report report{.task = "dedup"};
  for (const std::string& file : request.gold) {
    SITREP_ASSIGN_OR_RETURN(const std::vector<ClassifiedArticle> articles, ReadClassifiedArticles(file));
    SITREP_ASSIGN_OR_RETURN(const std::unique_ptr<ArticleViews> views, ArticleViews::Open());
    std::map<std::string, std::vector<size_t>> by_text;
    std::map<std::string, size_t> by_id;
    cli::Progress progress = NewProgress("articles");
    for (size_t a = 0; a < articles.size(); ++a) {
      if (!by_id.emplace(articles[a].id, a).second) {
        return absl::InvalidArgumentError(absl::StrCat(file, ": two articles with one id: ", articles[a].id));
      }
      by_text[articles[a].text].push_back(a);
      SITREP_RETURN_IF_ERROR(views->Add({.id = articles[a].id, .text = articles[a].text}, nullptr));
      progress.Update(a + 1, articles.size());
    }
    SITREP_RETURN_IF_ERROR(views->Commit());
    // Each pair is seen from both of its articles.
    constexpr double kHalf = 0.5;
    std::vector<Counts> counts(articles.size());
    for (size_t a = 0; a < articles.size(); ++a) {
      SITREP_ASSIGN_OR_RETURN(const std::vector<query::v1::ArticleReference> found,
                              views->corroboration().NearDuplicates(ArticleId{articles[a].id}, kMostDuplicates));
      counts[a].gold = kHalf * static_cast<double>(by_text[articles[a].text].size() - 1);
      for (const query::v1::ArticleReference& other : found) {
        counts[a].predicted += kHalf;
        if (articles[by_id[other.article_id()]].text == articles[a].text) counts[a].correct += kHalf;
      }
    }
    Table table =
        MakeTable({NameOf(file), "equal texts", "pairs", "articles"}, {"precision", "recall", "F1"}, articles.size());
    table.rows.push_back(F1Row(kAllClasses, counts, request.bootstrap));
    report.tables.push_back(std::move(table));
  }
  return report;
}

}  // namespace

Task DedupTask() { return {"dedup", "which articles repeat another's text", kHelp, kTakesNothing, Run}; }

}  // namespace sitrep::eval
