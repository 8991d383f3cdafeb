#include "tests/cluster/pods/steady_clients.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/client/article_submitter.h"
#include "common/client/ingest_client.h"
#include "common/client/unary_call.h"
#include "common/rpc/channel.h"

namespace sitrep::testing {
namespace {

using QueryStub = query::v1::QueryService::Stub;

constexpr absl::Duration kSubmittingPause = absl::Milliseconds(40);
constexpr absl::Duration kReadingPause = absl::Milliseconds(20);
constexpr absl::Duration kReadDeadline = absl::Seconds(10);
constexpr size_t kMaxComplaints = 20;

}  // namespace

SteadyClients::SteadyClients(const Cluster& cluster) : cluster_(cluster) {
  threads_.emplace_back([this] { Submit(); });
  threads_.emplace_back([this] { Read(); });
}

SteadyClients::~SteadyClients() { Stop(); }

void SteadyClients::Stop() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

bool SteadyClients::Pause(absl::Duration pause) {
  absl::MutexLock lock(&mutex_);
  return !mutex_.AwaitWithTimeout(absl::Condition(&stopping_), pause);
}

void SteadyClients::Submit() {
  client::IngestClient log(cluster_.Address(Cluster::kIngest));
  client::ArticleSubmitter submitter(log, {.max_batch_articles = 4},
                                     [&](uint64_t, const ingest::v1::SubmissionResult& result) {
                                       if (result.has_refusal()) {
                                         return Complain("refused: " + result.refusal().ShortDebugString());
                                       }
                                       absl::MutexLock lock(&mutex_);
                                       acknowledged_.insert(result.acknowledgement().article_id());
                                     });
  absl::Status status;
  for (int number = 0; status.ok() && Pause(kSubmittingPause); ++number) {
    status = submitter.Submit(MadeArticle(number));
  }
  status.Update(submitter.Finish().status());
  if (!status.ok()) Complain(absl::StrCat("submitting: ", status.ToString()));
}

void SteadyClients::Read() {
  rpc::ChannelOptions options{
      .idempotent_methods = {"sitrep.query.v1.QueryService/SearchArticles", "sitrep.query.v1.QueryService/ListEvents",
                             "sitrep.query.v1.QueryService/ListQuotes"},
      .balancing = rpc::ChannelOptions::Balancing::kRoundRobin};
  const auto stub =
      query::v1::QueryService::NewStub(rpc::MakeChannel("ipv4:" + cluster_.Addresses(Cluster::kQuery), options));
  const auto judge = [&](const char* what, const auto& answer) {
    if (!answer.ok()) return Complain(absl::StrCat(what, ": ", answer.status().ToString()));
    if (!answer->missing().empty()) Complain(absl::StrCat(what, ": ", answer->missing(0).ShortDebugString()));
  };
  for (int number = 0; Pause(kReadingPause); ++number) {
    if (number % 3 == 0) {
      query::v1::SearchArticlesRequest request;
      request.mutable_filter()->set_query("lorries");
      request.set_require_complete(number % 2 == 0);
      judge("search", client::CallUnary(*stub, &QueryStub::SearchArticles, request, kReadDeadline));
    } else if (number % 3 == 1) {
      query::v1::ListEventsRequest request;
      request.mutable_filter()->set_from("2022-03-08");
      request.mutable_filter()->set_to("2022-03-09");
      request.set_page_size(3);
      judge("events", client::CallUnary(*stub, &QueryStub::ListEvents, request, kReadDeadline));
    } else {
      query::v1::ListQuotesRequest request;
      request.set_page_size(3);
      judge("quotes", client::CallUnary(*stub, &QueryStub::ListQuotes, request, kReadDeadline));
    }
    absl::MutexLock lock(&mutex_);
    ++reads_;
  }
}

void SteadyClients::Complain(std::string complaint) {
  absl::MutexLock lock(&mutex_);
  if (complaints_.size() < kMaxComplaints) complaints_.push_back(std::move(complaint));
}

std::set<std::string> SteadyClients::acknowledged() const {
  absl::MutexLock lock(&mutex_);
  return acknowledged_;
}

int SteadyClients::reads() const {
  absl::MutexLock lock(&mutex_);
  return reads_;
}

std::vector<std::string> SteadyClients::complaints() const {
  absl::MutexLock lock(&mutex_);
  return complaints_;
}

}  // namespace sitrep::testing
