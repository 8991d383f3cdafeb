#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "cli/article_options.h"
#include "cli/commands.h"
#include "cli/paging.h"

namespace sitrep::cli {
namespace {

constexpr char kHelp[] = R"(
Query language: words must all occur; OR between alternatives; -word or NOT excludes; "a phrase" in order; ( ) groups;
field:value with title:, source:, entity:, place:, type:, topic:, id:, published:2022-03-01..2022-03-05, mentioned:2022-03-08.

Examples:
  sitrep search ceasefire corridor --from 2022-03-03
  sitrep search '"humanitarian corridor" (Sumy OR Mariupol) -oil' --sort newest
  sitrep search --place Kharkiv --event shelling --facet source)";

struct SearchOptions {
  std::shared_ptr<ArticleOptions> articles;
  std::string sort = "relevance";
  int limit = 10;
  std::vector<std::string> facets;
};

// The passage with its matches marked.
std::string Highlight(const Printer& printer, const query::v1::Passage& passage) {
  std::string out;
  const uint32_t begin = passage.span().begin_byte();
  size_t at = 0;
  for (const type::v1::Span& match : passage.matches()) {
    const size_t first = match.begin_byte() - begin;
    const size_t last = match.end_byte() - begin;
    if (first < at || last > passage.text().size()) continue;
    absl::StrAppend(&out, passage.text().substr(at, first - at),
                    printer.In(Style::kBold, passage.text().substr(first, last - first)));
    at = last;
  }
  return absl::StrCat(out, passage.text().substr(at));
}

void PrintFacets(Printer& printer, const google::protobuf::RepeatedPtrField<query::v1::Facet>& facets) {
  for (const query::v1::Facet& facet : facets) {
    std::vector<std::vector<std::string>> rows;
    for (const query::v1::FacetValue& value : facet.values()) {
      rows.push_back({value.label(), Thousands(value.articles())});
    }
    printer.Line(printer.In(Style::kBold, facet.field()));
    printer.Table(rows, 2);
  }
}

void ShowHit(Printer& printer, const query::v1::ArticleHit& hit) {
  const query::v1::ArticleReference& article = hit.article();
  const std::string headline = article.headline().empty() ? "(no headline)" : OneLine(article.headline(), 110);
  printer.Line(
      absl::StrCat(printer.In(Style::kBold, headline), hit.state() == query::v1::Document::TAGGING_FAILED
                                                           ? printer.In(Style::kRed, "  not annotated: tagging failed")
                                                           : ""));
  printer.Line(absl::StrCat("  ", printer.In(Style::kCyan, CitationOf(article)),
                            hit.score() > 0 ? printer.In(Style::kDim, absl::StrFormat("  %.2f", hit.score())) : ""));
  for (const query::v1::Passage& passage : hit.highlights()) printer.Paragraph(Highlight(printer, passage), 4);
}

absl::Status Search(const SearchOptions& options, Context& context) {
  Printer& printer = context.printer;
  query::v1::SearchArticlesRequest request;
  *request.mutable_filter() = options.articles->ToFilter();
  using Request = query::v1::SearchArticlesRequest;
  request.set_order(options.sort == "newest"   ? Request::NEWEST
                    : options.sort == "oldest" ? Request::OLDEST
                                               : Request::RELEVANCE);
  for (const std::string& facet : options.facets) request.add_facets(facet);
  bool first = true;
  return ForEachPage(
      context, context.connection.query(), &query::v1::QueryService::Stub::SearchArticles, request, options.limit, 100,
      [&](const query::v1::SearchArticlesResponse& response) {
        if (printer.json()) return response.hits_size();
        if (first) {
          printer.Line(printer.In(Style::kDim, absl::StrCat(Thousands(response.total()),
                                                            response.total() == 1 ? " article" : " articles")));
          PrintFacets(printer, response.facets());
        }
        first = false;
        for (const query::v1::ArticleHit& hit : response.hits()) ShowHit(printer, hit);
        for (const query::v1::MissingPart& missing : response.missing()) {
          printer.Line(printer.In(Style::kRed, absl::StrCat("incomplete: ", missing.why())));
        }
        return response.hits_size();
      });
}

struct CountOptions {
  std::shared_ptr<ArticleOptions> articles;
  std::string by;
  std::vector<std::string> facets;
};

absl::Status Count(const CountOptions& options, Context& context) {
  Printer& printer = context.printer;
  query::v1::CountArticlesRequest request;
  *request.mutable_filter() = options.articles->ToFilter();
  using Request = query::v1::CountArticlesRequest;
  if (options.by == "day") request.set_bucket(Request::DAY);
  if (options.by == "week") request.set_bucket(Request::WEEK);
  if (options.by == "month") request.set_bucket(Request::MONTH);
  if (options.by == "year") request.set_bucket(Request::YEAR);
  for (const std::string& facet : options.facets) request.add_facets(facet);
  SITREP_ASSIGN_OR_RETURN(const query::v1::CountArticlesResponse response,
                          client::CallUnary(context.connection.query(), &query::v1::QueryService::Stub::CountArticles,
                                            request, context.connection.timeout()));
  if (printer.json()) {
    printer.Json(response);
    return absl::OkStatus();
  }
  printer.Line(absl::StrCat(printer.In(Style::kBold, Thousands(response.total())), " articles"));
  uint64_t most = 1;
  for (const query::v1::TimeBucket& bucket : response.series()) most = std::max<uint64_t>(most, bucket.articles());
  std::vector<std::vector<std::string>> rows;
  for (const query::v1::TimeBucket& bucket : response.series()) {
    std::string bar;
    for (uint64_t i = 0; i < (bucket.articles() * 40 + most - 1) / most; ++i) bar += "▇";
    rows.push_back({bucket.day(), Thousands(bucket.articles()), printer.In(Style::kCyan, bar)});
  }
  if (response.undated() > 0 && request.bucket() != Request::BUCKET_UNSPECIFIED) {
    rows.push_back({"undated", Thousands(response.undated()), ""});
  }
  printer.Table(rows, 2);
  PrintFacets(printer, response.facets());
  return absl::OkStatus();
}

}  // namespace

void AddSearch(CLI::App& app, Command& chosen) {
  CLI::App* command =
      app.add_subcommand("search", "articles by words, fields and filters, with the passages that match");
  command->footer(kHelp);
  const auto options = std::make_shared<SearchOptions>();
  options->articles = AddArticleOptions(*command, false);
  command->add_option("--sort", options->sort, "relevance, newest or oldest")
      ->check(CLI::IsMember({"relevance", "newest", "oldest"}))
      ->capture_default_str();
  command->add_option("--facet", options->facets, "also count by source, entity, place, event_type, topic, day, month");
  command->add_option("--limit", options->limit, "articles to show")->check(CLI::PositiveNumber)->capture_default_str();
  command->callback([options, &chosen] { chosen = [options](Context& context) { return Search(*options, context); }; });
}

void AddCount(CLI::App& app, Command& chosen) {
  CLI::App* command = app.add_subcommand("count", "how many articles, over time and by facet");
  command->footer(R"(
Examples:
  sitrep count ceasefire --by day
  sitrep count --place Mariupol --facet source --facet event_type)");
  const auto options = std::make_shared<CountOptions>();
  options->articles = AddArticleOptions(*command, false);
  command->add_option("--by", options->by, "day, week, month or year of publication")
      ->check(CLI::IsMember({"day", "week", "month", "year"}));
  command->add_option("--facet", options->facets, "also count by source, entity, place, event_type, topic, day, month");
  command->callback([options, &chosen] { chosen = [options](Context& context) { return Count(*options, context); }; });
}

}  // namespace sitrep::cli
