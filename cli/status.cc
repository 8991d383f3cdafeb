#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "cli/commands.h"
#include "common/base/status_macros.h"
#include "common/base/string_views.h"
#include "common/client/unary_call.h"

namespace sitrep::cli {
namespace {

std::string Uptime(const google::protobuf::Timestamp& start) {
  return absl::FormatDuration(absl::Trunc(absl::Now() - absl::FromUnixSeconds(start.seconds()), absl::Seconds(1)));
}

std::string NotAnswering(Printer& printer, const absl::Status& status) {
  return printer.In(Style::kRed, absl::StrCat("does not answer: ", OneLine(ToStd(status.message()), 80)));
}

absl::Status Status(Context& context) {
  Printer& printer = context.printer;
  const absl::Duration timeout = std::min(context.connection.timeout(), absl::Seconds(5));
  const auto ingest = client::CallUnary(context.connection.ingest_admin(), &ingest::v1::AdminService::Stub::GetStatus,
                                        ingest::v1::GetStatusRequest(), timeout);
  const auto tagger = client::CallUnary(context.connection.tagger_admin(), &tagger::v1::AdminService::Stub::GetStatus,
                                        tagger::v1::GetStatusRequest(), timeout);
  const auto query = client::CallUnary(context.connection.query_admin(), &query::v1::AdminService::Stub::GetStatus,
                                       query::v1::GetStatusRequest(), timeout);
  if (printer.json()) {
    if (ingest.ok()) printer.Json(*ingest);
    if (tagger.ok()) printer.Json(*tagger);
    if (query.ok()) printer.Json(*query);
  } else {
    const Addresses& addresses = context.connection.addresses();
    std::vector<std::vector<std::string>> rows;
    const auto name = [&](std::string_view service) { return printer.In(Style::kBold, service); };
    const std::string up = printer.In(Style::kGreen, "serving");
    if (ingest.ok()) {
      rows.push_back({name("ingest"), addresses.ingest, up, ingest->version(), "up " + Uptime(ingest->start_time()),
                      absl::StrCat(Thousands(ingest->articles()), " articles, ", Thousands(ingest->revisions()),
                                   " revisions, ", Thousands(ingest->retracted()), " retracted, ",
                                   ingest->partitions_size(), " partitions, ", Bytes(ingest->shard_bytes()))});
    } else {
      rows.push_back({name("ingest"), addresses.ingest, NotAnswering(printer, ingest.status())});
    }
    if (tagger.ok()) {
      const uint64_t asked = tagger->memo_hits() + tagger->memo_misses();
      rows.push_back({name("tagger"), addresses.tagger, up, tagger->version(), "up " + Uptime(tagger->start_time()),
                      absl::StrCat(Thousands(tagger->texts_tagged()), " texts, ", Thousands(tagger->tokens_tagged()),
                                   " tokens, memo ", asked == 0 ? 0 : tagger->memo_hits() * 100 / asked, " % hits, ",
                                   Bytes(tagger->shard_bytes()), ", pipeline ", tagger->pipeline_version())});
    } else {
      rows.push_back({name("tagger"), addresses.tagger, NotAnswering(printer, tagger.status())});
    }
    if (query.ok()) {
      rows.push_back({name("query"), addresses.query, up, query->version(), "up " + Uptime(query->start_time()),
                      absl::StrCat(Thousands(query->articles()), " articles, ", Thousands(query->events()), " events, ",
                                   Thousands(query->quotes()), " quotes, ", Thousands(query->subscriptions()),
                                   " subscriptions, ", Bytes(query->shard_bytes()))});
      rows.push_back(
          {"", "", "", "", "",
           absl::StrCat("lag ", Thousands(query->lag_articles()), " articles",
                        absl::StrFormat(", %.1f s", query->lag_seconds()),
                        query->tagging_failed() > 0
                            ? printer.In(Style::kRed, absl::StrCat(", ", query->tagging_failed(), " not annotated"))
                            : "")});
      if (!query->trouble().empty()) rows.push_back({"", "", printer.In(Style::kRed, query->trouble())});
    } else {
      rows.push_back({name("query"), addresses.query, NotAnswering(printer, query.status())});
    }
    printer.Table(rows);
  }
  for (const absl::Status& status : {ingest.status(), tagger.status(), query.status()}) {
    if (!status.ok()) return absl::UnavailableError("not every service answers");
  }
  return absl::OkStatus();
}

}  // namespace

void AddStatus(CLI::App& app, Command& chosen) {
  CLI::App* command = app.add_subcommand("status", "the three services: health, versions, counts, lag");
  command->callback([&chosen] { chosen = Status; });
}

}  // namespace sitrep::cli
