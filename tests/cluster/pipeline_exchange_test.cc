// A new pipeline version takes the place of the old one while articles stream in, people search, a subscriber reads,
// and query is killed in the middle: nobody waits, nothing is lost, nobody is told twice.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/client/unary_call.h"
#include "common/rpc/channel.h"
#include "tests/cluster/cluster.h"
#include "tests/cluster/other_process.h"

namespace sitrep::testing {
namespace {

using query::v1::ListGenerationsResponse;
using ::testing::HasSubstr;

constexpr int kBefore = 400;

std::string EnvironmentOr(const char* name, const char* fallback) {
  const char* value = std::getenv(name);
  return value == nullptr ? fallback : value;
}

// A tagger whose lexicon has one line more, and so another version.
absl::StatusOr<OtherProcess> StartNewTagger(const Cluster& cluster, int port) {
  const std::filesystem::path models = cluster.folder() + "/models";
  if (!std::filesystem::exists(models)) {
    std::filesystem::copy(EnvironmentOr("SITREP_MODELS", "models"), models, std::filesystem::copy_options::recursive);
    std::ofstream(models / "topics" / "topics.tsv", std::ios::app) << "lifestyle\t1\tlorries\n";
  }
  return OtherProcess::Start(Cluster::Binary(Cluster::kTagger),
                             {"--models_dir=" + models.string(), "--data_dir=" + cluster.folder() + "/new-tagger",
                              "--ingest_address=" + cluster.Address(Cluster::kIngest)},
                             cluster.folder() + "/new-tagger.log", port);
}

std::string VersionOf(const std::string& tagger) {
  const auto stub = tagger::v1::TaggerService::NewStub(rpc::MakeChannel(tagger));
  const auto pipeline = client::CallUnary(*stub, &tagger::v1::TaggerService::Stub::GetPipeline,
                                          tagger::v1::GetPipelineRequest(), absl::Seconds(20));
  return pipeline.ok() ? pipeline->pipeline_version() : std::string();
}

absl::Status Create(const cli::Connection& connection, int number) {
  ingest::v1::CreateArticleRequest request;
  *request.mutable_article() = MadeArticle(number);
  return client::CallUnary(connection.ingest(), &ingest::v1::IngestService::Stub::CreateArticle, request,
                           absl::Seconds(20))
      .status();
}

ListGenerationsResponse Generations(const Cluster& cluster) {
  return client::CallUnary(cluster.Connect().query_admin(), &query::v1::AdminService::Stub::ListGenerations,
                           query::v1::ListGenerationsRequest(), absl::Seconds(10))
      .value_or(ListGenerationsResponse());
}

std::string Serving(const Cluster& cluster) {
  const ListGenerationsResponse listed = Generations(cluster);
  return listed.generations().empty() ? std::string() : listed.generations(0).pipeline_version();
}

// Every match from a cursor on, by article and revision, with its kind; `cursor` moves behind them.
std::map<std::string, int> MatchesFrom(const Cluster& cluster, std::string& cursor) {
  std::map<std::string, int> matches;
  const cli::Connection connection = cluster.Connect();
  query::v1::SubscribeRequest request;
  request.set_subscription_id("lorries");
  request.set_cursor(cursor);
  grpc::ClientContext context;
  const auto stream = connection.subscriptions().Subscribe(&context, request);
  query::v1::SubscribeResponse response;
  while (stream->Read(&response) && response.matches_size() > 0) {
    cursor = response.cursor();
    for (const query::v1::Match& match : response.matches()) {
      ++matches[absl::StrCat(match.article().article_id(), "/", match.article().revision(), " ",
                             query::v1::Match::Kind_Name(match.kind()))];
    }
  }
  context.TryCancel();
  stream->Finish();
  return matches;
}

TEST(PipelineExchangeTest, ReadsSwitchUnderLoadAndNobodyIsToldTwice) {
  Cluster cluster;
  ASSERT_TRUE(cluster.Start(Cluster::kIngest).ok());
  ASSERT_TRUE(cluster.Start(Cluster::kTagger).ok());
  auto new_tagger = StartNewTagger(cluster, 0);
  ASSERT_TRUE(new_tagger.ok()) << new_tagger.status();
  const std::string old_version = VersionOf(cluster.Address(Cluster::kTagger));
  const std::string new_version = VersionOf(new_tagger->address());
  ASSERT_NE(old_version, new_version);
  new_tagger->process.Kill();
  const std::string taggers =
      absl::StrCat("--tagger_address=", cluster.Address(Cluster::kTagger), ",", new_tagger->address());
  ASSERT_TRUE(cluster.Start(Cluster::kQuery, {taggers}).ok());
  ASSERT_EQ(cluster.Sitrep({"subscribe", "--id", "lorries", "--create-only", "lorries"}).exit_code, 0);
  const cli::Connection connection = cluster.Connect();
  for (int i = 0; i < kBefore; ++i) ASSERT_TRUE(Create(connection, i).ok());
  ASSERT_TRUE(cluster.WaitForViews(absl::Seconds(60)).ok());
  EXPECT_EQ(Serving(cluster), old_version);
  std::string cursor;
  std::map<std::string, int> told = MatchesFrom(cluster, cursor);
  EXPECT_EQ(told.size(), static_cast<size_t>(kBefore));

  std::atomic<bool> stop = false;
  std::atomic<bool> killing = false;
  std::atomic<int> created = kBefore;
  std::atomic<int> searches = 0;
  std::atomic<int> failed_searches = 0;
  std::thread loading([&] {
    while (!stop) {
      if (Create(connection, created).ok()) ++created;
    }
  });
  std::thread searching([&] {
    query::v1::SearchArticlesRequest request;
    request.mutable_filter()->set_query("lorries");
    while (!stop) {
      const bool excused = killing;
      const auto found = client::CallUnary(connection.query(), &query::v1::QueryService::Stub::SearchArticles, request,
                                           absl::Seconds(20));
      ++searches;
      if (excused || killing) continue;
      if (!found.ok() || found->total() < kBefore * 9 / 10) ++failed_searches;
    }
  });

  EXPECT_EQ(cluster.Sitrep({"admin", "generations", "announce", new_version}).exit_code, 0);
  EXPECT_TRUE(Eventually(absl::Seconds(30), [&] { return Generations(cluster).generations_size() == 2; }));
  // No tagger of that version yet: it says so, and what serves goes on.
  EXPECT_TRUE(Eventually(absl::Seconds(30), [&] { return !Generations(cluster).trouble().empty(); }));
  new_tagger = StartNewTagger(cluster, new_tagger->port);
  EXPECT_TRUE(new_tagger.ok()) << new_tagger.status();
  EXPECT_TRUE(Eventually(absl::Seconds(60), [&] {
    const ListGenerationsResponse listed = Generations(cluster);
    return listed.generations_size() == 2 && listed.generations(1).articles() > 20;
  })) << Generations(cluster).DebugString();
  killing = true;
  cluster.Kill(Cluster::kQuery);
  const absl::Status restarted = cluster.Start(Cluster::kQuery, {taggers});
  EXPECT_TRUE(restarted.ok()) << restarted;
  EXPECT_TRUE(Eventually(absl::Seconds(30), [&] { return Serving(cluster) == old_version; }));
  // The searches' own connection takes a moment to be made again.
  EXPECT_TRUE(Eventually(absl::Seconds(30), [&] {
    return client::CallUnary(connection.query(), &query::v1::QueryService::Stub::CountArticles,
                             query::v1::CountArticlesRequest(), absl::Seconds(20))
        .ok();
  }));
  killing = false;
  EXPECT_EQ(cluster.Sitrep({"admin", "generations", "activate", new_version}).exit_code, 0);
  EXPECT_TRUE(Eventually(absl::Seconds(120), [&] { return Serving(cluster) == new_version; }))
      << Generations(cluster).DebugString() << ReadWholeFile(cluster.LogOf(Cluster::kQuery));
  // Some more by the new one.
  const int at_switch = created;
  EXPECT_TRUE(Eventually(absl::Seconds(30), [&] { return created > at_switch + 20; }));
  stop = true;
  loading.join();
  searching.join();
  EXPECT_EQ(failed_searches, 0) << "of " << searches;
  std::cout << searches << " searches and " << created - kBefore << " articles during the exchange" << std::endl;
  ASSERT_TRUE(cluster.WaitForViews(absl::Seconds(60)).ok());

  // Everything was tagged again, also what came before.
  for (const int number : {0, 17, kBefore - 2, created - 2}) {
    query::v1::GetDocumentRequest get;
    get.set_article_id(MadeArticle(number).article_id());
    const auto document =
        client::CallUnary(connection.query(), &query::v1::QueryService::Stub::GetDocument, get, absl::Seconds(20));
    ASSERT_TRUE(document.ok()) << document.status();
    EXPECT_EQ(document->pipeline_version(), new_version);
  }
  // The subscriber goes on where it was; from the beginning it would hear the same once more, and nothing else.
  for (const auto& [match, times] : MatchesFrom(cluster, cursor)) {
    EXPECT_FALSE(told.contains(match)) << match;
    told[match] += times;
  }
  EXPECT_EQ(told.size(), static_cast<size_t>(created));
  for (const auto& [match, times] : told) EXPECT_EQ(times, 1) << match;
  std::string beginning;
  EXPECT_EQ(MatchesFrom(cluster, beginning), told);

  EXPECT_TRUE(Eventually(absl::Seconds(20),
                         [&] { return !std::filesystem::exists(cluster.DataDir(Cluster::kQuery) + "/generation-1"); }));
  // The old tagger is not needed any more, nor what crashed views could go back to.
  cluster.Kill(Cluster::kTagger);
  cluster.Kill(Cluster::kQuery);
  ASSERT_TRUE(cluster.Start(Cluster::kQuery, {taggers}).ok());
  ASSERT_TRUE(Create(connection, created).ok());
  ASSERT_TRUE(cluster.WaitForViews(absl::Seconds(30)).ok());
  EXPECT_EQ(Serving(cluster), new_version);
  EXPECT_THAT(cluster.Sitrep({"admin", "generations"}).output, HasSubstr("generation-2 serves reads"));
  EXPECT_EQ(cluster.Sitrep({"admin", "verify"}).exit_code, 0);
}

}  // namespace
}  // namespace sitrep::testing
