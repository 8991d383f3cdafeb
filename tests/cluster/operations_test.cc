// What an operator meets: refusals to start, metrics, backup, and what a client meets end to end: retraction,
// subscriptions, operators' entities, reading one's own writes.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/error.h"
#include "common/client/unary_call.h"
#include "common/rpc/status.h"
#include "common/storage/shard.h"
#include "tests/cluster/cluster.h"

namespace sitrep::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

// Runs a service that must not start: its exit code, and in `errors` what it said.
int RunToItsEnd(const Cluster& cluster, Cluster::Service service, const std::vector<std::string>& flags,
                std::string& errors) {
  const std::string log = cluster.folder() + "/refused.log";
  std::filesystem::remove(log);
  auto process = Process::Start(Cluster::Binary(service), flags, log);
  EXPECT_TRUE(process.ok());
  const absl::StatusOr<int> code = process->Wait(absl::Seconds(20));
  errors = ReadWholeFile(log);
  EXPECT_TRUE(code.ok()) << "it started: " << errors;
  return code.value_or(0);
}

TEST(StartTest, ASecondIngestIsRefusedAndSaysWhy) {
  Cluster cluster;
  ASSERT_TRUE(cluster.Start(Cluster::kIngest).ok());
  std::string errors;
  EXPECT_NE(RunToItsEnd(cluster, Cluster::kIngest,
                        {"--address=" + cluster.Address(Cluster::kIngest), "--metrics_address=127.0.0.1:0",
                         "--data_dir=" + cluster.folder() + "/other"},
                        errors),
            0);
  EXPECT_THAT(errors, HasSubstr(cluster.Address(Cluster::kIngest)));
  EXPECT_NE(RunToItsEnd(cluster, Cluster::kIngest,
                        {"--address=127.0.0.1:0", "--metrics_address=127.0.0.1:0",
                         "--data_dir=" + cluster.DataDir(Cluster::kIngest)},
                        errors),
            0);
  EXPECT_THAT(errors, AllOf(HasSubstr(cluster.DataDir(Cluster::kIngest)), HasSubstr("process")));
}

TEST(StartTest, AShardOfAnotherServiceAndANumberOfPartitionsThatChanged) {
  Cluster cluster;
  ASSERT_TRUE(cluster.Start(Cluster::kIngest).ok());
  ASSERT_TRUE(cluster.Stop(Cluster::kIngest).ok());
  std::string errors;
  EXPECT_NE(RunToItsEnd(cluster, Cluster::kTagger,
                        {"--address=127.0.0.1:0", "--metrics_address=127.0.0.1:0",
                         "--data_dir=" + cluster.DataDir(Cluster::kIngest)},
                        errors),
            0);
  EXPECT_THAT(errors, HasSubstr("ingest"));
  EXPECT_NE(RunToItsEnd(cluster, Cluster::kIngest,
                        {"--address=127.0.0.1:0", "--metrics_address=127.0.0.1:0", "--partitions=3",
                         "--data_dir=" + cluster.DataDir(Cluster::kIngest)},
                        errors),
            0);
  EXPECT_THAT(errors, AllOf(HasSubstr("8 partitions"), HasSubstr("3")));
}

TEST(StartTest, AShardThatANewerProgramWroteIsLeftAlone) {
  Cluster cluster;
  const storage::ShardOptions current;
  for (const auto service : {Cluster::kIngest, Cluster::kTagger, Cluster::kQuery}) {
    storage::ShardOptions newer{.path = cluster.DataDir(service), .kind = Cluster::Name(service)};
    // Each generation of the views is a shard of its own.
    if (service == Cluster::kQuery) newer.path += "/generation-1";
    newer.format_version = current.format_version + 1;
    ASSERT_TRUE(storage::OpenShard(newer).ok());
    std::string errors;
    EXPECT_EQ(RunToItsEnd(
                  cluster, service,
                  {"--address=127.0.0.1:0", "--metrics_address=127.0.0.1:0", "--data_dir=" + cluster.DataDir(service)},
                  errors),
              1);
    EXPECT_THAT(errors, AllOf(HasSubstr(absl::StrCat("format version ", newer.format_version)),
                              HasSubstr(absl::StrCat("up to ", current.format_version)), HasSubstr(newer.path)));
    // Whoever can read it still can.
    newer.oldest_readable_version = newer.format_version;
    EXPECT_TRUE(storage::OpenShard(newer).ok()) << Cluster::Name(service);
  }
}

TEST(StartTest, SigtermDrainsAndEndsWithZero) {
  Cluster cluster;
  ASSERT_TRUE(cluster.Start().ok());
  for (const auto service : {Cluster::kQuery, Cluster::kTagger, Cluster::kIngest}) {
    const absl::StatusOr<int> code = cluster.Stop(service);
    ASSERT_TRUE(code.ok()) << code.status();
    EXPECT_EQ(*code, 0);
  }
}

// The first column of METRICS.md: names in backticks.
std::set<std::string> ListedMetrics() {
  std::set<std::string> names;
  std::ifstream in("k8s/monitoring/METRICS.md");
  for (std::string line; std::getline(in, line);) {
    if (absl::StartsWith(line, "| `sitrep_")) names.insert(line.substr(3, line.find('`', 3) - 3));
  }
  return names;
}

std::set<std::string> ScrapedMetrics(const Cluster& cluster, Cluster::Service service) {
  std::set<std::string> names;
  for (const absl::string_view line : absl::StrSplit(cluster.Scrape(service), '\n')) {
    if (!absl::StartsWith(line, "# TYPE ")) continue;
    const std::vector<std::string> words = absl::StrSplit(line, ' ');
    if (absl::StartsWith(words[2], "sitrep_")) names.insert(words[2]);
  }
  return names;
}

TEST(MetricsTest, WhatIsScrapedIsWhatIsListed) {
  Cluster cluster;
  ASSERT_TRUE(cluster.Start().ok());
  ASSERT_EQ(cluster.Sitrep({"load", "samples"}).exit_code, 0);
  cluster.Sitrep({"status"});
  std::set<std::string> scraped;
  for (const auto service : {Cluster::kIngest, Cluster::kTagger, Cluster::kQuery}) {
    const std::set<std::string> names = ScrapedMetrics(cluster, service);
    EXPECT_FALSE(names.empty()) << service;
    scraped.insert(names.begin(), names.end());
  }
  EXPECT_EQ(scraped, ListedMetrics());
}

TEST(RetractTest, ATakenDownArticleIsGoneEverywhereAndCannotComeBack) {
  Cluster cluster;
  ASSERT_TRUE(cluster.Start().ok());
  const cli::Connection connection = cluster.Connect();
  ingest::v1::CreateArticleRequest create;
  *create.mutable_article() = MadeArticle(4);
  ASSERT_TRUE(
      client::CallUnary(connection.ingest(), &ingest::v1::IngestService::Stub::CreateArticle, create, absl::Seconds(20))
          .ok());
  ASSERT_TRUE(cluster.WaitForViews(absl::Seconds(30)).ok());
  EXPECT_THAT(cluster.Sitrep({"search", "lorries"}).output, HasSubstr("made-4"));
  EXPECT_EQ(cluster.Sitrep({"retract", "made-4", "--reason", "a test"}).exit_code, 0);
  EXPECT_THAT(cluster.Sitrep({"search", "lorries"}).output, Not(HasSubstr("made-4")));
  EXPECT_THAT(cluster.Sitrep({"quotes"}).output, Not(HasSubstr("lorries")));
  EXPECT_THAT(cluster.Sitrep({"events"}).output, Not(HasSubstr("made-4")));
  // A second one is harmless, also after more was written.
  *create.mutable_article() = MadeArticle(5);
  ASSERT_TRUE(
      client::CallUnary(connection.ingest(), &ingest::v1::IngestService::Stub::CreateArticle, create, absl::Seconds(20))
          .ok());
  EXPECT_THAT(cluster.Sitrep({"retract", "made-4"}).output, HasSubstr("before"));
  *create.mutable_article() = MadeArticle(4);
  const absl::Status again =
      client::CallUnary(connection.ingest(), &ingest::v1::IngestService::Stub::CreateArticle, create, absl::Seconds(20))
          .status();
  EXPECT_EQ(again.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReadErrorDetail(again).reason, "ARTICLE_RETRACTED");
  const auto verified = cluster.Sitrep({"admin", "verify"});
  EXPECT_EQ(verified.exit_code, 0) << verified.output << verified.errors;
}

TEST(SubscriptionTest, MatchesComeInOrderAndSurviveARestart) {
  Cluster cluster;
  ASSERT_TRUE(cluster.Start().ok());
  ASSERT_EQ(cluster.Sitrep({"subscribe", "--id", "lorries", "--create-only", "lorries"}).exit_code, 0);
  const cli::Connection connection = cluster.Connect();
  const auto create = [&](int number) {
    ingest::v1::CreateArticleRequest request;
    *request.mutable_article() = MadeArticle(number);
    return client::CallUnary(connection.ingest(), &ingest::v1::IngestService::Stub::CreateArticle, request,
                             absl::Seconds(20))
        .status();
  };
  // 9 revises 8.
  ASSERT_TRUE(create(8).ok());
  ASSERT_TRUE(create(9).ok());
  ASSERT_EQ(cluster.Sitrep({"retract", "made-8"}).exit_code, 0);
  ASSERT_TRUE(cluster.Stop(Cluster::kQuery).ok());
  ASSERT_TRUE(cluster.Start(Cluster::kQuery).ok());
  const auto matches = cluster.Sitrep({"subscribe", "--id", "lorries", "--limit", "3"});
  EXPECT_EQ(matches.exit_code, 0) << matches.errors;
  const size_t matched = matches.output.find("MATCHED");
  const size_t updated = matches.output.find("UPDATED");
  const size_t withdrawn = matches.output.find("WITHDRAWN");
  ASSERT_NE(withdrawn, std::string::npos) << matches.output;
  EXPECT_LT(matched, updated);
  EXPECT_LT(updated, withdrawn);
  EXPECT_EQ(cluster.Sitrep({"subscribe", "--delete", "lorries"}).exit_code, 0);
}

TEST(OperatorEntityTest, CountsForArticlesThatComeAfterIt) {
  Cluster cluster;
  ASSERT_TRUE(cluster.Start().ok());
  const cli::Connection connection = cluster.Connect();
  tagger::v1::UpsertEntityRequest request;
  request.mutable_entity()->set_name("Quorbian Lighthouse");
  request.mutable_entity()->set_kind("PLACE");
  request.mutable_entity()->mutable_location()->set_latitude(51.5);
  request.mutable_entity()->mutable_location()->set_longitude(3.5);
  const auto upserted = client::CallUnary(connection.tagger(), &tagger::v1::TaggerService::Stub::UpsertEntity, request,
                                          absl::Seconds(10));
  ASSERT_TRUE(upserted.ok()) << upserted.status();
  ingest::v1::CreateArticleRequest create;
  create.mutable_article()->set_article_id("lighthouse");
  create.mutable_article()->set_publication_time("2022-03-05");
  create.mutable_article()->set_text("Two boats met near Quorbian Lighthouse on Friday, the coast guard said.");
  ASSERT_TRUE(
      client::CallUnary(connection.ingest(), &ingest::v1::IngestService::Stub::CreateArticle, create, absl::Seconds(20))
          .ok());
  ASSERT_TRUE(cluster.WaitForViews(absl::Seconds(30)).ok());
  EXPECT_THAT(cluster.Sitrep({"entity", "Quorbian Lighthouse"}).output, HasSubstr(upserted->entity().entity_id()));
  EXPECT_THAT(cluster.Sitrep({"search", "--near", "51.5,3.5", "--within", "10"}).output, HasSubstr("lighthouse"));
}

TEST(LargeArticleTest, ManyAtOnceReachTheViews) {
  Cluster cluster;
  ASSERT_TRUE(cluster.Start(Cluster::kIngest).ok());
  const cli::Connection connection = cluster.Connect();
  // Together far more than one message of the log's stream may hold.
  for (int i = 0; i < 10; ++i) {
    ingest::v1::CreateArticleRequest create;
    create.mutable_article()->set_article_id(absl::StrCat("large-", i));
    create.mutable_article()->set_html(absl::StrCat("<html><body><!--", std::string(6 << 20, 'x'),
                                                    "--><p>A long page about harbours, number ", i,
                                                    ", was printed again on Friday.</p></body></html>"));
    const auto created = client::CallUnary(connection.ingest(), &ingest::v1::IngestService::Stub::CreateArticle, create,
                                           absl::Seconds(30));
    ASSERT_TRUE(created.ok()) << created.status();
  }
  // Two do not fit into one page.
  ingest::v1::ListArticlesRequest list;
  list.set_page_size(1'000);
  list.set_view(ingest::v1::ListArticlesRequest::FULL);
  std::set<std::string> listed;
  do {
    const auto page =
        client::CallUnary(connection.ingest(), &ingest::v1::IngestService::Stub::ListArticles, list, absl::Seconds(30));
    ASSERT_TRUE(page.ok()) << page.status();
    EXPECT_EQ(page->articles_size(), 1);
    for (const auto& article : page->articles()) listed.insert(article.article_id());
    list.set_page_token(page->next_page_token());
  } while (!list.page_token().empty());
  EXPECT_EQ(listed.size(), 10u);
  ASSERT_TRUE(cluster.Start(Cluster::kTagger).ok());
  ASSERT_TRUE(cluster.Start(Cluster::kQuery).ok());
  const absl::Status fresh = cluster.WaitForViews(absl::Seconds(30));
  ASSERT_TRUE(fresh.ok()) << fresh;
  EXPECT_THAT(cluster.Sitrep({"search", "harbours"}).output, HasSubstr("10 articles"));
}

TEST(BackupTest, ARestoredClusterAnswersAsBefore) {
  Cluster cluster;
  ASSERT_TRUE(cluster.Start().ok());
  ASSERT_EQ(cluster.Sitrep({"load", "samples"}).exit_code, 0);
  const std::string before = cluster.Sitrep({"events", "--limit", "500"}).output;
  EXPECT_FALSE(before.empty());
  const auto backed_up = cluster.Sitrep({"admin", "backup", cluster.folder() + "/backup"});
  ASSERT_EQ(backed_up.exit_code, 0) << backed_up.errors;
  for (const auto service : {Cluster::kQuery, Cluster::kIngest}) {
    ASSERT_TRUE(cluster.Stop(service).ok());
    std::filesystem::remove_all(cluster.DataDir(service));
  }
  const auto restored = cluster.Sitrep({"admin", "restore", cluster.folder() + "/backup", cluster.folder()});
  ASSERT_EQ(restored.exit_code, 0) << restored.errors;
  ASSERT_TRUE(cluster.Start(Cluster::kIngest).ok());
  ASSERT_TRUE(cluster.Start(Cluster::kQuery).ok());
  ASSERT_TRUE(cluster.WaitForViews(absl::Seconds(30)).ok());
  EXPECT_EQ(cluster.Sitrep({"events", "--limit", "500"}).output, before);
}

TEST(BackupTest, TheLogAloneIsEnough) {
  Cluster cluster;
  ASSERT_TRUE(cluster.Start().ok());
  ASSERT_EQ(cluster.Sitrep({"load", "samples"}).exit_code, 0);
  const std::string before = cluster.Sitrep({"events", "--limit", "500"}).output;
  const std::string folder = cluster.folder() + "/backup";
  for (int i = 0; i < 2; ++i) {
    const auto backed_up = cluster.Sitrep({"admin", "backup", folder, "--log-only", "--keep=1"});
    ASSERT_EQ(backed_up.exit_code, 0) << backed_up.errors;
    EXPECT_THAT(backed_up.output, AllOf(HasSubstr("log: backup"), Not(HasSubstr("views"))));
  }
  EXPECT_FALSE(std::filesystem::exists(folder + "/query"));
  for (const auto service : {Cluster::kQuery, Cluster::kIngest}) {
    ASSERT_TRUE(cluster.Stop(service).ok());
    std::filesystem::remove_all(cluster.DataDir(service));
  }
  const auto restored = cluster.Sitrep({"admin", "restore", folder, cluster.folder()});
  ASSERT_EQ(restored.exit_code, 0) << restored.errors;
  EXPECT_THAT(restored.output, HasSubstr("will be rebuilt"));
  ASSERT_TRUE(cluster.Start(Cluster::kIngest).ok());
  ASSERT_TRUE(cluster.Start(Cluster::kQuery).ok());
  ASSERT_TRUE(cluster.WaitForViews(absl::Seconds(60)).ok());
  EXPECT_EQ(cluster.Sitrep({"events", "--limit", "500"}).output, before);
}

}  // namespace
}  // namespace sitrep::testing
