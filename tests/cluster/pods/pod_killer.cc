#include "tests/cluster/pods/pod_killer.h"

#include <algorithm>
#include <atomic>
#include <csignal>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "common/base/ids.h"
#include "common/client/unary_call.h"

namespace sitrep::testing {
namespace {

using IngestStub = ingest::v1::IngestService::Stub;
using QueryStub = query::v1::QueryService::Stub;

constexpr absl::Duration kProbeTimeout = absl::Seconds(1);
constexpr absl::Duration kWorksTimeout = absl::Seconds(90);
constexpr int kMaxDownMilliseconds = 2'000;
// Texts of one probe of the taggers, so that some would go to each of them.
constexpr int kTaggingProbes = 6;

std::string Summary(std::vector<absl::Duration> times) {
  if (times.empty()) return "never";
  std::ranges::sort(times);
  const auto seconds = [](absl::Duration time) { return absl::ToDoubleSeconds(time); };
  return absl::StrFormat("%.2f / %.2f / %.2f s", seconds(times.front()), seconds(times[times.size() / 2]),
                         seconds(times.back()));
}

}  // namespace

absl::Status PodKiller::Strike() {
  std::vector<Cluster::Pod> pods = cluster_.AllPods();
  std::ranges::shuffle(pods, random_);
  // Two at once are not measured: whose failure it was nobody could say.
  pods.erase(pods.begin() + (random_() % 5 == 0 ? 2 : 1), pods.end());
  const absl::Time ended_at = absl::Now();
  for (const Cluster::Pod pod : pods) {
    if (random_() % 3 == 0) {
      const absl::StatusOr<int> code = cluster_.Stop(pod);
      if (!code.ok() || *code != 0) {
        return absl::InternalError(
            absl::StrCat(cluster_.Name(pod), " does not end with 0: ", ReadWholeFile(cluster_.LogOf(pod))));
      }
    } else {
      cluster_.Kill(pod);
    }
  }
  const absl::Time start_at = absl::Now() + absl::Milliseconds(random_() % kMaxDownMilliseconds);
  std::atomic<bool> back = false;
  absl::Status started;
  absl::Duration ready_after;
  std::thread starter([&] {
    // Down for a moment: the only wait here that is for nothing but the time.
    absl::SleepFor(start_at - absl::Now());
    for (const Cluster::Pod pod : pods) started.Update(cluster_.Start(pod));
    for (const Cluster::Pod pod : pods) {
      if (started.ok()) started.Update(cluster_.WaitReady(pod, kWorksTimeout));
    }
    ready_after = absl::Now() - start_at;
    back = true;
  });
  const bool works = Eventually(
      kWorksTimeout, [&] { return std::ranges::all_of(pods, [&](Cluster::Pod pod) { return Works(pod, back); }); });
  const absl::Duration failover = absl::Now() - ended_at;
  starter.join();
  if (!started.ok()) return started;
  if (!works) return absl::DeadlineExceededError("nothing works again after the end of " + cluster_.Name(pods.front()));
  if (pods.size() == 1) {
    times_[pods.front().service].failover.push_back(failover);
    times_[pods.front().service].ready.push_back(ready_after);
  }
  return absl::OkStatus();
}

bool PodKiller::Works(Cluster::Pod ended, bool back) {
  switch (ended.service) {
    case Cluster::kIngest:
      return IngestWorks(ended.ordinal);
    case Cluster::kTagger:
      return TaggingWorks();
    case Cluster::kQuery:
      return QueryWorks(ended.ordinal, back);
  }
  return false;
}

ingest::v1::ArticleSubmission PodKiller::Probe() {
  ingest::v1::ArticleSubmission article = MadeArticle(1'000'000 + probes_);
  article.set_article_id(absl::StrCat("probe-", probes_++));
  article.set_source(kProbeSource);
  return article;
}

bool PodKiller::IngestWorks(int ordinal) {
  const auto [begin, end] = cluster_.layout().Share(ordinal, cluster_.layout().ingest);
  ingest::v1::CreateArticleRequest request;
  uint32_t partition = end;
  while (partition < begin || partition >= end) {
    *request.mutable_article() = Probe();
    partition = PartitionOf(ArticleId{std::string(request.article().article_id())}, cluster_.layout().partitions).value;
  }
  return client::CallUnary(cluster_.Connect(ordinal).ingest(), &IngestStub::CreateArticle, request, kProbeTimeout).ok();
}

bool PodKiller::TaggingWorks() {
  const cli::Connection connection = cluster_.Connect();
  std::vector<std::string> tokens;
  for (int i = 0; i < kTaggingProbes; ++i) {
    ingest::v1::CreateArticleRequest request;
    *request.mutable_article() = Probe();
    const auto created = connection.log().CreateArticle(request, kProbeTimeout);
    if (!created.ok()) return false;
    tokens.push_back(created->acknowledgement().write_token());
  }
  return std::ranges::all_of(tokens, [&](const std::string& token) {
    query::v1::CountArticlesRequest request;
    request.mutable_freshness()->set_min_freshness(token);
    const auto counted = client::CallUnary(connection.query(), &QueryStub::CountArticles, request, 5 * kProbeTimeout);
    return counted.ok() && counted->missing().empty();
  });
}

bool PodKiller::QueryWorks(int ended, bool back) const {
  for (int ordinal = 0; ordinal < cluster_.layout().query; ++ordinal) {
    // One that was alone has to come back first.
    if (ordinal == ended && !back && cluster_.layout().query > 1) continue;
    const auto counted = client::CallUnary(cluster_.Connect(0, 0, ordinal).query(), &QueryStub::CountArticles,
                                           query::v1::CountArticlesRequest(), kProbeTimeout);
    if (!counted.ok() || !counted->missing().empty()) return false;
  }
  return true;
}

std::string PodKiller::Report() const {
  std::string report = "  from the end of a pod until calls succeed fully, and from its start until it is ready\n";
  for (const auto& [service, times] : times_) {
    absl::StrAppendFormat(&report, "  %-7s %3d times  %s   %s\n", Cluster::Name(service), times.failover.size(),
                          Summary(times.failover), Summary(times.ready));
  }
  return report;
}

}  // namespace sitrep::testing
