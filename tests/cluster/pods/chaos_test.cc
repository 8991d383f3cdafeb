// kill -9 and SIGTERM of random pods of every service while clients submit, retract, repeat and ask without pause.
// During it no answer is wrong and no call fails but for a pod that is down; afterwards every acknowledged article is
// found exactly once, on every pod, and every view equals a replay of the log. SITREP_CHAOS_SECONDS says how long.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <map>
#include <set>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/client/unary_call.h"
#include "common/testing/seed.h"
#include "tests/cluster/cluster.h"
#include "tests/cluster/pods/chaos_load.h"
#include "tests/cluster/pods/pod_killer.h"

namespace sitrep::testing {
namespace {

using ::testing::IsEmpty;

absl::Duration HowLong() {
  const char* seconds = std::getenv("SITREP_CHAOS_SECONDS");
  return absl::Seconds(seconds == nullptr ? 40 : std::atoi(seconds));
}

// How often each made article is found; probes are not counted.
std::map<std::string, int> FoundAt(const Cluster& cluster, int ordinal) {
  const cli::Connection connection = cluster.Connect(0, 0, ordinal);
  std::map<std::string, int> found;
  query::v1::SearchArticlesRequest search;
  search.set_page_size(500);
  search.set_highlights(-1);
  search.set_require_complete(true);
  do {
    const auto page = client::CallUnary(connection.query(), &query::v1::QueryService::Stub::SearchArticles, search,
                                        absl::Seconds(20));
    EXPECT_TRUE(page.ok()) << page.status();
    if (!page.ok()) break;
    for (const query::v1::ArticleHit& hit : page->hits()) {
      if (absl::StartsWith(hit.article().article_id(), "made-")) ++found[hit.article().article_id()];
      EXPECT_EQ(hit.state(), query::v1::Document::ANNOTATED) << hit.article().article_id();
    }
    search.set_page_token(page->next_page_token());
  } while (!search.page_token().empty());
  return found;
}

// What each pod says its views hold.
std::map<std::string, std::string> Digests(const Cluster& cluster) {
  std::map<std::string, std::string> digests;
  for (int ordinal = 0; ordinal < cluster.layout().query; ++ordinal) {
    const auto digest =
        client::CallUnary(cluster.Connect(0, 0, ordinal).query_admin(), &query::v1::AdminService::Stub::GetDigest,
                          query::v1::GetDigestRequest(), absl::Seconds(30));
    EXPECT_TRUE(digest.ok()) << digest.status();
    if (!digest.ok()) continue;
    for (const auto& view : digest->views()) {
      digests[absl::StrCat("query-", ordinal, " ", view.view())] = absl::StrCat(view.rows(), ":", view.digest());
    }
  }
  return digests;
}

TEST(ChaosTest, KeepsItsPromises) {
  const uint64_t seed = Seed();
  Cluster cluster({.ingest = 3, .tagger = 2, .query = 4, .groups = 2});
  const absl::Status started = cluster.Start();
  ASSERT_TRUE(started.ok()) << started;
  ChaosLoad load(cluster, {.seed = seed});
  PodKiller killer(cluster, seed);
  const absl::Time end = absl::Now() + HowLong();
  while (absl::Now() < end) {
    const absl::Status struck = killer.Strike();
    ASSERT_TRUE(struck.ok()) << struck;
    if (!load.broken_promises().empty()) break;
  }
  const absl::Status submitted = load.Stop();
  ASSERT_TRUE(submitted.ok()) << submitted;
  EXPECT_THAT(load.broken_promises(), IsEmpty());
  const absl::Status fresh = cluster.WaitForViews(absl::Seconds(60));
  ASSERT_TRUE(fresh.ok()) << fresh;

  std::cout << killer.Report() << "  " << load.submitted() << " articles, " << load.retracted().size() << " retracted, "
            << load.unchanged() << " repeated\n  " << load.tally().complete << " complete answers, "
            << load.tally().partial << " with a part missing\n";
  for (const auto& [failure, times] : load.tally().failures) std::cout << "  " << times << " times " << failure << "\n";
  EXPECT_GT(load.unchanged(), 0);
  EXPECT_GT(load.tally().complete, 100);

  const std::set<std::string> acknowledged = load.acknowledged();
  for (int ordinal = 0; ordinal < cluster.layout().query; ++ordinal) {
    const std::map<std::string, int> found = FoundAt(cluster, ordinal);
    EXPECT_EQ(found.size(), acknowledged.size()) << ordinal;
    for (const auto& [id, times] : found) EXPECT_EQ(times, 1) << id;
    for (const std::string& id : acknowledged) EXPECT_TRUE(found.contains(id)) << id;
    for (const std::string& id : load.retracted()) EXPECT_FALSE(found.contains(id)) << id;
  }
  const auto verified = cluster.Sitrep({"admin", "verify"});
  EXPECT_EQ(verified.exit_code, 0) << verified.output << verified.errors;

  // Views built anew from the log.
  const std::map<std::string, std::string> lived_through = Digests(cluster);
  for (int ordinal = 0; ordinal < cluster.layout().query; ++ordinal) {
    ASSERT_TRUE(cluster.Stop({Cluster::kQuery, ordinal}).ok());
    std::filesystem::remove_all(cluster.DataDir({Cluster::kQuery, ordinal}));
  }
  for (int ordinal = 0; ordinal < cluster.layout().query; ++ordinal) {
    ASSERT_TRUE(cluster.Start({Cluster::kQuery, ordinal}).ok());
  }
  ASSERT_TRUE(cluster.WaitForViews(absl::Seconds(120)).ok());
  EXPECT_EQ(Digests(cluster), lived_through);
}

}  // namespace
}  // namespace sitrep::testing
