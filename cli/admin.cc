#include <grpcpp/client_context.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "cli/commands.h"
#include "cli/progress.h"
#include "common/base/status_macros.h"
#include "common/client/ingest_client.h"
#include "common/client/unary_call.h"
#include "common/rpc/status.h"
#include "common/storage/backup.h"

namespace sitrep::cli {
namespace {

// Reads a stream of progress to its end; the problems of the last response.
template <typename Reader, typename Response, typename Progressed>
absl::StatusOr<Response> ReadToEnd(Reader& stream, Progressed progressed) {
  Response response;
  Response last;
  while (stream.Read(&response)) {
    last = response;
    progressed(last);
  }
  const absl::Status status = rpc::FromGrpc(stream.Finish());
  if (!status.ok()) return status;
  return last;
}

// Every ingest pod, by ordinal.
absl::StatusOr<std::vector<std::string>> IngestPods(Context& context) {
  SITREP_ASSIGN_OR_RETURN(client::IngestLayout layout, context.connection.log().Layout(context.connection.timeout()));
  return std::move(layout.pods);
}

// What all pods of the log have found.
absl::StatusOr<ingest::v1::VerifyResponse> VerifyLog(Context& context, Progress& progress) {
  ingest::v1::VerifyResponse all;
  SITREP_ASSIGN_OR_RETURN(const std::vector<std::string> pods, IngestPods(context));
  for (const std::string& pod : pods) {
    grpc::ClientContext call;
    const auto stream = context.connection.log().AdminOf(pod).Verify(&call, ingest::v1::VerifyRequest());
    SITREP_ASSIGN_OR_RETURN(const ingest::v1::VerifyResponse log,
                            (ReadToEnd<grpc::ClientReader<ingest::v1::VerifyResponse>, ingest::v1::VerifyResponse>(
                                *stream, [&](const auto& r) {
                                  progress.Update(all.records_read() + r.records_read(),
                                                  all.records_total() + r.records_total());
                                })));
    all.set_records_read(all.records_read() + log.records_read());
    all.set_records_total(all.records_total() + log.records_total());
    all.set_done(log.done());
    for (const std::string& problem : log.problems()) {
      all.add_problems(pods.size() == 1 ? problem : absl::StrCat(pod, ": ", problem));
    }
  }
  return all;
}

absl::Status Verify(Context& context) {
  Printer& printer = context.printer;
  Progress progress("records read", 0, !printer.json());
  SITREP_ASSIGN_OR_RETURN(const ingest::v1::VerifyResponse log, VerifyLog(context, progress));
  grpc::ClientContext query_call;
  const auto query_stream = context.connection.query_admin().Verify(&query_call, query::v1::VerifyRequest());
  SITREP_ASSIGN_OR_RETURN(const query::v1::VerifyResponse views,
                          (ReadToEnd<grpc::ClientReader<query::v1::VerifyResponse>, query::v1::VerifyResponse>(
                              *query_stream, [&](const auto& r) { progress.Update(r.rows_read(), 0); })));
  progress.Clear();
  if (printer.json()) {
    printer.Json(log);
    printer.Json(views);
  } else {
    printer.Line(absl::StrCat("log: ", Thousands(log.records_read()), " records, ", log.problems_size(), " problems"));
    for (const std::string& problem : log.problems()) printer.Line("  " + printer.In(Style::kRed, problem));
    printer.Line(absl::StrCat("views: ", Thousands(views.rows_read()), " rows, ", views.problems_size(), " problems"));
    for (const std::string& problem : views.problems()) printer.Line("  " + printer.In(Style::kRed, problem));
  }
  if (log.problems_size() + views.problems_size() > 0) return absl::DataLossError("what is stored contradicts itself");
  return absl::OkStatus();
}

struct BackupOptions {
  std::string folder;
  uint32_t keep = 0;
  bool log_only = false;
};

absl::Status Backup(const BackupOptions& options, Context& context) {
  const std::string& folder = options.folder;
  // Copying may take long.
  const absl::Duration timeout = std::max(context.connection.timeout(), absl::Minutes(30));
  ingest::v1::CreateBackupRequest ingest_request;
  ingest_request.set_folder(folder + "/ingest");
  ingest_request.set_keep(options.keep);
  SITREP_ASSIGN_OR_RETURN(const ingest::v1::CreateBackupResponse log,
                          client::CallUnary(context.connection.ingest_admin(),
                                            &ingest::v1::AdminService::Stub::CreateBackup, ingest_request, timeout));
  if (context.printer.json()) {
    context.printer.Json(log);
  } else {
    context.printer.Line(
        absl::StrCat("log: backup ", log.backup_id(), ", ", Bytes(log.bytes()), " in ", folder, "/ingest"));
  }
  if (options.log_only) return absl::OkStatus();
  query::v1::CreateBackupRequest query_request;
  query_request.set_folder(folder + "/query");
  query_request.set_keep(options.keep);
  SITREP_ASSIGN_OR_RETURN(const query::v1::CreateBackupResponse views,
                          client::CallUnary(context.connection.query_admin(),
                                            &query::v1::AdminService::Stub::CreateBackup, query_request, timeout));
  if (context.printer.json()) {
    context.printer.Json(views);
  } else {
    context.printer.Line(
        absl::StrCat("views: backup ", views.backup_id(), ", ", Bytes(views.bytes()), " in ", folder, "/query"));
  }
  return absl::OkStatus();
}

absl::Status Restore(const std::string& folder, const std::string& data_dir, Context& context) {
  SITREP_ASSIGN_OR_RETURN(const storage::BackupInfo log,
                          storage::RestoreBackup(folder + "/ingest", data_dir + "/ingest"));
  context.printer.Line(absl::StrCat("log: backup ", log.id, ", ", Bytes(log.bytes), " in ", data_dir, "/ingest"));
  // Views can be rebuilt from the log, so a backup without them will do.
  const auto views = storage::RestoreBackup(folder + "/query", data_dir + "/query/generation-1");
  if (views.ok()) {
    context.printer.Line(
        absl::StrCat("views: backup ", views->id, ", ", Bytes(views->bytes), " in ", data_dir, "/query"));
  } else if (absl::IsNotFound(views.status())) {
    context.printer.Line("views: no backup; they will be rebuilt from the log");
  } else {
    return views.status();
  }
  context.printer.Line(absl::StrCat("start the cluster on it: scripts/up --data ", data_dir));
  return absl::OkStatus();
}

absl::Status Partitions(Context& context) {
  client::IngestClient& ingest = context.connection.log();
  SITREP_ASSIGN_OR_RETURN(const client::IngestLayout layout, ingest.Layout(context.connection.timeout()));
  std::vector<absl::StatusOr<ingest::v1::GetStatusResponse>> pods;
  for (const std::string& pod : layout.pods) {
    pods.push_back(client::CallUnary(ingest.AdminOf(pod), &ingest::v1::AdminService::Stub::GetStatus,
                                     ingest::v1::GetStatusRequest(), context.connection.timeout()));
  }
  SITREP_ASSIGN_OR_RETURN(const query::v1::GetStatusResponse views,
                          client::CallUnary(context.connection.query_admin(), &query::v1::AdminService::Stub::GetStatus,
                                            query::v1::GetStatusRequest(), context.connection.timeout()));
  if (context.printer.json()) {
    for (const auto& pod : pods) {
      if (pod.ok()) context.printer.Json(*pod);
    }
    context.printer.Json(views);
    return absl::OkStatus();
  }
  std::vector<std::vector<std::string>> rows = {{"partition", "owner", "begins", "ends"}};
  for (const query::v1::ViewStatus& view : views.views()) rows.front().push_back(absl::StrCat(view.view(), " view at"));
  for (uint32_t p = 0; p < layout.partitions(); ++p) {
    const size_t owner = std::ranges::find(layout.pods, layout.owners[p]) - layout.pods.begin();
    std::vector<std::string> row = {absl::StrCat(p), absl::StrCat("ingest ", owner, " at ", layout.owners[p]), "", ""};
    // A pod that does not answer leaves its cells empty.
    if (pods[owner].ok()) {
      const auto& partition = std::ranges::find(pods[owner]->partitions(), p, &ingest::v1::PartitionStatus::partition);
      if (partition != pods[owner]->partitions().end()) {
        row[2] = Thousands(partition->start_offset());
        row[3] = Thousands(partition->end_offset());
      }
    }
    for (const query::v1::ViewStatus& view : views.views()) {
      const int at = static_cast<int>(p);
      row.push_back(at < view.offsets_size() ? Thousands(view.offsets(at)) : "");
    }
    rows.push_back(std::move(row));
  }
  context.printer.Table(rows);
  return absl::OkStatus();
}

absl::Status Generations(Context& context) {
  SITREP_ASSIGN_OR_RETURN(
      const query::v1::ListGenerationsResponse listed,
      client::CallUnary(context.connection.query_admin(), &query::v1::AdminService::Stub::ListGenerations,
                        query::v1::ListGenerationsRequest(), context.connection.timeout()));
  // Of one of the taggers; views can be told of without any.
  const absl::StatusOr<tagger::v1::GetPipelineResponse> pipeline =
      client::CallUnary(context.connection.tagger(), &tagger::v1::TaggerService::Stub::GetPipeline,
                        tagger::v1::GetPipelineRequest(), context.connection.timeout());
  Printer& printer = context.printer;
  if (printer.json()) {
    printer.Json(listed);
    if (pipeline.ok()) printer.Json(*pipeline);
    return absl::OkStatus();
  }
  uint64_t live_offsets = 0;
  for (const query::v1::ListGenerationsResponse::Generation& generation : listed.generations()) {
    const bool serving = generation.state() == query::v1::ListGenerationsResponse::Generation::SERVING;
    if (serving) live_offsets = generation.offsets();
    const uint64_t percent =
        live_offsets == 0 ? 100 : std::min<uint64_t>(100, generation.offsets() * 100 / live_offsets);
    printer.Line(absl::StrCat(printer.In(Style::kBold, generation.folder()),
                              serving ? " serves reads" : absl::StrCat(" is built, ", percent, " % of the log"), ", ",
                              Thousands(generation.articles()), " articles, pipeline ",
                              generation.pipeline_version().empty() ? "not known yet" : generation.pipeline_version(),
                              generation.bound() ? "" : " (whichever runs)"));
    if (!generation.trouble().empty()) printer.Line("  " + printer.In(Style::kRed, generation.trouble()));
  }
  if (!listed.announced().empty()) printer.Line("announced " + listed.announced());
  if (!listed.active().empty()) printer.Line("active    " + listed.active());
  if (!listed.trouble().empty()) printer.Line(printer.In(Style::kRed, listed.trouble()));
  if (!pipeline.ok()) {
    printer.Line(printer.In(Style::kRed, absl::StrCat("the tagger does not answer: ", pipeline.status().message())));
    return absl::OkStatus();
  }
  printer.Line(absl::StrCat("the tagger runs pipeline ", pipeline->pipeline_version(), ", knowledge ",
                            pipeline->knowledge_version(), " (", Thousands(pipeline->entities()), " entities, ",
                            Thousands(pipeline->operator_entities()), " of operators)"));
  std::vector<std::vector<std::string>> rows;
  for (const auto& annotator : pipeline->annotators()) {
    rows.push_back({printer.In(Style::kBold, annotator.name()), annotator.version(), annotator.description()});
  }
  printer.Table(rows, 2);
  return absl::OkStatus();
}

absl::Status Announce(const std::string& version, Context& context) {
  query::v1::AnnouncePipelineRequest request;
  request.set_pipeline_version(version);
  SITREP_ASSIGN_OR_RETURN(
      const query::v1::AnnouncePipelineResponse response,
      client::CallUnary(context.connection.query_admin(), &query::v1::AdminService::Stub::AnnouncePipeline, request,
                        context.connection.timeout()));
  if (context.printer.json()) {
    context.printer.Json(response);
  } else {
    context.printer.Line(absl::StrCat("announced ", version, "; follow it: sitrep admin generations"));
  }
  return absl::OkStatus();
}

absl::Status Activate(const std::string& version, Context& context) {
  query::v1::ActivatePipelineRequest request;
  request.set_pipeline_version(version);
  SITREP_ASSIGN_OR_RETURN(
      const query::v1::ActivatePipelineResponse response,
      client::CallUnary(context.connection.query_admin(), &query::v1::AdminService::Stub::ActivatePipeline, request,
                        context.connection.timeout()));
  if (context.printer.json()) {
    context.printer.Json(response);
  } else {
    context.printer.Line(absl::StrCat(version, " serves as soon as its views have caught up"));
  }
  return absl::OkStatus();
}

absl::Status Failures(bool retry, Context& context) {
  if (retry) {
    SITREP_ASSIGN_OR_RETURN(
        const query::v1::RetryFailuresResponse retried,
        client::CallUnary(context.connection.query_admin(), &query::v1::AdminService::Stub::RetryFailures,
                          query::v1::RetryFailuresRequest(), context.connection.timeout()));
    if (context.printer.json()) {
      context.printer.Json(retried);
    } else {
      context.printer.Line(absl::StrCat(retried.retried(), " tagged again, ", retried.still_failing(), " still fail"));
    }
    return absl::OkStatus();
  }
  query::v1::ListFailuresRequest request;
  std::vector<std::vector<std::string>> rows;
  do {
    SITREP_ASSIGN_OR_RETURN(
        const query::v1::ListFailuresResponse response,
        client::CallUnary(context.connection.query_admin(), &query::v1::AdminService::Stub::ListFailures, request,
                          context.connection.timeout()));
    if (context.printer.json()) context.printer.Json(response);
    for (const auto& failure : response.failures()) rows.push_back({failure.article_id(), failure.failure()});
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
  if (context.printer.json()) return absl::OkStatus();
  if (rows.empty()) context.printer.Line("every article is annotated");
  context.printer.Table(rows);
  return absl::OkStatus();
}

}  // namespace

void AddAdmin(CLI::App& app, Command& chosen) {
  CLI::App* command = app.add_subcommand("admin", "verify, backup, restore, partitions, generations, failures");
  command->require_subcommand(1);
  const auto folder = std::make_shared<std::string>();
  const auto data_dir = std::make_shared<std::string>();
  const auto options = std::make_shared<BackupOptions>();
  const auto retry = std::make_shared<bool>(false);
  command->add_subcommand("verify", "read everything stored and check it against itself")->callback([&chosen] {
    chosen = Verify;
  });
  CLI::App* backup =
      command->add_subcommand("backup", "add a backup of log and views to a folder on the servers' machine");
  backup->add_option("FOLDER", options->folder, "absolute path")->required();
  backup->add_option("--keep", options->keep, "delete all but the newest so many; 0 keeps all")->capture_default_str();
  backup->add_flag("--log-only", options->log_only, "leave out the views, which can be rebuilt from the log");
  backup->callback([options, &chosen] { chosen = [options](Context& context) { return Backup(*options, context); }; });
  CLI::App* restore =
      command->add_subcommand("restore", "write the newest backup into a new data folder; the cluster is down");
  restore->add_option("FOLDER", *folder, "where the backups are")->required();
  restore->add_option("DATA", *data_dir, "the new data folder")->required();
  restore->callback([folder, data_dir, &chosen] {
    chosen = [folder, data_dir](Context& context) { return Restore(*folder, *data_dir, context); };
  });
  command->add_subcommand("partitions", "whose they are, how far the log reaches, and each view")->callback([&chosen] {
    chosen = Partitions;
  });
  CLI::App* generations = command->add_subcommand(
      "generations", "which views serve, which are built, and the pipelines that annotate; exchanges a pipeline");
  generations->require_subcommand(0, 1);
  const auto version = std::make_shared<std::string>();
  CLI::App* announce = generations->add_subcommand(
      "announce", "have every query process build views by another pipeline version; run taggers of both meanwhile");
  announce->add_option("VERSION", *version, "as `sitrep status` shows it of the new tagger")->required();
  announce->callback(
      [version, &chosen] { chosen = [version](Context& context) { return Announce(*version, context); }; });
  CLI::App* activate = generations->add_subcommand("activate", "switch reads to the views of this version");
  activate->add_option("VERSION", *version, "the version that was announced")->required();
  activate->callback(
      [version, &chosen] { chosen = [version](Context& context) { return Activate(*version, context); }; });
  // Callbacks of a command run after those of its subcommands.
  generations->callback([generations, &chosen] {
    if (generations->get_subcommands().empty()) chosen = Generations;
  });
  CLI::App* failures = command->add_subcommand("failures", "articles on which tagging failed");
  failures->add_flag("--retry", *retry, "tag them again");
  failures->callback([retry, &chosen] { chosen = [retry](Context& context) { return Failures(*retry, context); }; });
}

}  // namespace sitrep::cli
