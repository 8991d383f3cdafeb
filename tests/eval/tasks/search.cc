// The task search.
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/text/words.h"
#include "services/query/document_view/article_search.h"
#include "services/query/document_view/local_partition.h"
#include "services/query/query_language/ast.h"
#include "services/query/query_language/term_key.h"
#include "tests/eval/gold/files.h"
#include "tests/eval/gold/judged_queries.h"
#include "tests/eval/reading/article_views.h"
#include "tests/eval/scoring/ranking_measures.h"
#include "tests/eval/tasks/all.h"

namespace sitrep::eval {
namespace {

constexpr std::string_view kHelp = R"(
Definition: nDCG at 10, mean average precision over the first 1,000, precision at 10; every relevant document
is worth the same. The documents go through ingest's intake into the document view of a temporary shard and
are found and ranked by it. "any word": the words of the query joined by OR, in order of relevance; "all
words": as a query of these words is understood, all must stand in a document. Queries without a relevant
document are left out. Intervals over queries.

Gold, in this order: documents (*.jsonl: docno, date, text), queries (*.tsv: number, tab, words), and one or
more files of judgments in TREC's form (query 0 document relevance).)";

constexpr size_t kDepth = 10;
constexpr size_t kMostHits = 1000;

std::vector<std::string> WordKeysOf(const std::string& words) {
  std::vector<std::string> keys;
  text::ForEachWord(
      words, [&keys](const text::Word& word) { keys.push_back(query::WordKey(query::TermKind::kWord, word.term)); });
  return keys;
}

query::Query AnyWord(const std::string& words) { return query::AnyTerm(WordKeysOf(words)); }

query::Query AllWords(const std::string& words) {
  query::Query query{query::EverythingNode{}};
  for (const std::string& key : WordKeysOf(words)) query = query::Both(query, query::Query{query::TermNode{key}});
  return query;
}

absl::StatusOr<std::vector<std::string>> Search(const ArticleViews& views, query::Query query) {
  const query::SearchSpec spec{.query = std::move(query), .page_size = kMostHits, .passages = 0};
  SITREP_ASSIGN_OR_RETURN(const query::v1::SearchArticlesResponse response,
                          query::SearchArticles(query::OpenPartitions(views.documents().Pin()), spec));
  std::vector<std::string> ids;
  for (const query::v1::ArticleHit& hit : response.hits()) ids.push_back(hit.article().article_id());
  return ids;
}

absl::StatusOr<Table> Score(const ArticleViews& views, const std::vector<JudgedQuery>& queries, const TableOf& of,
                            const std::function<query::Query(const std::string&)>& make, const Bootstrap& bootstrap) {
  std::vector<Share> gain(queries.size());
  std::vector<Share> average(queries.size());
  std::vector<Share> precision(queries.size());
  for (size_t q = 0; q < queries.size(); ++q) {
    SITREP_ASSIGN_OR_RETURN(const std::vector<std::string> ranked, Search(views, make(queries[q].text)));
    gain[q] = {NormalisedGain(ranked, queries[q].relevant, kDepth), 1};
    average[q] = {AveragePrecision(ranked, queries[q].relevant), 1};
    precision[q] = {PrecisionAt(ranked, queries[q].relevant, kDepth), 1};
  }
  Table table = MakeTable(of, {"nDCG@10", "MAP", "P@10"}, queries.size());
  table.rows.push_back(
      {kAllClasses,
       {EstimateShare(gain, bootstrap), EstimateShare(average, bootstrap), EstimateShare(precision, bootstrap)},
       queries.size()});
  return table;
}

absl::StatusOr<Report> Run(const TaskRequest& request) {
  if (request.gold.size() < 3) {
    return absl::InvalidArgumentError("search needs documents, queries and judgments, in this order");
  }
  SITREP_ASSIGN_OR_RETURN(const std::vector<SearchableDocument> documents, ReadSearchableDocuments(request.gold[0]));
  SITREP_ASSIGN_OR_RETURN(const std::unique_ptr<ArticleViews> views, ArticleViews::Open());
  cli::Progress progress = NewProgress("documents");
  for (size_t d = 0; d < documents.size(); ++d) {
    SITREP_RETURN_IF_ERROR(
        views->Add({.id = documents[d].id, .text = documents[d].text, .publication_time = documents[d].date}, nullptr));
    progress.Update(d + 1, documents.size());
  }
  SITREP_RETURN_IF_ERROR(views->Commit());
  progress.Clear();
  Report report{.task = "search"};
  for (size_t j = 2; j < request.gold.size(); ++j) {
    SITREP_ASSIGN_OR_RETURN(const std::vector<JudgedQuery> queries,
                            ReadJudgedQueries(request.gold[1], request.gold[j]));
    const std::string set = NameOf(request.gold[j]);
    SITREP_ASSIGN_OR_RETURN(
        Table any, Score(*views, queries, {set, "any word", "queries", "queries"}, AnyWord, request.bootstrap));
    SITREP_ASSIGN_OR_RETURN(
        Table all, Score(*views, queries, {set, "all words", "queries", "queries"}, AllWords, request.bootstrap));
    report.tables.push_back(std::move(any));
    report.tables.push_back(std::move(all));
  }
  return report;
}

}  // namespace

Task SearchTask() { return {"search", "what a search finds, and in which order", kHelp, kTakesNothing, Run}; }

}  // namespace sitrep::eval
