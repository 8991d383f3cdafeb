#include <memory>

#include "absl/strings/str_cat.h"
#include "cli/commands.h"
#include "cli/paging.h"

namespace sitrep::cli {
namespace {

struct QuoteOptions {
  std::string speaker;
  std::string about;
  std::string from;
  std::string to;
  std::vector<std::string> sources;
  std::vector<std::string> kinds;
  int limit = 50;
};

std::string KindOf(type::v1::Quote::Kind kind) {
  if (kind == type::v1::Quote::INDIRECT) return "indirect";
  return kind == type::v1::Quote::MIXED ? "mixed" : "direct";
}

void ShowQuote(Printer& printer, const query::v1::QuoteHit& hit) {
  const std::string& name = hit.speaker().name().empty() ? hit.quote().speaker_name() : hit.speaker().name();
  printer.Line(absl::StrCat(printer.In(Style::kBold, name.empty() ? "somebody" : name), "  ",
                            printer.In(Style::kDim, KindOf(hit.quote().kind())),
                            hit.quote().unclosed() ? printer.In(Style::kYellow, "  never closed in the source") : ""));
  const bool direct = hit.quote().kind() == type::v1::Quote::DIRECT;
  printer.Paragraph(absl::StrCat(direct ? "“" : "", OneLine(hit.content_text(), 2'000), direct ? "”" : ""), 2);
  printer.Line(absl::StrCat("    ", printer.In(Style::kCyan, CitationOf(hit.article()))));
  for (const query::v1::ArticleReference& also : hit.also_in()) {
    printer.Line(absl::StrCat("    ", printer.In(Style::kDim, absl::StrCat("also in ", CitationOf(also)))));
  }
}

absl::Status Quotes(const QuoteOptions& options, Context& context) {
  query::v1::ListQuotesRequest request;
  request.set_speaker(options.speaker);
  request.set_about(options.about);
  request.set_from(options.from);
  request.set_to(options.to);
  for (const std::string& source : options.sources) request.add_sources(source);
  for (const std::string& kind : options.kinds) {
    request.add_kinds(kind == "direct"     ? type::v1::Quote::DIRECT
                      : kind == "indirect" ? type::v1::Quote::INDIRECT
                                           : type::v1::Quote::MIXED);
  }
  bool first = true;
  return ForEachPage(
      context, context.connection.query(), &query::v1::QueryService::Stub::ListQuotes, request, options.limit, 500,
      [&](const query::v1::ListQuotesResponse& response) {
        if (context.printer.json()) return response.quotes_size();
        if (first) {
          context.printer.Line(context.printer.In(
              Style::kDim, absl::StrCat(Thousands(response.total()), response.total() == 1 ? " quote" : " quotes")));
        }
        first = false;
        for (const query::v1::QuoteHit& hit : response.quotes()) ShowQuote(context.printer, hit);
        return response.quotes_size();
      });
}

}  // namespace

void AddQuotes(CLI::App& app, Command& chosen) {
  CLI::App* command = app.add_subcommand("quotes", "who said what, newest first");
  command->footer(R"(
Examples:
  sitrep quotes --speaker Zelensky               finds Zelenskyy, too
  sitrep quotes --speaker Lavrov --about talks --kind direct)");
  const auto options = std::make_shared<QuoteOptions>();
  command->add_option("--speaker", options->speaker, "who says it, by any spelling");
  command->add_option("--about", options->about, "an entity it mentions, or words in it");
  command->add_option("--from", options->from, "published on or after this ISO day");
  command->add_option("--to", options->to, "published on or before this ISO day");
  command->add_option("--source", options->sources, "from this source; may be repeated");
  command->add_option("--kind", options->kinds, "direct, indirect, mixed; all unless told")
      ->check(CLI::IsMember({"direct", "indirect", "mixed"}));
  command->add_option("--limit", options->limit, "quotes to show")->check(CLI::PositiveNumber)->capture_default_str();
  command->callback([options, &chosen] { chosen = [options](Context& context) { return Quotes(*options, context); }; });
}

}  // namespace sitrep::cli
