#include "tests/cluster/cluster.h"

#include <csignal>
#include <cstdlib>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "common/base/status_macros.h"
#include "common/client/unary_call.h"
#include "common/rpc/status.h"

namespace sitrep::testing {
namespace {

constexpr absl::Duration kStartTimeout = absl::Seconds(30);
constexpr const char* kNames[] = {"ingest", "tagger", "query"};

std::string FromEnvironment(const char* name, const char* fallback) {
  const char* value = std::getenv(name);
  return value == nullptr ? fallback : value;
}

// The number after `"key":` in a line of JSON; 0 when there is none.
int NumberIn(const std::string& line, const std::string& key) {
  const size_t at = line.find("\"" + key + "\":");
  return at == std::string::npos ? 0 : std::atoi(line.c_str() + at + key.size() + 3);
}

}  // namespace

Cluster::Cluster() : folder_(temp_dir_.path().string()) {}

std::string Cluster::Name(Service service) { return kNames[service]; }
std::string Cluster::Binary(Service service) {
  return absl::StrCat(FromEnvironment("SITREP_BIN", "build/release/bin"), "/", kNames[service], "d");
}
std::string Cluster::DataDir(Service service) const { return absl::StrCat(folder_, "/", kNames[service]); }
std::string Cluster::LogOf(Service service) const { return absl::StrCat(folder_, "/", kNames[service], ".log"); }
std::string Cluster::Address(Service service) const { return absl::StrCat("127.0.0.1:", ports_[service]); }

absl::Status Cluster::Start() {
  for (const Service service : {kIngest, kTagger, kQuery}) SITREP_RETURN_IF_ERROR(Start(service));
  return absl::OkStatus();
}

absl::Status Cluster::Start(Service service, const std::vector<std::string>& more_flags) {
  std::vector<std::string> flags = {
      absl::StrCat("--address=127.0.0.1:", ports_[service]),
      absl::StrCat("--metrics_address=127.0.0.1:", metrics_ports_[service]),
      absl::StrCat("--data_dir=", DataDir(service)),
  };
  if (service != kIngest) flags.push_back(absl::StrCat("--ingest_address=", Address(kIngest)));
  if (service == kTagger) flags.push_back(absl::StrCat("--models_dir=", FromEnvironment("SITREP_MODELS", "models")));
  if (service == kQuery) flags.push_back(absl::StrCat("--tagger_address=", Address(kTagger)));
  flags.insert(flags.end(), more_flags.begin(), more_flags.end());
  const size_t log_before = ReadWholeFile(LogOf(service)).size();
  SITREP_ASSIGN_OR_RETURN(Process process, Process::Start(Binary(service), flags, LogOf(service)));
  std::string serving;
  const bool started = Eventually(kStartTimeout, [&] {
    const std::string log = ReadWholeFile(LogOf(service)).substr(log_before);
    for (const absl::string_view line : absl::StrSplit(log, '\n')) {
      if (line.find("\"msg\":\"serving\"") != absl::string_view::npos) serving = std::string(line);
    }
    return !serving.empty() || !process.Running();
  });
  if (!started || serving.empty()) {
    return absl::InternalError(
        absl::StrCat(kNames[service], " does not serve: ", ReadWholeFile(LogOf(service)).substr(log_before)));
  }
  ports_[service] = NumberIn(serving, "port");
  metrics_ports_[service] = NumberIn(serving, "metrics_port");
  processes_[service] = std::move(process);
  return absl::OkStatus();
}

void Cluster::Kill(Service service) {
  if (processes_[service].has_value()) processes_[service]->Kill();
}

absl::StatusOr<int> Cluster::Stop(Service service) {
  processes_[service]->Signal(SIGTERM);
  return processes_[service]->Wait(absl::Seconds(30));
}

bool Cluster::Running(Service service) { return processes_[service].has_value() && processes_[service]->Running(); }

cli::Connection Cluster::Connect() const {
  return cli::Connection({Address(kIngest), Address(kTagger), Address(kQuery)}, absl::Seconds(20));
}

Cluster::Answer Cluster::Sitrep(const std::vector<std::string>& arguments) const {
  std::vector<std::string> all = {"--ingest",       Address(kIngest), "--tagger",
                                  Address(kTagger), "--query",        Address(kQuery)};
  all.insert(all.end(), arguments.begin(), arguments.end());
  const std::string output = folder_ + "/sitrep.out";
  const std::string errors = folder_ + "/sitrep.err";
  std::remove(errors.c_str());
  absl::StatusOr<Process> process =
      Process::Start(FromEnvironment("SITREP_BIN", "build/release/bin") + "/sitrep", all, errors, output);
  if (!process.ok()) return {};
  const absl::StatusOr<int> code = process->Wait(absl::Seconds(120));
  return {code.value_or(-1), ReadWholeFile(output), ReadWholeFile(errors)};
}

std::string Cluster::Scrape(Service service) const {
  const std::string output = folder_ + "/metrics.out";
  absl::StatusOr<Process> bash =
      Process::Start("/usr/bin/env",
                     {"bash", "-c",
                      absl::StrCat("exec 3<>/dev/tcp/127.0.0.1/", metrics_ports_[service],
                                   "; printf 'GET /metrics HTTP/1.0\\r\\n\\r\\n' >&3; cat <&3")},
                     "/dev/null", output);
  if (!bash.ok() || !bash->Wait(absl::Seconds(10)).ok()) return "";
  return ReadWholeFile(output);
}

absl::Status Cluster::WaitForViews(absl::Duration timeout) const {
  cli::Connection connection = Connect();
  SITREP_ASSIGN_OR_RETURN(const ingest::v1::GetStatusResponse log,
                          client::CallUnary(connection.ingest_admin(), &ingest::v1::AdminService::Stub::GetStatus,
                                            ingest::v1::GetStatusRequest(), absl::Seconds(10)));
  query::v1::CountArticlesRequest request;
  request.mutable_freshness()->set_min_freshness(log.write_token());
  absl::Status status;
  // Freshness itself waits; what is retried is a query process that has just been restarted.
  const bool fresh = Eventually(timeout, [&] {
    status =
        client::CallUnary(connection.query(), &query::v1::QueryService::Stub::CountArticles, request, absl::Seconds(10))
            .status();
    return status.ok();
  });
  return fresh ? absl::OkStatus() : status;
}

absl::StatusOr<ingest::v1::SubmitArticlesResponse> SubmitBatch(
    const Cluster& cluster, const std::vector<ingest::v1::ArticleSubmission>& articles) {
  const cli::Connection connection = cluster.Connect();
  grpc::ClientContext context;
  const auto stream = connection.ingest().SubmitArticles(&context);
  ingest::v1::SubmitArticlesRequest batch;
  batch.set_batch(1);
  for (const ingest::v1::ArticleSubmission& article : articles) *batch.add_articles() = article;
  stream->Write(batch);
  stream->WritesDone();
  ingest::v1::SubmitArticlesResponse response;
  const bool answered = stream->Read(&response);
  SITREP_RETURN_IF_ERROR(rpc::FromGrpc(stream->Finish()));
  if (!answered) return absl::UnavailableError("the stream ended without an answer");
  return response;
}

ingest::v1::ArticleSubmission MadeArticle(int number) {
  static constexpr const char* kPlaces[] = {"Kyiv", "Kharkiv", "Mariupol", "Kherson", "Sumy", "Odesa", "Lviv"};
  static constexpr const char* kHappenings[] = {"Shells fell on", "A ceasefire was announced in", "Talks were held in",
                                                "Volunteers opened a kitchen in", "Trains left again from"};
  const char* place = kPlaces[number % 7];
  const char* happening = kHappenings[number % 5];
  ingest::v1::ArticleSubmission article;
  // Every tenth is a revision of the one before it.
  const bool revises = number % 10 == 9;
  article.set_article_id(absl::StrCat("made-", revises ? number - 1 : number));
  article.set_publication_time(absl::StrCat("2022-03-", 10 + number % 15));
  article.set_source(absl::StrCat("Outlet ", number % 4));
  article.set_headline(absl::StrCat(happening, " ", place, ", report ", number));
  article.set_text(absl::StrCat(happening, " ", place, " on Thursday, a resident said. \"We counted ", number,
                                " lorries before noon,\" said Oksana Made-Up, who keeps a shop near the station. ",
                                revises ? "This version corrects the number. " : "", "Nobody else confirmed report ",
                                number, "."));
  return article;
}

}  // namespace sitrep::testing
