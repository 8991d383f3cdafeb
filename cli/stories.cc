#include <memory>

#include "absl/strings/str_cat.h"
#include "cli/article_options.h"
#include "cli/commands.h"
#include "cli/incident_printer.h"
#include "cli/paging.h"

namespace sitrep::cli {
namespace {

constexpr int kListedArticles = 5;

struct StoriesOptions {
  std::shared_ptr<ArticleOptions> articles;
  int min_articles = 1;
  int limit = 20;
};

void ShowStory(Printer& printer, const query::v1::Story& story, int max_articles) {
  printer.Line(printer.In(Style::kBold, story.headline().empty() ? "(no headline)" : OneLine(story.headline(), 120)));
  std::string days = story.first_day().empty() ? "undated" : story.first_day();
  if (story.last_day() != story.first_day()) absl::StrAppend(&days, " to ", story.last_day());
  printer.Line(absl::StrCat("  ", days, "  ", story.article_count(),
                            story.article_count() == 1 ? " article, " : " articles, ", story.independent_sources(),
                            story.independent_sources() == 1 ? " source  " : " sources  ",
                            printer.In(Style::kCyan, absl::StrCat("[", story.story_id(), "]"))));
  std::string who;
  for (const type::v1::EntitySummary& entity : story.entities()) {
    if (who.size() > 100) break;
    absl::StrAppend(&who, who.empty() ? "" : ", ", entity.name());
  }
  if (!who.empty()) printer.Paragraph(printer.In(Style::kDim, who), 2);
  int shown = 0;
  for (const query::v1::StoryArticle& article : story.articles()) {
    if (shown++ == max_articles) {
      printer.Line(printer.In(Style::kDim, absl::StrCat("    and ", story.article_count() - max_articles, " more")));
      break;
    }
    printer.Line(
        absl::StrCat("    ", printer.In(Style::kCyan, CitationOf(article.article())),
                     article.near_duplicate_of().empty()
                         ? ""
                         : printer.In(Style::kDim, absl::StrCat("  copy of [", article.near_duplicate_of(), "]"))));
  }
}

absl::Status Stories(const StoriesOptions& options, Context& context) {
  query::v1::ListStoriesRequest request;
  *request.mutable_filter() = options.articles->ToFilter();
  request.set_min_articles(options.min_articles);
  int shown = 0;
  SITREP_RETURN_IF_ERROR(ForEachPage(context, context.connection.query(), &query::v1::QueryService::Stub::ListStories,
                                     request, options.limit, 200, [&](const query::v1::ListStoriesResponse& response) {
                                       shown += response.stories_size();
                                       if (context.printer.json()) return response.stories_size();
                                       for (const query::v1::Story& story : response.stories()) {
                                         ShowStory(context.printer, story, kListedArticles);
                                       }
                                       return response.stories_size();
                                     }));
  if (shown == 0 && !context.printer.json()) context.printer.Line("no stories match");
  return absl::OkStatus();
}

absl::Status Story(const std::string& id, Context& context) {
  query::v1::GetStoryRequest request;
  request.set_story_id(id);
  SITREP_ASSIGN_OR_RETURN(const query::v1::Story story,
                          client::CallUnary(context.connection.query(), &query::v1::QueryService::Stub::GetStory,
                                            request, context.connection.timeout()));
  if (context.printer.json()) {
    context.printer.Json(story);
    return absl::OkStatus();
  }
  ShowStory(context.printer, story, story.articles_size());
  if (!story.incidents().empty()) context.printer.Line(context.printer.In(Style::kBlue, "── what happened ──"));
  for (const query::v1::Incident& incident : story.incidents()) {
    PrintIncident(context.printer, incident, IncidentDate::kShown, 3);
  }
  return absl::OkStatus();
}

}  // namespace

void AddStories(CLI::App& app, Command& chosen) {
  CLI::App* command = app.add_subcommand("stories", "articles about the same happening, grouped, newest first");
  command->footer(R"(
Examples:
  sitrep stories --min-articles 2
  sitrep stories Mariupol --from 2022-03-04 --to 2022-03-08)");
  const auto options = std::make_shared<StoriesOptions>();
  options->articles = AddArticleOptions(*command, false);
  command->add_option("--min-articles", options->min_articles, "only stories of at least so many articles")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command->add_option("--limit", options->limit, "stories to show")->check(CLI::PositiveNumber)->capture_default_str();
  command->callback(
      [options, &chosen] { chosen = [options](Context& context) { return Stories(*options, context); }; });
}

void AddStory(CLI::App& app, Command& chosen) {
  CLI::App* command = app.add_subcommand("story", "one story: its articles and what happened in it");
  const auto id = std::make_shared<std::string>();
  command->add_option("ID", *id, "as 'sitrep stories' shows it in brackets")->required();
  command->callback([id, &chosen] { chosen = [id](Context& context) { return Story(*id, context); }; });
}

}  // namespace sitrep::cli
