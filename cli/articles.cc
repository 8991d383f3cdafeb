#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/annotation_printer.h"
#include "cli/commands.h"
#include "common/base/status_macros.h"
#include "common/client/unary_call.h"

namespace sitrep::cli {
namespace {

absl::Status Article(const std::string& id, bool annotations, Context& context) {
  Printer& printer = context.printer;
  query::v1::GetDocumentRequest request;
  request.set_article_id(id);
  request.set_view(annotations ? query::v1::GetDocumentRequest::FULL : query::v1::GetDocumentRequest::BASIC);
  SITREP_ASSIGN_OR_RETURN(const query::v1::Document document,
                          client::CallUnary(context.connection.query(), &query::v1::QueryService::Stub::GetDocument,
                                            request, context.connection.timeout()));
  if (printer.json()) {
    printer.Json(document);
    return absl::OkStatus();
  }
  printer.Line(printer.In(Style::kBold, document.headline().empty() ? document.article_id() : document.headline()));
  printer.Line(absl::StrCat("  ", printer.In(Style::kCyan, document.article_id()), "  revision ", document.revision(),
                            "  ", document.source(), "  ", DateOf(document.publication_time()), "  ",
                            absl::StrJoin(document.authors(), ", "), "  ", document.uri()));
  if (document.state() == query::v1::Document::TAGGING_FAILED) {
    printer.Line(printer.In(Style::kRed, absl::StrCat("  not annotated: ", document.failure())));
  }
  for (const query::v1::ArticleReference& other : document.near_duplicates()) {
    printer.Line(absl::StrCat("  nearly the same: ", printer.In(Style::kCyan, CitationOf(other))));
  }
  printer.Line();
  printer.Line(document.text());
  printer.Line();
  PrintSegments(printer, document.text(), document.segments());
  if (annotations) PrintAnnotations(printer, document.text(), document.annotations());
  return absl::OkStatus();
}

absl::StatusOr<std::string> ReadInput(const std::string& path) {
  if (path == "-") {
    return std::string((std::istreambuf_iterator<char>(std::cin)), std::istreambuf_iterator<char>());
  }
  std::ifstream in(path, std::ios::binary);
  if (!in.is_open()) return absl::NotFoundError(absl::StrCat("no such file: ", path));
  return std::string((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
}

absl::Status Tag(const std::string& path, const std::string& date, Context& context) {
  SITREP_ASSIGN_OR_RETURN(const std::string text, ReadInput(path));
  tagger::v1::TagTextRequest request;
  request.mutable_input()->set_text(text);
  request.set_date(date);
  SITREP_ASSIGN_OR_RETURN(const tagger::v1::TagTextResponse response,
                          client::CallUnary(context.connection.tagger(), &tagger::v1::TaggerService::Stub::TagText,
                                            request, context.connection.timeout()));
  if (context.printer.json()) {
    context.printer.Json(response);
    return absl::OkStatus();
  }
  PrintSegments(context.printer, text, response.segments());
  PrintAnnotations(context.printer, text, response.annotations());
  context.printer.Line(context.printer.In(
      Style::kDim, absl::StrCat("pipeline ", response.pipeline_version(), ", knowledge ", response.knowledge_version(),
                                response.remembered() ? ", remembered" : "")));
  return absl::OkStatus();
}

absl::Status Retract(const std::string& id, const std::string& reason, Context& context) {
  ingest::v1::RetractArticleRequest request;
  request.set_article_id(id);
  request.set_reason(reason);
  SITREP_ASSIGN_OR_RETURN(const ingest::v1::RetractArticleResponse response,
                          context.connection.log().RetractArticle(request, context.connection.timeout()));
  // So that the next command does not find it any more.
  query::v1::CountArticlesRequest seen;
  seen.mutable_freshness()->set_min_freshness(response.write_token());
  SITREP_RETURN_IF_ERROR(client::CallUnary(context.connection.query(), &query::v1::QueryService::Stub::CountArticles,
                                           seen, context.connection.timeout())
                             .status());
  if (context.printer.json()) {
    context.printer.Json(response);
  } else {
    context.printer.Line(response.newly_retracted() ? "retracted" : "had been retracted before");
  }
  return absl::OkStatus();
}

}  // namespace

void AddArticle(CLI::App& app, Command& chosen) {
  CLI::App* command = app.add_subcommand("article", "one article with its segments and, if asked, its annotations");
  struct Options {
    std::string id;
    bool annotations = false;
  };
  const auto options = std::make_shared<Options>();
  command->add_option("ID", options->id, "as other commands show it in brackets")->required();
  command->add_flag("--annotations", options->annotations, "also names, times, quotes, events, amounts, topics, tone");
  command->callback([options, &chosen] {
    chosen = [options](Context& context) { return Article(options->id, options->annotations, context); };
  });
}

void AddTag(CLI::App& app, Command& chosen) {
  CLI::App* command = app.add_subcommand("tag", "annotate one text; nothing is stored");
  command->footer(R"(
Examples:
  sitrep tag --date 2022-03-04 story.txt
  echo 'Both sides met on Thursday in Brest.' | sitrep tag --date 2022-03-04 -)");
  struct Options {
    std::string path = "-";
    std::string date;
  };
  const auto options = std::make_shared<Options>();
  command->add_option("FILE", options->path, "a text file; - is standard input")->capture_default_str();
  command->add_option("--date", options->date, "when it was published, ISO 8601: what 'Thursday' is counted from");
  command->callback([options, &chosen] {
    chosen = [options](Context& context) { return Tag(options->path, options->date, context); };
  });
}

void AddRetract(CLI::App& app, Command& chosen) {
  CLI::App* command =
      app.add_subcommand("retract", "take an article down: out of every answer, its text erased, for good");
  struct Options {
    std::string id;
    std::string reason;
  };
  const auto options = std::make_shared<Options>();
  command->add_option("ID", options->id, "the article")->required();
  command->add_option("--reason", options->reason, "for the record");
  command->callback([options, &chosen] {
    chosen = [options](Context& context) { return Retract(options->id, options->reason, context); };
  });
}

}  // namespace sitrep::cli
