#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "cli/article_options.h"
#include "cli/commands.h"
#include "cli/paging.h"

namespace sitrep::cli {
namespace {

struct EntitiesOptions {
  std::shared_ptr<ArticleOptions> articles;
  std::vector<std::string> kinds;
  std::string name;
  int limit = 50;
};

absl::Status Entities(const EntitiesOptions& options, Context& context) {
  query::v1::ListEntitiesRequest request;
  *request.mutable_filter() = options.articles->ToFilter();
  for (const std::string& kind : options.kinds) request.add_kinds(kind);
  request.set_name(options.name);
  std::vector<std::vector<std::string>> rows;
  SITREP_RETURN_IF_ERROR(
      ForEachPage(context, context.connection.query(), &query::v1::QueryService::Stub::ListEntities, request,
                  options.limit, 1000, [&](const query::v1::ListEntitiesResponse& response) {
                    for (const query::v1::EntityCount& count : response.entities()) {
                      const type::v1::EntitySummary& entity = count.entity();
                      rows.push_back({Thousands(count.articles()), context.printer.In(Style::kBold, entity.name()),
                                      entity.kind(), entity.country_code(),
                                      context.printer.In(Style::kCyan, absl::StrCat("[", entity.entity_id(), "]"))});
                    }
                    return response.entities_size();
                  }));
  if (context.printer.json()) return absl::OkStatus();
  if (rows.empty()) context.printer.Line("nobody and nothing matches");
  context.printer.Table(rows);
  return absl::OkStatus();
}

absl::Status Entity(const std::string& name, Context& context) {
  Printer& printer = context.printer;
  query::v1::GetEntityRequest request;
  request.set_entity(name);
  SITREP_ASSIGN_OR_RETURN(const query::v1::EntityProfile profile,
                          client::CallUnary(context.connection.query(), &query::v1::QueryService::Stub::GetEntity,
                                            request, context.connection.timeout()));
  if (printer.json()) {
    printer.Json(profile);
    return absl::OkStatus();
  }
  const type::v1::EntitySummary& entity = profile.entity();
  printer.Line(absl::StrCat(printer.In(Style::kBold, entity.name()), "  ", entity.kind(), "  ", entity.country_code(),
                            "  ", printer.In(Style::kCyan, absl::StrCat("[", entity.entity_id(), "]"))));
  if (entity.has_location()) {
    printer.Line(absl::StrFormat("  %.4f, %.4f  %s", entity.location().latitude(), entity.location().longitude(),
                                 entity.location().admin1_name()));
  }
  printer.Line(
      absl::StrCat("  ", Thousands(profile.articles()), " articles, ", Thousands(profile.quotes()), " quotes"));
  for (const query::v1::EntityRole& role : profile.roles()) {
    const std::string& of = role.of_name().empty() ? role.of_entity_id() : role.of_name();
    printer.Line(absl::StrCat("  ", role.office(), " of ", of, "  ", role.from_day().empty() ? "…" : role.from_day(),
                              " – ", role.to_day()));
  }
  std::string names;
  for (const query::v1::NameCount& seen : profile.names()) {
    absl::StrAppend(&names, names.empty() ? "" : ", ", seen.name(), " (", seen.articles(), ")");
  }
  if (!names.empty()) printer.Paragraph(absl::StrCat(printer.In(Style::kDim, "written as: "), names), 2);
  std::string related;
  for (const query::v1::EntityCount& other : profile.related()) {
    absl::StrAppend(&related, related.empty() ? "" : ", ", other.entity().name(), " (", other.articles(), ")");
  }
  if (!related.empty()) printer.Paragraph(absl::StrCat(printer.In(Style::kDim, "together with: "), related), 2);
  std::vector<std::vector<std::string>> days;
  for (const query::v1::TimeBucket& day : profile.days()) days.push_back({day.day(), Thousands(day.articles())});
  printer.Table(days, 4);
  for (const query::v1::ArticleReference& article : profile.newest()) {
    printer.Line(
        absl::StrCat("  ", printer.In(Style::kCyan, CitationOf(article)), "  ", OneLine(article.headline(), 90)));
  }
  return absl::OkStatus();
}

}  // namespace

void AddEntities(CLI::App& app, Command& chosen) {
  CLI::App* command =
      app.add_subcommand("entities", "people, organisations, places and groups by how many articles mention them");
  const auto options = std::make_shared<EntitiesOptions>();
  options->articles = AddArticleOptions(*command, false);
  command->add_option("--kind", options->kinds, "PERSON, ORGANISATION, PLACE, GROUP")
      ->check(CLI::IsMember({"PERSON", "ORGANISATION", "PLACE", "GROUP"}, CLI::ignore_case));
  command->add_option("--name", options->name, "only names with these words");
  command->add_option("--limit", options->limit, "entities to show")->check(CLI::PositiveNumber)->capture_default_str();
  command->callback(
      [options, &chosen] { chosen = [options](Context& context) { return Entities(*options, context); }; });
}

void AddEntity(CLI::App& app, Command& chosen) {
  CLI::App* command = app.add_subcommand("entity", "the profile of a person, organisation, place or group");
  const auto name = std::make_shared<std::string>();
  command->add_option("NAME", *name, "by any spelling, or an id")->required();
  command->callback([name, &chosen] { chosen = [name](Context& context) { return Entity(*name, context); }; });
}

}  // namespace sitrep::cli
