#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
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

struct IngestPod {
  std::string address;
  absl::StatusOr<ingest::v1::GetStatusResponse> status;
};

// Every ingest pod; only the one that was named when it does not say who the others are.
std::vector<IngestPod> AskIngest(Context& context, absl::Duration timeout) {
  client::IngestClient& log = context.connection.log();
  const absl::StatusOr<client::IngestLayout> layout = log.Layout(timeout);
  std::vector<std::string> addresses = {context.connection.addresses().ingest};
  if (layout.ok()) addresses = layout->pods;
  std::vector<IngestPod> pods;
  for (const std::string& address : addresses) {
    pods.push_back({address, client::CallUnary(log.AdminOf(address), &ingest::v1::AdminService::Stub::GetStatus,
                                               ingest::v1::GetStatusRequest(), timeout)});
  }
  return pods;
}

// The other query pods, and what answers lack without those that are gone.
void AddPods(Printer& printer, const query::v1::GetStatusResponse& query, std::vector<std::vector<std::string>>& rows) {
  for (const query::v1::PeerStatus& peer : query.peers()) {
    const std::string state = !peer.trouble().empty() ? printer.In(Style::kRed, OneLine(peer.trouble(), 80))
                              : peer.ready()          ? printer.In(Style::kGreen, "serving")
                                                      : "catching up";
    rows.push_back({"", peer.address(), state, peer.version(), "",
                    absl::StrCat("partitions ", absl::StrJoin(peer.partitions(), ","), peer.whole() ? ", whole" : "")});
  }
  for (const query::v1::MissingPart& part : query.missing()) {
    rows.push_back(
        {"", "", printer.In(Style::kRed, absl::StrCat("missing: partitions ", absl::StrJoin(part.partitions(), ",")))});
  }
}

absl::Status Status(Context& context) {
  Printer& printer = context.printer;
  const absl::Duration timeout = std::min(context.connection.timeout(), absl::Seconds(5));
  const std::vector<IngestPod> ingest = AskIngest(context, timeout);
  const auto tagger = client::CallUnary(context.connection.tagger_admin(), &tagger::v1::AdminService::Stub::GetStatus,
                                        tagger::v1::GetStatusRequest(), timeout);
  const auto query = client::CallUnary(context.connection.query_admin(), &query::v1::AdminService::Stub::GetStatus,
                                       query::v1::GetStatusRequest(), timeout);
  if (printer.json()) {
    for (const IngestPod& pod : ingest) {
      if (pod.status.ok()) printer.Json(*pod.status);
    }
    if (tagger.ok()) printer.Json(*tagger);
    if (query.ok()) printer.Json(*query);
  } else {
    const Addresses& addresses = context.connection.addresses();
    std::vector<std::vector<std::string>> rows;
    const auto name = [&](std::string_view service) { return printer.In(Style::kBold, service); };
    const std::string up = printer.In(Style::kGreen, "serving");
    for (const IngestPod& pod : ingest) {
      const std::string shown = &pod == &ingest.front() ? name("ingest") : "";
      if (!pod.status.ok()) {
        rows.push_back({shown, pod.address, NotAnswering(printer, pod.status.status())});
        continue;
      }
      const ingest::v1::GetStatusResponse& status = *pod.status;
      rows.push_back({shown, pod.address, up, status.version(), "up " + Uptime(status.start_time()),
                      absl::StrCat(Thousands(status.articles()), " articles, ", Thousands(status.revisions()),
                                   " revisions, ", Thousands(status.retracted()), " retracted, ",
                                   status.partitions_size(), " partitions, ", Bytes(status.shard_bytes()))});
    }
    if (tagger.ok()) {
      const uint64_t asked = tagger->memo_hits() + tagger->memo_misses();
      rows.push_back({name("tagger"), addresses.tagger, up, tagger->version(), "up " + Uptime(tagger->start_time()),
                      absl::StrCat(Thousands(tagger->texts_tagged()), " texts, ", Thousands(tagger->tokens_tagged()),
                                   " tokens, memo ", asked == 0 ? 0 : tagger->memo_hits() * 100 / asked, " % hits, ",
                                   Bytes(tagger->shard_bytes()), ", pipeline ", tagger->pipeline_version())});
      if (!tagger->trouble().empty()) rows.push_back({"", "", printer.In(Style::kRed, tagger->trouble())});
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
      AddPods(printer, *query, rows);
    } else {
      rows.push_back({name("query"), addresses.query, NotAnswering(printer, query.status())});
    }
    printer.Table(rows);
  }
  std::vector<absl::Status> statuses = {tagger.status(), query.status()};
  for (const IngestPod& pod : ingest) statuses.push_back(pod.status.status());
  for (const absl::Status& status : statuses) {
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
