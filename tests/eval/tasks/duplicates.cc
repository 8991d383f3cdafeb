// The task dedup.
#include <algorithm>
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
#include "tests/eval/scoring/shingles.h"
#include "tests/eval/tasks/all.h"

namespace sitrep::eval {
namespace {

constexpr std::string_view kHelp = R"(
Definition: F1 over pairs of articles, with two golds: "equal texts", articles whose texts are the same byte for
byte (what else is found may be a true near-duplicate, so precision is a lower bound), and "similar texts",
those of whose sequences of four words at least half are shared (Jaccard, computed exactly). The articles go
through ingest's intake into the corroboration view of a temporary shard, and each is asked for its
near-duplicates. Titles are not given. Intervals over articles, each with half of its pairs.

Gold: JSON lines (*.jsonl): id, text, and category or topics, which are not read.)";

constexpr double kSimilar = 0.5;
constexpr int kMostDuplicates = 1000;

using Pairs = std::set<std::pair<size_t, size_t>>;

Pairs EqualPairs(const std::vector<std::string>& texts) {
  std::map<std::string, std::vector<size_t>> by_text;
  Pairs pairs;
  for (size_t a = 0; a < texts.size(); ++a) {
    std::vector<size_t>& same = by_text[texts[a]];
    for (const size_t other : same) pairs.emplace(other, a);
    same.push_back(a);
  }
  return pairs;
}

absl::StatusOr<Pairs> FoundPairs(const ArticleViews& views, const std::map<std::string, size_t>& by_id) {
  Pairs pairs;
  for (const auto& [id, a] : by_id) {
    SITREP_ASSIGN_OR_RETURN(const std::vector<query::v1::ArticleReference> found,
                            views.corroboration().NearDuplicates(ArticleId{id}, kMostDuplicates));
    for (const query::v1::ArticleReference& other : found) {
      const size_t b = by_id.at(other.article_id());
      pairs.emplace(std::min(a, b), std::max(a, b));
    }
  }
  return pairs;
}

std::vector<Counts> Compare(const Pairs& gold, const Pairs& found, size_t articles) {
  std::vector<Counts> counts(articles);
  // Half of a pair belongs to either article.
  const auto add = [&counts](const std::pair<size_t, size_t>& pair, const Counts& half) {
    counts[pair.first] += half;
    counts[pair.second] += half;
  };
  for (const auto& pair : gold) add(pair, {found.contains(pair) ? 0.5 : 0, 0, 0.5});
  for (const auto& pair : found) add(pair, {0, 0.5, 0});
  return counts;
}

absl::StatusOr<Report> Run(const TaskRequest& request) {
  Report report{.task = "dedup"};
  for (const std::string& file : request.gold) {
    SITREP_ASSIGN_OR_RETURN(const std::vector<ClassifiedArticle> articles, ReadClassifiedArticles(file));
    SITREP_ASSIGN_OR_RETURN(const std::unique_ptr<ArticleViews> views, ArticleViews::Open());
    std::map<std::string, size_t> by_id;
    std::vector<std::string> texts;
    cli::Progress progress = NewProgress("articles");
    for (size_t a = 0; a < articles.size(); ++a) {
      if (!by_id.emplace(articles[a].id, a).second) {
        return absl::InvalidArgumentError(absl::StrCat(file, ": two articles with one id: ", articles[a].id));
      }
      texts.push_back(articles[a].text);
      SITREP_RETURN_IF_ERROR(views->Add({.id = articles[a].id, .text = articles[a].text}, nullptr));
      progress.Update(a + 1, articles.size());
    }
    SITREP_RETURN_IF_ERROR(views->Commit());
    SITREP_ASSIGN_OR_RETURN(const Pairs found, FoundPairs(*views, by_id));
    for (const auto& [aspect, gold] : {std::pair<std::string, Pairs>("equal texts", EqualPairs(texts)),
                                       {"similar texts", SimilarPairs(texts, kSimilar)}}) {
      Table table = MakeTable({NameOf(file), aspect, "pairs", "articles"}, {"precision", "recall", "F1"}, texts.size());
      table.rows.push_back(F1Row(kAllClasses, Compare(gold, found, texts.size()), request.bootstrap));
      report.tables.push_back(std::move(table));
    }
  }
  return report;
}

}  // namespace

Task DedupTask() { return {"dedup", "which articles repeat another's text", kHelp, kTakesNothing, Run}; }

}  // namespace sitrep::eval
