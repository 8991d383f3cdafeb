// A new query process gets its views from another one instead of building them from the log, and from the log when
// there is no other; one that starts again without ingest serves what it has.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rocksdb/db.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/byte_codec.h"
#include "common/client/unary_call.h"
#include "common/rpc/channel.h"
#include "tests/cluster/cluster.h"
#include "tests/cluster/other_process.h"

namespace sitrep::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr int kArticles = 300;

std::string DigestOf(const std::string& query) {
  const auto stub = query::v1::AdminService::NewStub(rpc::MakeChannel(query));
  const auto digest = client::CallUnary(*stub, &query::v1::AdminService::Stub::GetDigest, query::v1::GetDigestRequest(),
                                        absl::Seconds(20));
  return digest.ok() ? digest->DebugString() : std::string(digest.status().message());
}

absl::StatusOr<OtherProcess> StartReplica(const Cluster& cluster, const std::string& name, const std::string& peers) {
  return OtherProcess::Start(
      Cluster::Binary(Cluster::kQuery),
      {"--data_dir=" + cluster.folder() + "/" + name, "--ingest_address=" + cluster.Address(Cluster::kIngest),
       "--tagger_address=" + cluster.Address(Cluster::kTagger), "--peers=" + peers},
      cluster.folder() + "/" + name + ".log");
}

bool IsReady(const std::string& log_path) {
  return Eventually(absl::Seconds(60),
                    [&] { return ReadWholeFile(log_path).find("\"msg\":\"ready\"") != std::string::npos; });
}

TEST(BootstrapTest, AReplicaStartsFromAPeerAndFollows) {
  Cluster cluster;
  ASSERT_TRUE(cluster.Start().ok());
  std::vector<ingest::v1::ArticleSubmission> articles;
  for (int i = 0; i < kArticles; ++i) articles.push_back(MadeArticle(i));
  ASSERT_TRUE(SubmitBatch(cluster, articles).ok());
  ASSERT_TRUE(cluster.WaitForViews(absl::Seconds(60)).ok());
  ASSERT_TRUE(IsReady(cluster.LogOf(Cluster::kQuery)));

  // The first of the peers is dead.
  const auto replica = StartReplica(cluster, "replica", "127.0.0.1:1," + cluster.Address(Cluster::kQuery));
  ASSERT_TRUE(replica.ok()) << replica.status();
  ASSERT_TRUE(IsReady(replica->log_path)) << ReadWholeFile(replica->log_path);
  EXPECT_THAT(ReadWholeFile(replica->log_path), HasSubstr("the views were copied from a peer"));
  EXPECT_EQ(DigestOf(replica->address()), DigestOf(cluster.Address(Cluster::kQuery)));
  EXPECT_FALSE(std::filesystem::exists(cluster.DataDir(Cluster::kQuery) + "/checkpoint-leaving"));

  ASSERT_TRUE(SubmitBatch(cluster, {MadeArticle(kArticles)}).ok());
  ASSERT_TRUE(cluster.WaitForViews(absl::Seconds(30)).ok());
  const std::string now = DigestOf(cluster.Address(Cluster::kQuery));
  EXPECT_TRUE(Eventually(absl::Seconds(30), [&] { return DigestOf(replica->address()) == now; }));

  // Nobody to copy from.
  const auto alone = StartReplica(cluster, "alone", "127.0.0.1:1");
  ASSERT_TRUE(alone.ok()) << alone.status();
  ASSERT_TRUE(IsReady(alone->log_path)) << ReadWholeFile(alone->log_path);
  EXPECT_THAT(ReadWholeFile(alone->log_path), Not(HasSubstr("copied from a peer")));
  EXPECT_EQ(DigestOf(alone->address()), now);
}

TEST(ReadinessTest, AProcessWithDataIsReadyWithoutIngestAfterAWhile) {
  Cluster cluster;
  ASSERT_TRUE(cluster.Start().ok());
  ASSERT_TRUE(SubmitBatch(cluster, {MadeArticle(1), MadeArticle(2)}).ok());
  ASSERT_TRUE(cluster.WaitForViews(absl::Seconds(30)).ok());
  ASSERT_TRUE(cluster.Stop(Cluster::kQuery).ok());
  cluster.Kill(Cluster::kIngest);
  std::filesystem::remove(cluster.LogOf(Cluster::kQuery));
  ASSERT_TRUE(cluster.Start(Cluster::kQuery, {"--ready_timeout=500ms"}).ok());
  ASSERT_TRUE(IsReady(cluster.LogOf(Cluster::kQuery))) << ReadWholeFile(cluster.LogOf(Cluster::kQuery));
  EXPECT_THAT(cluster.Sitrep({"search", "lorries"}).output, HasSubstr("2 articles"));
}

// The shard of the views says that an older program made it.
TEST(FormatTest, ViewsOfAnOlderFormatAreBuiltAnew) {
  Cluster cluster;
  ASSERT_TRUE(cluster.Start().ok());
  ASSERT_TRUE(SubmitBatch(cluster, {MadeArticle(1), MadeArticle(2)}).ok());
  ASSERT_TRUE(cluster.WaitForViews(absl::Seconds(30)).ok());
  const std::string digest = DigestOf(cluster.Address(Cluster::kQuery));
  ASSERT_TRUE(cluster.Stop(Cluster::kQuery).ok());
  const std::filesystem::path folder = cluster.DataDir(Cluster::kQuery) + "/generation-1";
  std::filesystem::remove_all(folder);
  {
    rocksdb::Options options;
    options.create_if_missing = true;
    rocksdb::DB* raw = nullptr;
    ASSERT_TRUE(rocksdb::DB::Open(options, folder.string(), &raw).ok());
    const std::unique_ptr<rocksdb::DB> database(raw);
    // Kind, format version 0, creation id.
    std::string identity;
    AppendSized(identity, "query");
    AppendVarint(identity, 0);
    AppendBigEndian64(identity, 1);
    ASSERT_TRUE(database->Put({}, "sitrep.shard", identity).ok());
  }
  ASSERT_TRUE(cluster.Start(Cluster::kQuery).ok());
  ASSERT_TRUE(cluster.WaitForViews(absl::Seconds(30)).ok());
  EXPECT_THAT(ReadWholeFile(cluster.LogOf(Cluster::kQuery)), HasSubstr("the views are built anew"));
  EXPECT_EQ(DigestOf(cluster.Address(Cluster::kQuery)), digest);
}

}  // namespace
}  // namespace sitrep::testing
