#include <memory>

#include "absl/strings/str_cat.h"
#include "cli/article_options.h"
#include "cli/commands.h"
#include "cli/incident_printer.h"
#include "cli/paging.h"

namespace sitrep::cli {
namespace {

struct TimelineOptions {
  std::shared_ptr<EventOptions> events;
  int days = 366;
  int per_day = 20;
  int reports = 3;
};

void ShowProcess(Printer& printer, const query::v1::Process& process) {
  printer.Line(absl::StrCat("  ", printer.In(Style::kBold, process.title())));
  std::vector<std::vector<std::string>> rows;
  for (const query::v1::ProcessStep& step : process.steps()) {
    rows.push_back({step.has_interval() ? IntervalOf(step.interval()) : "undated",
                    step.ordinal() > 0 ? absl::StrCat("#", step.ordinal()) : "",
                    printer.In(StyleOf(step.realis()), RealisOf(step.realis())), step.title()});
  }
  printer.Table(rows, 6);
}

absl::Status Timeline(const TimelineOptions& options, Context& context) {
  Printer& printer = context.printer;
  query::v1::GetTimelineRequest request;
  *request.mutable_filter() = options.events->ToFilter();
  request.set_incidents_per_day(options.per_day);
  std::vector<query::v1::Process> processes;
  int days = 0;
  SITREP_RETURN_IF_ERROR(ForEachPage(
      context, context.connection.query(), &query::v1::QueryService::Stub::GetTimeline, request, options.days, 366,
      [&](const query::v1::GetTimelineResponse& response) {
        days += response.days_size();
        if (printer.json()) return response.days_size();
        for (const query::v1::TimelineDay& day : response.days()) {
          printer.Line(printer.In(Style::kBlue, absl::StrCat("── ", day.day(), " ──")));
          for (const query::v1::Incident& incident : day.incidents()) {
            PrintIncident(printer, incident, IncidentDate::kLeftOut, options.reports);
          }
          if (day.total_incidents() > static_cast<uint32_t>(day.incidents_size())) {
            printer.Line(printer.In(Style::kDim, absl::StrCat("  and ", day.total_incidents() - day.incidents_size(),
                                                              " more (--per-day)")));
          }
        }
        processes.insert(processes.end(), response.processes().begin(), response.processes().end());
        return response.days_size();
      }));
  if (printer.json()) return absl::OkStatus();
  if (days == 0) printer.Line("no events match");
  if (!processes.empty()) printer.Line(printer.In(Style::kBlue, "── processes ──"));
  for (const query::v1::Process& process : processes) ShowProcess(printer, process);
  return absl::OkStatus();
}

struct ListOptions {
  std::shared_ptr<EventOptions> events;
  int limit = 50;
  int reports = 5;
};

absl::Status Events(const ListOptions& options, Context& context) {
  query::v1::ListEventsRequest request;
  *request.mutable_filter() = options.events->ToFilter();
  int shown = 0;
  SITREP_RETURN_IF_ERROR(ForEachPage(context, context.connection.query(), &query::v1::QueryService::Stub::ListEvents,
                                     request, options.limit, 500, [&](const query::v1::ListEventsResponse& response) {
                                       shown += response.incidents_size();
                                       if (context.printer.json()) return response.incidents_size();
                                       for (const query::v1::Incident& incident : response.incidents()) {
                                         PrintIncident(context.printer, incident, IncidentDate::kShown,
                                                       options.reports);
                                       }
                                       return response.incidents_size();
                                     }));
  if (shown == 0 && !context.printer.json()) context.printer.Line("no events match");
  return absl::OkStatus();
}

}  // namespace

void AddTimeline(CLI::App& app, Command& chosen) {
  CLI::App* command = app.add_subcommand("timeline", "what happened day by day, each with its sources");
  command->footer(R"(
Every line is an incident that one or more articles report, with how sure it is: asserted, planned, claimed, denied. Below it
stand the reports with the sentences that prove it; at the end the processes, such as rounds of talks, that it is part of.

Examples:
  sitrep timeline --from 2022-02-28 --to 2022-03-10
  sitrep timeline --type talks --entity Ukraine
  sitrep timeline --near Mariupol --within 50 --realis asserted claimed)");
  const auto options = std::make_shared<TimelineOptions>();
  options->events = AddEventOptions(*command);
  command->add_option("--days", options->days, "days to show")->check(CLI::PositiveNumber)->capture_default_str();
  command->add_option("--per-day", options->per_day, "incidents a day")
      ->check(CLI::Range(1, 500))
      ->capture_default_str();
  command->add_option("--reports", options->reports, "reports an incident")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  command->callback(
      [options, &chosen] { chosen = [options](Context& context) { return Timeline(*options, context); }; });
}

void AddEvents(CLI::App& app, Command& chosen) {
  CLI::App* command = app.add_subcommand("events", "incidents in order of time, with every report");
  command->footer(R"(
Examples:
  sitrep events --type capture --place Kherson
  sitrep events --type ASSAULT --near Mariupol --within 50 --min-sources 2)");
  const auto options = std::make_shared<ListOptions>();
  options->events = AddEventOptions(*command);
  command->add_option("--limit", options->limit, "incidents to show")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command->add_option("--reports", options->reports, "reports an incident")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  command->callback([options, &chosen] { chosen = [options](Context& context) { return Events(*options, context); }; });
}

}  // namespace sitrep::cli
