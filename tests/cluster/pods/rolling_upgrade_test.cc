// Pods are exchanged one by one, as Kubernetes does it: SIGTERM, a new process on the same data, and the next one only
// when it is ready. Nobody who uses the client library may notice.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/client/unary_call.h"
#include "tests/cluster/cluster.h"
#include "tests/cluster/pods/steady_clients.h"

namespace sitrep::testing {
namespace {

using ::testing::IsEmpty;

constexpr absl::Duration kReadyTimeout = absl::Seconds(60);

// With two pods that hold everything, there is always one to ask.
constexpr ClusterLayout kLayout{.ingest = 2, .tagger = 2, .query = 2};

absl::Status Exchange(Cluster& cluster, Cluster::Pod pod) {
  const absl::StatusOr<int> code = cluster.Stop(pod);
  if (!code.ok()) return code.status();
  if (*code != 0) return absl::InternalError(absl::StrCat(cluster.Name(pod), " ends with ", *code));
  const absl::Status started = cluster.Start(pod);
  return started.ok() ? cluster.WaitReady(pod, kReadyTimeout) : started;
}

std::string VersionOf(const Cluster& cluster, int tagger) {
  const auto pipeline =
      client::CallUnary(cluster.Connect(0, tagger).tagger(), &tagger::v1::TaggerService::Stub::GetPipeline,
                        tagger::v1::GetPipelineRequest(), absl::Seconds(10));
  return pipeline.ok() ? pipeline->pipeline_version() : pipeline.status().ToString();
}

// The pipeline versions of a pod's generations, the one that serves first.
std::vector<std::string> Generations(const Cluster& cluster, int query) {
  const auto listed =
      client::CallUnary(cluster.Connect(0, 0, query).query_admin(), &query::v1::AdminService::Stub::ListGenerations,
                        query::v1::ListGenerationsRequest(), absl::Seconds(10));
  std::vector<std::string> versions;
  if (!listed.ok()) return versions;
  for (const auto& generation : listed->generations()) versions.push_back(generation.pipeline_version());
  return versions;
}

// On every query pod.
bool Serving(const Cluster& cluster, const std::string& version) {
  for (int ordinal = 0; ordinal < cluster.layout().query; ++ordinal) {
    const std::vector<std::string> versions = Generations(cluster, ordinal);
    if (versions.empty() || versions.front() != version) return false;
  }
  return true;
}

TEST(RollingUpgradeTest, NoCallFailsWhilePodsAreExchanged) {
  Cluster cluster(kLayout);
  const absl::Status started = cluster.Start();
  ASSERT_TRUE(started.ok()) << started;
  SteadyClients clients(cluster);
  // Something to be restarted with.
  ASSERT_TRUE(Eventually(absl::Seconds(30), [&] { return clients.acknowledged().size() > 50; }));
  for (const Cluster::Pod pod : cluster.AllPods()) {
    const absl::Status exchanged = Exchange(cluster, pod);
    ASSERT_TRUE(exchanged.ok()) << exchanged;
    EXPECT_THAT(clients.complaints(), IsEmpty()) << "after " << cluster.Name(pod);
  }
  clients.Stop();
  EXPECT_THAT(clients.complaints(), IsEmpty());
  std::cout << "  " << clients.acknowledged().size() << " articles, " << clients.reads() << " reads\n";
  const absl::Status fresh = cluster.WaitForViews(kReadyTimeout);
  ASSERT_TRUE(fresh.ok()) << fresh;
  for (int ordinal = 0; ordinal < cluster.layout().query; ++ordinal) {
    const auto counted =
        client::CallUnary(cluster.Connect(0, 0, ordinal).query(), &query::v1::QueryService::Stub::CountArticles,
                          query::v1::CountArticlesRequest(), absl::Seconds(10));
    ASSERT_TRUE(counted.ok()) << counted.status();
    EXPECT_EQ(counted->total(), clients.acknowledged().size()) << ordinal;
  }
}

// Taggers of two pipelines are up at once; the query pods, which hold different partitions, change over one by one.
TEST(RollingUpgradeTest, NoCallFailsWhileThePipelineIsExchanged) {
  Cluster cluster({.ingest = 2, .tagger = 2, .query = 4, .groups = 2});
  const std::filesystem::path models = cluster.folder() + "/models";
  std::filesystem::copy("models", models, std::filesystem::copy_options::recursive);
  std::ofstream(models / "topics" / "topics.tsv", std::ios::app) << "lifestyle\t1\tlorries\n";
  const std::string other_models = "--models_dir=" + models.string();
  for (const Cluster::Pod pod : cluster.AllPods()) {
    const bool is_new = pod.service == Cluster::kTagger && pod.ordinal == 1;
    const absl::Status started = cluster.Start(pod, is_new ? std::vector{other_models} : std::vector<std::string>{});
    ASSERT_TRUE(started.ok()) << started;
    ASSERT_TRUE(pod.service != Cluster::kTagger || cluster.WaitReady(pod, kReadyTimeout).ok());
  }
  const std::string old_version = VersionOf(cluster, 0);
  const std::string new_version = VersionOf(cluster, 1);
  ASSERT_NE(old_version, new_version);
  // Before anything is tagged by the wrong one.
  ASSERT_EQ(cluster.Sitrep({"admin", "generations", "activate", old_version}).exit_code, 0);
  for (int ordinal = 0; ordinal < cluster.layout().query; ++ordinal) {
    ASSERT_TRUE(cluster.WaitReady({Cluster::kQuery, ordinal}, kReadyTimeout).ok());
  }
  ASSERT_TRUE(cluster.WaitForPeers(kReadyTimeout).ok());
  SteadyClients clients(cluster);
  ASSERT_TRUE(Eventually(absl::Seconds(60), [&] { return clients.acknowledged().size() > 100; }));
  ASSERT_TRUE(cluster.WaitForViews(kReadyTimeout).ok());
  EXPECT_TRUE(Serving(cluster, old_version));

  EXPECT_EQ(cluster.Sitrep({"admin", "generations", "announce", new_version}).exit_code, 0);
  for (int ordinal = 0; ordinal < cluster.layout().query; ++ordinal) {
    EXPECT_TRUE(Eventually(kReadyTimeout, [&] { return Generations(cluster, ordinal).size() == 2; })) << ordinal;
  }
  EXPECT_EQ(cluster.Sitrep({"admin", "generations", "activate", new_version}).exit_code, 0);
  EXPECT_TRUE(Eventually(absl::Seconds(120), [&] { return Serving(cluster, new_version); }));
  const size_t before = clients.acknowledged().size();
  EXPECT_TRUE(Eventually(kReadyTimeout, [&] { return clients.acknowledged().size() > before + 50; }));
  clients.Stop();
  EXPECT_THAT(clients.complaints(), IsEmpty());
  // The old ones are not needed any more.
  ASSERT_TRUE(cluster.Stop({Cluster::kTagger, 0}).ok());
  const absl::Status fresh = cluster.WaitForViews(kReadyTimeout);
  ASSERT_TRUE(fresh.ok()) << fresh;
  for (const std::string& id : clients.acknowledged()) {
    query::v1::GetDocumentRequest request;
    request.set_article_id(id);
    const auto document = client::CallUnary(cluster.Connect(0, 1, 1).query(),
                                            &query::v1::QueryService::Stub::GetDocument, request, absl::Seconds(10));
    ASSERT_TRUE(document.ok()) << document.status();
    EXPECT_EQ(document->pipeline_version(), new_version) << id;
  }
}

}  // namespace
}  // namespace sitrep::testing
