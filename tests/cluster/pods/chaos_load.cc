#include "tests/cluster/pods/chaos_load.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/base/error.h"
#include "common/client/article_submitter.h"
#include "common/client/ingest_client.h"
#include "common/client/unary_call.h"
#include "tests/cluster/pods/pod_killer.h"

namespace sitrep::testing {
namespace {

using QueryStub = query::v1::QueryService::Stub;

constexpr absl::Duration kDeadline = absl::Seconds(10);
constexpr absl::Duration kAskingPause = absl::Milliseconds(30);
constexpr size_t kMaxBroken = 20;
constexpr size_t kNewest = 50;

std::string IdOf(int number) { return std::string(MadeArticle(number).article_id()); }

// Every tenth made article is a revision of the one before it, which has to stay for it.
bool IsRevisedOrRevises(int number) { return number % 10 >= 8; }

}  // namespace

ChaosLoad::ChaosLoad(const Cluster& cluster, Options options) : cluster_(cluster), options_(options) {
  threads_.emplace_back([this] { SubmitAll(); });
  threads_.emplace_back([this] { RetractSome(); });
  threads_.emplace_back([this] { Repeat(); });
  for (int ordinal = 0; ordinal < cluster.layout().query; ++ordinal) {
    threads_.emplace_back([this, ordinal] { AskPod(ordinal); });
  }
}

ChaosLoad::~ChaosLoad() { Stop().IgnoreError(); }

absl::Status ChaosLoad::Stop() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
  absl::MutexLock lock(&mutex_);
  return submit_status_;
}

bool ChaosLoad::Pause(absl::Duration pause) {
  absl::MutexLock lock(&mutex_);
  return !mutex_.AwaitWithTimeout(absl::Condition(&stopping_), pause);
}

void ChaosLoad::SubmitAll() {
  client::IngestClient log(cluster_.Address(Cluster::kIngest));
  client::ArticleSubmitter submitter(
      log,
      {.max_batch_articles = 4, .max_batch_bytes = 1 << 20, .max_batches_in_flight = 4, .patience = absl::Seconds(120)},
      [&](uint64_t position, const ingest::v1::SubmissionResult& result) {
        if (result.has_refusal()) return Broken("refused: " + result.refusal().ShortDebugString());
        if (result.acknowledgement().article_id() != IdOf(static_cast<int>(position))) {
          return Broken("an acknowledgement at the position of another article: " + result.ShortDebugString());
        }
        absl::MutexLock lock(&mutex_);
        acknowledged_.insert(static_cast<int>(position));
      });
  absl::Status status;
  for (int number = 0; status.ok() && Pause(options_.pace); ++number) {
    {
      absl::MutexLock lock(&mutex_);
      submitted_ = number + 1;
    }
    status = submitter.Submit(MadeArticle(number));
  }
  if (status.ok()) status = submitter.Finish().status();
  absl::MutexLock lock(&mutex_);
  submit_status_ = status;
}

void ChaosLoad::RetractSome() {
  Random random(options_.seed + 1);
  client::IngestClient log(cluster_.Address(Cluster::kIngest));
  int number = -1;
  while (Pause(absl::Milliseconds(500))) {
    if (number < 0) number = AnyAcknowledged(random);
    if (number < 0 || IsRevisedOrRevises(number)) {
      number = -1;
      continue;
    }
    {
      absl::MutexLock lock(&mutex_);
      retracting_.insert(number);
    }
    ingest::v1::RetractArticleRequest request;
    request.set_article_id(IdOf(number));
    const absl::Status status = log.RetractArticle(request, kDeadline).status();
    if (!status.ok()) {
      Failed("retract", status);
      continue;  // The same again: nobody knows whether it happened.
    }
    absl::MutexLock lock(&mutex_);
    retracted_.insert(std::exchange(number, -1));
  }
  // Left unanswered; whether it happened must not stay open.
  if (number < 0) return;
  ingest::v1::RetractArticleRequest request;
  request.set_article_id(IdOf(number));
  absl::Status status;
  Eventually(absl::Seconds(60), [&] {
    status = log.RetractArticle(request, kDeadline).status();
    return status.ok();
  });
  if (!status.ok()) return Failed("retract at the end", status);
  absl::MutexLock lock(&mutex_);
  retracted_.insert(number);
}

void ChaosLoad::Repeat() {
  Random random(options_.seed + 2);
  client::IngestClient log(cluster_.Address(Cluster::kIngest));
  while (Pause(options_.pace)) {
    const int number = AnyAcknowledged(random);
    if (number < 0) continue;
    ingest::v1::CreateArticleRequest request;
    *request.mutable_article() = MadeArticle(number);
    const absl::StatusOr<ingest::v1::CreateArticleResponse> repeated = log.CreateArticle(request, kDeadline);
    if (repeated.ok()) {
      if (repeated->acknowledgement().outcome() != ingest::v1::Acknowledgement::UNCHANGED) {
        Broken("sent again and not unchanged: " + repeated->ShortDebugString());
      }
      absl::MutexLock lock(&mutex_);
      tokens_.emplace_back(number, repeated->acknowledgement().write_token());
    } else if (ReadErrorDetail(repeated.status()).reason != "ARTICLE_RETRACTED" || !MayBeRetracted(number)) {
      Failed("submit again", repeated.status());
    }
  }
}

void ChaosLoad::AskPod(int ordinal) {
  Random random(options_.seed + 3 + ordinal);
  const cli::Connection connection = cluster_.Connect(0, 0, ordinal);
  while (Pause(kAskingPause)) {
    const auto written = AnyToken(random);
    if (!written.has_value()) continue;
    switch (random() % 3) {
      case 0:
        AskForOwnWrite(connection, written->first, written->second);
        break;
      case 1:
        AskForDocument(connection, written->first, written->second);
        break;
      default:
        AskInGeneral(connection, random);
    }
  }
}

void ChaosLoad::AskForOwnWrite(const cli::Connection& connection, int number, const std::string& token) {
  query::v1::SearchArticlesRequest request;
  request.mutable_filter()->set_query("id:" + IdOf(number));
  request.mutable_freshness()->set_min_freshness(token);
  const auto found = client::CallUnary(connection.query(), &QueryStub::SearchArticles, request, kDeadline);
  if (!found.ok()) return Failed("own write", found.status());
  Answered(found->missing().empty());
  const bool there = found->total() == 1 && found->hits_size() == 1;
  if (found->total() > 1 || (!there && found->missing().empty() && !MayBeRetracted(number))) {
    Broken(absl::StrCat("own write of ", IdOf(number), ": ", found->ShortDebugString()));
  }
}

void ChaosLoad::AskForDocument(const cli::Connection& connection, int number, const std::string& token) {
  query::v1::GetDocumentRequest request;
  request.set_article_id(IdOf(number));
  request.mutable_freshness()->set_min_freshness(token);
  const auto document = client::CallUnary(connection.query(), &QueryStub::GetDocument, request, kDeadline);
  if (!document.ok()) {
    const bool gone = absl::IsNotFound(document.status()) || absl::IsFailedPrecondition(document.status());
    if (gone && MayBeRetracted(number)) return Answered(true);
    return Failed("document", document.status());
  }
  Answered(true);
  if (!absl::StrContains(document->text(), "Nobody else confirmed report ")) {
    Broken(absl::StrCat("document ", IdOf(number), ": ", document->text()));
  }
}

void ChaosLoad::AskInGeneral(const cli::Connection& connection, Random& random) {
  const auto judge = [&](const std::string& what, const auto& answer) {
    if (!answer.ok()) return Failed(what, answer.status());
    Answered(answer->missing().empty());
  };
  switch (random() % 5) {
    case 0: {
      query::v1::CountArticlesRequest request;
      request.mutable_filter()->set_query(absl::StrCat("-source:", kProbeSource));
      const auto counted = client::CallUnary(connection.query(), &QueryStub::CountArticles, request, kDeadline);
      judge("count", counted);
      if (counted.ok() && counted->total() > static_cast<uint64_t>(submitted())) {
        Broken(absl::StrCat("more articles than were submitted: ", counted->total()));
      }
      break;
    }
    case 1: {
      query::v1::SearchArticlesRequest request;
      request.mutable_filter()->set_query("lorries shop");
      request.add_facets("source");
      const auto found = client::CallUnary(connection.query(), &QueryStub::SearchArticles, request, kDeadline);
      judge("search", found);
      if (!found.ok()) break;
      uint64_t of_sources = 0;
      for (const auto& value : found->facets(0).values()) of_sources += value.articles();
      if (of_sources != found->total()) Broken("facets do not add up: " + found->ShortDebugString());
      break;
    }
    case 2: {
      query::v1::ListEventsRequest request;
      request.mutable_filter()->set_from("2022-03-08");
      request.mutable_filter()->set_to("2022-03-09");
      request.set_page_size(5);
      judge("events", client::CallUnary(connection.query(), &QueryStub::ListEvents, request, kDeadline));
      break;
    }
    case 3: {
      query::v1::ListQuotesRequest request;
      request.set_speaker("Oksana Made-Up");
      request.set_page_size(5);
      judge("quotes", client::CallUnary(connection.query(), &QueryStub::ListQuotes, request, kDeadline));
      break;
    }
    default: {
      query::v1::ListEntitiesRequest request;
      request.set_page_size(5);
      judge("entities", client::CallUnary(connection.query(), &QueryStub::ListEntities, request, kDeadline));
    }
  }
}

int ChaosLoad::AnyAcknowledged(Random& random) const {
  absl::MutexLock lock(&mutex_);
  if (acknowledged_.empty()) return -1;
  const int count = static_cast<int>(acknowledged_.size());
  const int back =
      static_cast<int>(random() % (random() % 2 == 0 ? count : std::min(count, static_cast<int>(kNewest))));
  // Nearly every number is acknowledged, in order.
  return *acknowledged_.lower_bound(*acknowledged_.rbegin() - back);
}

std::optional<std::pair<int, std::string>> ChaosLoad::AnyToken(Random& random) const {
  absl::MutexLock lock(&mutex_);
  if (tokens_.empty()) return std::nullopt;
  const size_t back = random() % (random() % 2 == 0 ? tokens_.size() : std::min(tokens_.size(), kNewest));
  return tokens_[tokens_.size() - 1 - back];
}

bool ChaosLoad::MayBeRetracted(int number) const {
  absl::MutexLock lock(&mutex_);
  return retracting_.contains(number);
}

void ChaosLoad::Answered(bool complete) {
  absl::MutexLock lock(&mutex_);
  ++(complete ? tally_.complete : tally_.partial);
}

void ChaosLoad::Failed(const std::string& what, const absl::Status& status) {
  const std::string reason = ReadErrorDetail(status).reason;
  const std::string failure = absl::StrCat(absl::StatusCodeToString(status.code()), " ", reason);
  {
    absl::MutexLock lock(&mutex_);
    ++tally_.failures[failure];
  }
  if (absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status) || absl::IsResourceExhausted(status)) return;
  Broken(absl::StrCat(what, ": ", failure, ": ", status.message()));
}

void ChaosLoad::Broken(std::string promise) {
  absl::MutexLock lock(&mutex_);
  if (broken_.size() < kMaxBroken) broken_.push_back(std::move(promise));
}

std::set<std::string> ChaosLoad::acknowledged() const {
  absl::MutexLock lock(&mutex_);
  std::set<std::string> ids;
  for (const int number : acknowledged_) {
    if (!retracted_.contains(number)) ids.insert(IdOf(number));
  }
  return ids;
}

std::set<std::string> ChaosLoad::retracted() const {
  absl::MutexLock lock(&mutex_);
  std::set<std::string> ids;
  for (const int number : retracted_) ids.insert(IdOf(number));
  return ids;
}

int ChaosLoad::submitted() const {
  absl::MutexLock lock(&mutex_);
  return submitted_;
}

ChaosLoad::Tally ChaosLoad::tally() const {
  absl::MutexLock lock(&mutex_);
  return tally_;
}

int ChaosLoad::unchanged() const {
  absl::MutexLock lock(&mutex_);
  return static_cast<int>(tokens_.size());
}

std::vector<std::string> ChaosLoad::broken_promises() const {
  absl::MutexLock lock(&mutex_);
  return broken_;
}

}  // namespace sitrep::testing
