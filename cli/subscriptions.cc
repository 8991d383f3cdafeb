#include <grpcpp/client_context.h>
#include <unistd.h>

#include <csignal>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "cli/article_options.h"
#include "cli/commands.h"
#include "common/base/status_macros.h"
#include "common/client/unary_call.h"
#include "common/rpc/status.h"

namespace sitrep::cli {
namespace {

using Stub = query::v1::SubscriptionService::Stub;

volatile std::sig_atomic_t g_interrupted = 0;

// Ctrl-C ends the stream between two responses (there is a heartbeat every second), so that a temporary subscription
// can be deleted.
void OnInterrupt(int) { g_interrupted = 1; }

void ShowMatch(Printer& printer, const query::v1::Match& match) {
  const bool withdrawn = match.kind() == query::v1::Match::WITHDRAWN;
  const Style style = withdrawn                                   ? Style::kRed
                      : match.kind() == query::v1::Match::UPDATED ? Style::kYellow
                                                                  : Style::kGreen;
  printer.Line(absl::StrCat(printer.In(style, query::v1::Match::Kind_Name(match.kind())), "  ",
                            printer.In(Style::kBold, OneLine(match.article().headline(), 100)), "  ",
                            printer.In(Style::kCyan, CitationOf(match.article()))));
  for (const query::v1::Passage& passage : match.highlights()) printer.Paragraph(passage.text(), 4);
}

absl::Status Follow(const std::string& id, std::string cursor, int limit, Context& context) {
  std::signal(SIGINT, OnInterrupt);
  int shown = 0;
  while (g_interrupted == 0) {
    grpc::ClientContext call;
    query::v1::SubscribeRequest request;
    request.set_subscription_id(id);
    request.set_cursor(cursor);
    const auto stream = context.connection.subscriptions().Subscribe(&call, request);
    query::v1::SubscribeResponse response;
    while (g_interrupted == 0 && stream->Read(&response)) {
      cursor = response.cursor();
      for (const query::v1::Match& match : response.matches()) {
        if (context.printer.json()) {
          context.printer.Json(match);
        } else {
          ShowMatch(context.printer, match);
        }
        if (limit > 0 && ++shown == limit) g_interrupted = 1;
      }
    }
    if (g_interrupted != 0) {
      call.TryCancel();
      stream->Finish();
      return absl::OkStatus();
    }
    const absl::Status ended = rpc::FromGrpc(stream->Finish());
    if (!absl::IsUnavailable(ended)) return ended;
    // The pod went away: go on where it stopped.
    absl::SleepFor(absl::Seconds(1));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> Create(const std::string& id, const ArticleOptions& articles, Context& context) {
  query::v1::CreateSubscriptionRequest request;
  request.mutable_subscription()->set_subscription_id(id);
  *request.mutable_subscription()->mutable_filter() = articles.ToFilter();
  SITREP_ASSIGN_OR_RETURN(const query::v1::Subscription created,
                          client::CallUnary(context.connection.subscriptions(), &Stub::CreateSubscription, request,
                                            context.connection.timeout()));
  // In force here before it is asked for.
  query::v1::CountArticlesRequest seen;
  seen.mutable_freshness()->set_min_freshness(created.write_token());
  SITREP_RETURN_IF_ERROR(client::CallUnary(context.connection.query(), &query::v1::QueryService::Stub::CountArticles,
                                           seen, context.connection.timeout())
                             .status());
  return created.subscription_id();
}

absl::Status Delete(const std::string& id, Context& context) {
  query::v1::DeleteSubscriptionRequest request;
  request.set_subscription_id(id);
  return client::CallUnary(context.connection.subscriptions(), &Stub::DeleteSubscription, request,
                           context.connection.timeout())
      .status();
}

absl::Status Watch(const ArticleOptions& articles, int limit, Context& context) {
  const std::string id = absl::StrCat("watch-", getpid(), "-", absl::ToUnixMicros(absl::Now()));
  SITREP_ASSIGN_OR_RETURN(const std::string created, Create(id, articles, context));
  absl::Status followed = Follow(created, "", limit, context);
  followed.Update(Delete(created, context));
  return followed;
}

absl::Status List(Context& context) {
  query::v1::ListSubscriptionsRequest request;
  std::vector<std::vector<std::string>> rows;
  do {
    SITREP_ASSIGN_OR_RETURN(const query::v1::ListSubscriptionsResponse response,
                            client::CallUnary(context.connection.subscriptions(), &Stub::ListSubscriptions, request,
                                              context.connection.timeout()));
    if (context.printer.json()) context.printer.Json(response);
    for (const query::v1::Subscription& subscription : response.subscriptions()) {
      rows.push_back({context.printer.In(Style::kBold, subscription.subscription_id()),
                      OneLine(subscription.filter().ShortDebugString(), 100)});
    }
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
  if (context.printer.json()) return absl::OkStatus();
  if (rows.empty()) context.printer.Line("no subscriptions");
  context.printer.Table(rows);
  return absl::OkStatus();
}

struct SubscribeOptions {
  std::shared_ptr<ArticleOptions> articles;
  std::string id;
  std::string cursor;
  std::string remove;
  bool list = false;
  bool create_only = false;
  int limit = 0;
};

absl::Status Subscribe(const SubscribeOptions& options, Context& context) {
  if (options.list) return List(context);
  if (!options.remove.empty()) return Delete(options.remove, context);
  std::string id = options.id;
  const query::v1::ArticleFilter filter = options.articles->ToFilter();
  if (filter.ByteSizeLong() > 0) {
    SITREP_ASSIGN_OR_RETURN(id, Create(options.id, *options.articles, context));
  } else if (id.empty()) {
    return absl::InvalidArgumentError("give a QUERY or filters to create a subscription, or --id to follow one");
  }
  if (!options.create_only) return Follow(id, options.cursor, options.limit, context);
  context.printer.Line(id);
  return absl::OkStatus();
}

}  // namespace

void AddWatch(CLI::App& app, Command& chosen) {
  CLI::App* command = app.add_subcommand("watch", "follow a query and print matches as they come, until Ctrl-C");
  command->footer(R"(
Examples:
  sitrep watch ceasefire
  sitrep watch --event capture --place Ukraine --json)");
  const auto limit = std::make_shared<int>(0);
  const auto articles = AddArticleOptions(*command, false);
  command->add_option("--limit", *limit, "end after so many matches; 0: never")->check(CLI::NonNegativeNumber);
  command->callback([articles, limit, &chosen] {
    chosen = [articles, limit](Context& context) { return Watch(*articles, *limit, context); };
  });
}

void AddSubscribe(CLI::App& app, Command& chosen) {
  CLI::App* command =
      app.add_subcommand("subscribe", "store a query and follow its matches; they wait while nobody listens");
  command->footer(R"(
Examples:
  sitrep subscribe --id ceasefires ceasefire     create it, or go on following it
  sitrep subscribe --id ceasefires               follow it from its beginning
  sitrep subscribe --list
  sitrep subscribe --delete ceasefires)");
  const auto options = std::make_shared<SubscribeOptions>();
  options->articles = AddArticleOptions(*command, false);
  command->add_option("--id", options->id, "name of the subscription: letters, digits, '.', '_', '-'");
  command->add_option("--cursor", options->cursor, "go on behind this response (SubscribeResponse.cursor)");
  command->add_flag("--list", options->list, "print the subscriptions there are");
  command->add_option("--delete", options->remove, "delete this one");
  command->add_flag("--create-only", options->create_only, "print its id and return");
  command->add_option("--limit", options->limit, "end after so many matches; 0: never")->check(CLI::NonNegativeNumber);
  command->callback(
      [options, &chosen] { chosen = [options](Context& context) { return Subscribe(*options, context); }; });
}

}  // namespace sitrep::cli
