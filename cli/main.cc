#include <iostream>
#include <string>

#include "CLI/App.hpp"
#include "CLI/Config.hpp"
#include "CLI/Formatter.hpp"
#include "cli/commands.h"
#include "cli/connection.h"
#include "cli/printer.h"
#include "common/base/error.h"
#include "common/base/string_views.h"
#include "common/base/version.h"

namespace sitrep::cli {
namespace {

// Exit codes, as the help says them.
constexpr int kFailed = 1;
constexpr int kUsage = 2;
constexpr int kUnavailable = 3;

constexpr char kFooter[] = R"(
Examples:
  sitrep load articles/                          store files, folders, JSONL, feeds; wait until they can be found
  sitrep timeline --from 2022-02-28 --to 2022-03-10
  sitrep quotes --speaker Zelensky               any spelling finds him
  sitrep search 'ceasefire "Moscow time"'
  sitrep story $(sitrep stories --json --limit 1 | jq -r '.stories[0].story_id')

Exit codes: 0 done, 1 refused or failed, 2 wrong usage, 3 a service does not answer.)";

// What to do about it, where that is known.
std::string HintFor(const absl::Status& status, const Addresses& addresses) {
  if (absl::IsUnavailable(status)) {
    return "is the cluster up? start it with scripts/up, or name other addresses with --ingest, --tagger, --query "
           "(now " +
           addresses.ingest + ", " + addresses.tagger + ", " + addresses.query + ")";
  }
  const std::string reason = ReadErrorDetail(status).reason;
  if (reason == "QUERY_SYNTAX") return "see 'sitrep search --help' for the query language";
  if (reason == "PAGE_TOKEN_INVALID") return "a page token belongs to the very query that returned it";
  if (reason == "ARTICLE_NOT_FOUND") return "'sitrep search' lists ids in brackets";
  if (reason == "STORY_NOT_FOUND") return "'sitrep stories' lists ids in brackets";
  if (reason == "ENTITY_NOT_FOUND") return "'sitrep entities' lists who and what the articles mention";
  if (reason == "NOT_FRESH_YET") return "the views lag behind; 'sitrep status' says by how much and why";
  return "";
}

int Fail(const absl::Status& status, const Addresses& addresses) {
  std::cerr << "sitrep: " << ToStd(status.message()) << '\n';
  if (const std::string hint = HintFor(status, addresses); !hint.empty()) std::cerr << "  hint: " << hint << '\n';
  return absl::IsUnavailable(status) ? kUnavailable : kFailed;
}

int Run(int argc, char** argv) {
  CLI::App app("Situation reports from the news: who did what to whom, where and when, who said so.", "sitrep");
  app.footer(kFooter);
  app.set_version_flag("--version", std::string(kVersion));
  app.require_subcommand(1);
  app.fallthrough();
  app.get_formatter()->column_width(34);
  Addresses addresses;
  app.add_option("--ingest", addresses.ingest, "address of the ingest service, of any of its pods")
      ->capture_default_str();
  app.add_option("--tagger", addresses.tagger, "address of the tagger service")->capture_default_str();
  app.add_option("--query", addresses.query, "address of the query service")->capture_default_str();
  double timeout_s = 30;
  app.add_option("--timeout", timeout_s, "seconds to wait for an answer")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  bool json = false;
  app.add_flag("--json", json, "print each response message as one line of proto JSON");
  std::string colour = "auto";
  app.add_option("--colour,--color", colour, "auto, always or never")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->capture_default_str();

  Command chosen;
  AddLoad(app, chosen);
  AddSearch(app, chosen);
  AddCount(app, chosen);
  AddTimeline(app, chosen);
  AddEvents(app, chosen);
  AddQuotes(app, chosen);
  AddStories(app, chosen);
  AddStory(app, chosen);
  AddEntities(app, chosen);
  AddEntity(app, chosen);
  AddArticle(app, chosen);
  AddTag(app, chosen);
  AddWatch(app, chosen);
  AddSubscribe(app, chosen);
  AddRetract(app, chosen);
  AddStatus(app, chosen);
  AddAdmin(app, chosen);
  AddCompletion(app, chosen);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int code = app.exit(error);
    return code == 0 ? 0 : kUsage;
  }
  Connection connection(addresses, absl::Seconds(timeout_s));
  const Printer::Colour colours = colour == "always"  ? Printer::Colour::kAlways
                                  : colour == "never" ? Printer::Colour::kNever
                                                      : Printer::Colour::kAuto;
  Printer printer(std::cout, colours, json);
  Context context{connection, printer};
  const absl::Status status = chosen(context);
  std::cout.flush();
  return status.ok() ? 0 : Fail(status, addresses);
}

}  // namespace
}  // namespace sitrep::cli

int main(int argc, char** argv) { return sitrep::cli::Run(argc, argv); }
