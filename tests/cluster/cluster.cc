#include "tests/cluster/cluster.h"

#include <google/protobuf/wrappers.pb.h>
#include <grpcpp/generic/generic_stub.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/synchronization/notification.h"
#include "common/base/status_macros.h"
#include "common/client/unary_call.h"
#include "common/rpc/channel.h"
#include "common/rpc/status.h"

namespace sitrep::testing {
namespace {

constexpr absl::Duration kStartTimeout = absl::Seconds(60);
constexpr const char* kNames[] = {"ingest", "tagger", "query"};

std::string FromEnvironment(const char* name, const char* fallback) {
  const char* value = std::getenv(name);
  return value == nullptr ? fallback : value;
}

// What a server's health service says of a service name; nullopt when nobody answers. The messages of grpc.health.v1
// are on the wire what these wrappers are.
enum class Health { kUnknown, kServing, kNotServing };
std::optional<Health> AskHealth(const std::string& address, const std::string& service) {
  using Stub = grpc::TemplatedGenericStub<google::protobuf::StringValue, google::protobuf::UInt32Value>;
  Stub stub(rpc::MakeChannel(address));
  google::protobuf::StringValue request;
  google::protobuf::UInt32Value response;
  request.set_value(service);
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(2));
  absl::Notification answered;
  grpc::Status status;
  stub.UnaryCall(&context, "/grpc.health.v1.Health/Check", grpc::StubOptions(), &request, &response,
                 [&](grpc::Status result) {
                   status = std::move(result);
                   answered.Notify();
                 });
  answered.WaitForNotification();
  if (!status.ok()) return std::nullopt;
  return response.value() == 1 ? Health::kServing : response.value() == 2 ? Health::kNotServing : Health::kUnknown;
}

}  // namespace

Cluster::Cluster(const ClusterLayout& layout) : layout_(layout), folder_(temp_dir_.path().string()) {
  for (const auto& [service, pods] :
       {std::pair{kIngest, layout.ingest}, {kTagger, layout.tagger}, {kQuery, layout.query}}) {
    for (int ordinal = 0; ordinal < pods; ++ordinal) slots_[service][ordinal];
  }
  if (layout.UsesMap()) {
    std::ofstream(MapPath()) << PartitionMapText(layout, [this](int ordinal) { return Address({kIngest, ordinal}); });
  }
}

int Cluster::Pods(Service service) const { return static_cast<int>(slots_.at(service).size()); }

std::vector<Cluster::Pod> Cluster::AllPods() const {
  std::vector<Pod> pods;
  for (const auto& [service, slots] : slots_) {
    for (const auto& [ordinal, slot] : slots) pods.emplace_back(service, ordinal);
  }
  return pods;
}

std::string Cluster::Name(Service service) { return kNames[service]; }
std::string Cluster::Name(Pod pod) const {
  return Pods(pod.service) == 1 ? Name(pod.service) : absl::StrCat(kNames[pod.service], "-", pod.ordinal);
}
std::string Cluster::Binary(Service service) {
  return absl::StrCat(FromEnvironment("SITREP_BIN", "build/release/bin"), "/", kNames[service], "d");
}
std::string Cluster::DataDir(Pod pod) const { return absl::StrCat(folder_, "/", Name(pod)); }
std::string Cluster::LogOf(Pod pod) const { return absl::StrCat(folder_, "/", Name(pod), ".log"); }
std::string Cluster::Address(Pod pod) const { return absl::StrCat("127.0.0.1:", SlotOf(pod).port.number()); }
std::string Cluster::MetricsAddress(Pod pod) const {
  return absl::StrCat("127.0.0.1:", SlotOf(pod).metrics_port.number());
}
std::string Cluster::Addresses(Service service) const {
  std::vector<std::string> addresses;
  for (const auto& [ordinal, slot] : slots_.at(service)) addresses.push_back(Address({service, ordinal}));
  return absl::StrJoin(addresses, ",");
}

std::vector<std::string> Cluster::FlagsOf(Pod pod) const {
  std::vector<std::string> flags = {
      absl::StrCat("--address=", Address(pod)),
      "--metrics_address=" + MetricsAddress(pod),
      absl::StrCat("--data_dir=", DataDir(pod)),
  };
  if (pod.service != kTagger && layout_.UsesMap()) {
    flags.push_back("--partition_map=" + MapPath());
    flags.push_back(absl::StrCat("--ordinal=", pod.ordinal));
  } else if (pod.service == kIngest && layout_.partitions != ClusterLayout().partitions) {
    flags.push_back(absl::StrCat("--partitions=", layout_.partitions));
  }
  if (pod.service != kIngest) flags.push_back("--ingest_address=" + Address(kIngest));
  if (pod.service == kTagger)
    flags.push_back(absl::StrCat("--models_dir=", FromEnvironment("SITREP_MODELS", "models")));
  if (pod.service == kQuery) flags.push_back(absl::StrCat("--tagger_address=", Addresses(kTagger)));
  if (pod.service == kQuery && layout_.query > 1) flags.push_back(absl::StrCat("--peers=", Addresses(kQuery)));
  if (const auto more = flags_.find(pod.service); more != flags_.end()) {
    flags.insert(flags.end(), more->second.begin(), more->second.end());
  }
  return flags;
}

absl::Status Cluster::Start() {
  for (const Pod pod : AllPods()) SITREP_RETURN_IF_ERROR(Start(pod));
  for (const Pod pod : AllPods()) SITREP_RETURN_IF_ERROR(WaitReady(pod, kStartTimeout));
  return WaitForPeers(kStartTimeout);
}

absl::Status Cluster::WaitForPeers(absl::Duration timeout) const {
  for (int ordinal = 0; ordinal < layout_.query; ++ordinal) {
    const bool complete = Eventually(timeout, [&] {
      return absl::StrContains(Scrape({kQuery, ordinal}), "\nsitrep_query_partitions_missing 0");
    });
    if (!complete) return absl::DeadlineExceededError(absl::StrCat("query pod ", ordinal, " misses partitions"));
  }
  return absl::OkStatus();
}

absl::Status Cluster::Start(Pod pod, const std::vector<std::string>& more_flags) {
  std::vector<std::string> flags = FlagsOf(pod);
  flags.insert(flags.end(), more_flags.begin(), more_flags.end());
  const size_t log_before = ReadWholeFile(LogOf(pod)).size();
  SITREP_ASSIGN_OR_RETURN(Process process, Process::Start(Binary(pod.service), flags, LogOf(pod)));
  bool listens = false;
  Eventually(kStartTimeout, [&] {
    listens = AskHealth(Address(pod), "").has_value();
    return listens || !process.Running();
  });
  if (!listens) {
    return absl::InternalError(
        absl::StrCat(Name(pod), " does not serve: ", ReadWholeFile(LogOf(pod)).substr(log_before)));
  }
  SlotOf(pod).process = std::move(process);
  return absl::OkStatus();
}

bool Cluster::Ready(Pod pod) const { return AskHealth(Address(pod), "") == Health::kServing; }

absl::Status Cluster::WaitReady(Pod pod, absl::Duration timeout) const {
  if (Eventually(timeout, [&] { return Ready(pod); })) return absl::OkStatus();
  return absl::DeadlineExceededError(absl::StrCat(Name(pod), " is not ready: ", ReadWholeFile(LogOf(pod))));
}

void Cluster::Kill(Pod pod) {
  if (std::optional<Process>& process = SlotOf(pod).process; process.has_value()) process->Kill();
}

absl::StatusOr<int> Cluster::Stop(Pod pod) {
  Process& process = *SlotOf(pod).process;
  process.Signal(SIGTERM);
  return process.Wait(absl::Seconds(30));
}

bool Cluster::Running(Pod pod) {
  std::optional<Process>& process = SlotOf(pod).process;
  return process.has_value() && process->Running();
}

cli::Connection Cluster::Connect(int ingest, int tagger, int query) const {
  return cli::Connection({Address({kIngest, ingest}), Address({kTagger, tagger}), Address({kQuery, query})},
                         absl::Seconds(20));
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

std::string Cluster::Scrape(Pod pod) const {
  const std::string output = folder_ + "/metrics.out";
  const std::string command = absl::StrCat("exec 3<>/dev/tcp/127.0.0.1/", SlotOf(pod).metrics_port.number(),
                                           "; printf 'GET /metrics HTTP/1.0\\r\\n\\r\\n' >&3; cat <&3");
  // A pod that listens may be about to open this port.
  Eventually(absl::Seconds(10), [&] {
    absl::StatusOr<Process> bash = Process::Start("/usr/bin/env", {"bash", "-c", command}, "/dev/null", output);
    const absl::StatusOr<int> code = bash.ok() ? bash->Wait(absl::Seconds(10)) : bash.status();
    return code.ok() && *code == 0;
  });
  return ReadWholeFile(output);
}

absl::Status Cluster::WaitForViews(absl::Duration timeout) const {
  for (int query = 0; query < layout_.query; ++query) SITREP_RETURN_IF_ERROR(WaitForViews(query, timeout));
  return absl::OkStatus();
}

absl::Status Cluster::WaitForViews(int query, absl::Duration timeout) const {
  for (int ingest = 0; ingest < layout_.ingest; ++ingest) {
    const cli::Connection connection = Connect(ingest, 0, query);
    SITREP_ASSIGN_OR_RETURN(const ingest::v1::GetStatusResponse log,
                            client::CallUnary(connection.ingest_admin(), &ingest::v1::AdminService::Stub::GetStatus,
                                              ingest::v1::GetStatusRequest(), absl::Seconds(10)));
    query::v1::CountArticlesRequest request;
    request.mutable_freshness()->set_min_freshness(log.write_token());
    absl::Status status;
    // Freshness itself waits; what is retried is a query process that has just been restarted.
    const bool fresh = Eventually(timeout, [&] {
      status = client::CallUnary(connection.query(), &query::v1::QueryService::Stub::CountArticles, request,
                                 absl::Seconds(10))
                   .status();
      return status.ok();
    });
    if (!fresh) return status;
  }
  return absl::OkStatus();
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
