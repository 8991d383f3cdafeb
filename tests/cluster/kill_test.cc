// kill -9 of each of the three processes, again and again at random moments while articles stream in; afterwards every
// acknowledged article is found exactly once, and each view equals a replay of the log.

#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <map>
#include <random>
#include <set>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "common/client/article_submitter.h"
#include "common/client/unary_call.h"
#include "common/rpc/channel.h"
#include "tests/cluster/cluster.h"

namespace sitrep::testing {
namespace {

constexpr int kArticles = 1'500;
constexpr int kKills = 12;

uint64_t Seed() {
  if (const char* given = std::getenv("SITREP_SEED"); given != nullptr) return std::strtoull(given, nullptr, 10);
  return std::random_device()();
}

std::map<std::string, std::string> DigestsOf(const cli::Connection& connection) {
  const auto digest = client::CallUnary(connection.query_admin(), &query::v1::AdminService::Stub::GetDigest,
                                        query::v1::GetDigestRequest(), absl::Seconds(30));
  std::map<std::string, std::string> digests;
  EXPECT_TRUE(digest.ok()) << digest.status();
  if (!digest.ok()) return digests;
  for (const auto& view : digest->views()) digests[view.view()] = absl::StrCat(view.rows(), ":", view.digest());
  return digests;
}

TEST(KillTest, NothingAcknowledgedIsLostOrDoubled) {
  const uint64_t seed = Seed();
  std::cout << "seed " << seed << " (SITREP_SEED repeats it)" << std::endl;
  std::mt19937_64 random(seed);
  Cluster cluster;
  ASSERT_TRUE(cluster.Start().ok());

  absl::Mutex mutex;
  std::set<std::string> acknowledged;
  std::atomic<int> answered = 0;
  std::atomic<int> refused = 0;
  absl::Status submitted;
  std::thread submitting([&] {
    client::IngestClient log(cluster.Address(Cluster::kIngest));
    client::ArticleSubmitter submitter(log,
                                       {.max_batch_articles = 8,
                                        .max_batch_bytes = 1 << 20,
                                        .max_batches_in_flight = 4,
                                        .patience = absl::Seconds(60)},
                                       [&](uint64_t, const ingest::v1::SubmissionResult& result) {
                                         ++answered;
                                         if (result.has_refusal()) {
                                           ++refused;
                                           return;
                                         }
                                         absl::MutexLock lock(&mutex);
                                         acknowledged.insert(result.acknowledgement().article_id());
                                       });
    for (int i = 0; i < kArticles && submitted.ok(); ++i) submitted.Update(submitter.Submit(MadeArticle(i)));
    submitted.Update(submitter.Finish().status());
  });

  // Kills are spread over the stream by how much of it has been answered, each at a random moment of its share.
  for (int kill = 0; kill < kKills; ++kill) {
    const int at = kArticles * kill / kKills + static_cast<int>(random() % (kArticles / kKills));
    ASSERT_TRUE(Eventually(absl::Seconds(60), [&] { return answered >= at || !submitted.ok(); }));
    const auto service = static_cast<Cluster::Service>(random() % Cluster::kServices);
    cluster.Kill(service);
    const absl::Status restarted = cluster.Start(service);
    ASSERT_TRUE(restarted.ok()) << restarted;
  }
  submitting.join();
  ASSERT_TRUE(submitted.ok()) << submitted;
  EXPECT_EQ(answered, kArticles);
  EXPECT_EQ(refused, 0);
  const absl::Status fresh = cluster.WaitForViews(absl::Seconds(60));
  ASSERT_TRUE(fresh.ok()) << fresh;

  const cli::Connection connection = cluster.Connect();
  std::map<std::string, int> found;
  query::v1::SearchArticlesRequest search;
  search.set_page_size(500);
  search.set_highlights(-1);
  uint64_t total = 0;
  do {
    const auto page = client::CallUnary(connection.query(), &query::v1::QueryService::Stub::SearchArticles, search,
                                        absl::Seconds(20));
    ASSERT_TRUE(page.ok()) << page.status();
    for (const query::v1::ArticleHit& hit : page->hits()) {
      ++found[hit.article().article_id()];
      EXPECT_EQ(hit.state(), query::v1::Document::ANNOTATED) << hit.article().article_id();
    }
    total = page->total();
    search.set_page_token(page->next_page_token());
  } while (!search.page_token().empty());
  EXPECT_EQ(total, acknowledged.size());
  EXPECT_EQ(found.size(), acknowledged.size());
  for (const std::string& id : acknowledged) EXPECT_EQ(found[id], 1) << id;

  const auto verified = cluster.Sitrep({"admin", "verify"});
  EXPECT_EQ(verified.exit_code, 0) << verified.output << verified.errors;

  // A view built anew from the log.
  const std::map<std::string, std::string> lived_through = DigestsOf(connection);
  ASSERT_TRUE(cluster.Stop(Cluster::kQuery).ok());
  std::filesystem::remove_all(cluster.DataDir(Cluster::kQuery));
  ASSERT_TRUE(cluster.Start(Cluster::kQuery).ok());
  ASSERT_TRUE(cluster.WaitForViews(absl::Seconds(60)).ok());
  EXPECT_EQ(DigestsOf(cluster.Connect()), lived_through);
}

}  // namespace
}  // namespace sitrep::testing
