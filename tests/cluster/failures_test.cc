// A text on which tagging fails: it is indexed by its words, listed and counted, it holds up nothing behind it, and an
// operator has it tagged again once the tagger can; then the views equal those of a log that never had trouble.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/client/unary_call.h"
#include "tests/cluster/buggy_tagger.h"
#include "tests/cluster/cluster.h"

namespace sitrep::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string DigestsOf(const Cluster& cluster) {
  const cli::Connection connection = cluster.Connect();
  const auto digest = client::CallUnary(connection.query_admin(), &query::v1::AdminService::Stub::GetDigest,
                                        query::v1::GetDigestRequest(), absl::Seconds(30));
  EXPECT_TRUE(digest.ok()) << digest.status();
  return digest.ok() ? digest->ShortDebugString() : "";
}

TEST(FailuresTest, AreListedHoldUpNothingAndAreTaggedAgain) {
  Cluster cluster;
  ASSERT_TRUE(cluster.Start(Cluster::kIngest).ok());
  ASSERT_TRUE(cluster.Start(Cluster::kTagger).ok());
  BuggyTagger buggy(cluster.Address(Cluster::kTagger), "confirmed report 4.");
  const std::vector<std::string> flags = {"--tagger_address=" + buggy.Address()};
  ASSERT_TRUE(cluster.Start(Cluster::kQuery, flags).ok());
  const cli::Connection connection = cluster.Connect();
  for (int i = 3; i < 9; ++i) {
    ingest::v1::CreateArticleRequest create;
    *create.mutable_article() = MadeArticle(i);
    ASSERT_TRUE(client::CallUnary(connection.ingest(), &ingest::v1::IngestService::Stub::CreateArticle, create,
                                  absl::Seconds(20))
                    .ok());
  }
  ASSERT_TRUE(cluster.WaitForViews(absl::Seconds(30)).ok());

  const auto failures = cluster.Sitrep({"admin", "failures"});
  EXPECT_EQ(failures.exit_code, 0) << failures.errors;
  EXPECT_THAT(failures.output, HasSubstr("made-4"));
  EXPECT_THAT(failures.output, HasSubstr("stumbled over these words"));
  EXPECT_EQ(std::ranges::count(failures.output, '\n'), 1) << failures.output;
  const auto tagging_failed = [&] {
    const auto status = client::CallUnary(connection.query_admin(), &query::v1::AdminService::Stub::GetStatus,
                                          query::v1::GetStatusRequest(), absl::Seconds(10));
    EXPECT_TRUE(status.ok()) << status.status();
    return status.ok() ? static_cast<int>(status->tagging_failed()) : -1;
  };
  EXPECT_EQ(tagging_failed(), 1);
  const std::string found = cluster.Sitrep({"search", "lorries"}).output;
  for (int i = 3; i < 9; ++i) EXPECT_THAT(found, HasSubstr(absl::StrCat("made-", i)));
  EXPECT_THAT(cluster.Sitrep({"quotes"}).output, Not(HasSubstr("counted 4 lorries")));
  EXPECT_THAT(cluster.Sitrep({"quotes"}).output, HasSubstr("counted 5 lorries"));

  EXPECT_THAT(cluster.Sitrep({"admin", "failures", "--retry"}).output, HasSubstr("1 tagged again, 1 still fail"));
  EXPECT_EQ(tagging_failed(), 1);

  buggy.Mend();
  const auto retried = cluster.Sitrep({"admin", "failures", "--retry"});
  EXPECT_EQ(retried.exit_code, 0) << retried.errors;
  EXPECT_THAT(retried.output, HasSubstr("1 tagged again, 0 still fail"));
  EXPECT_THAT(cluster.Sitrep({"admin", "failures"}).output, HasSubstr("every article is annotated"));
  EXPECT_EQ(tagging_failed(), 0);
  EXPECT_THAT(cluster.Sitrep({"quotes"}).output, HasSubstr("counted 4 lorries"));
  const auto verified = cluster.Sitrep({"admin", "verify"});
  EXPECT_EQ(verified.exit_code, 0) << verified.output << verified.errors;

  const std::string lived_through = DigestsOf(cluster);
  ASSERT_TRUE(cluster.Stop(Cluster::kQuery).ok());
  std::filesystem::remove_all(cluster.DataDir(Cluster::kQuery));
  ASSERT_TRUE(cluster.Start(Cluster::kQuery, flags).ok());
  ASSERT_TRUE(cluster.WaitForViews(absl::Seconds(30)).ok());
  EXPECT_EQ(DigestsOf(cluster), lived_through);
  ASSERT_TRUE(cluster.Stop(Cluster::kQuery).ok());
}

}  // namespace
}  // namespace sitrep::testing
