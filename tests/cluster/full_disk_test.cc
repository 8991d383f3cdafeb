// A disk that fills up under real processes: it is said, nothing acknowledged is lost, and with room again everything
// goes on without a restart. The disk is a small file system in memory; where this user may not mount one, the tests
// are skipped and say so.

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <set>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/client/unary_call.h"
#include "tests/cluster/cluster.h"

namespace sitrep::testing {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;

// Room for a shard beside what it keeps free (ShardOptions::min_free_disk_bytes).
constexpr int kDiskMegabytes = 160;

// A file system of its own, unmounted at the end of the scope. Not thread-safe.
class SmallDisk {
 public:
  SmallDisk() : folder_(temp_dir_.path().string()) {
    const std::string size = absl::StrCat("size=", kDiskMegabytes, "m");
    mounted_ = mount("tmpfs", folder_.c_str(), "tmpfs", 0, size.c_str()) == 0;
    if (!mounted_) problem_ = std::strerror(errno);
  }
  ~SmallDisk() {
    // Processes on it may be ending just now.
    if (mounted_) umount2(folder_.c_str(), MNT_DETACH);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  bool mounted() const { return mounted_; }
  const std::string& problem() const { return problem_; }
  const std::string& folder() const { return folder_; }

  // Leaves not a byte.
  void Fill() const {
    struct statvfs disk = {};
    ASSERT_EQ(statvfs(folder_.c_str(), &disk), 0);
    const int file = open(Ballast().c_str(), O_CREAT | O_WRONLY | O_TRUNC, 0600);
    ASSERT_GE(file, 0);
    // The service may take some of it meanwhile.
    off_t bytes = static_cast<off_t>(disk.f_bavail) * static_cast<off_t>(disk.f_frsize);
    while (bytes > 0 && posix_fallocate(file, 0, bytes) == ENOSPC) bytes -= static_cast<off_t>(disk.f_frsize);
    close(file);
    ASSERT_GT(bytes, 0);
  }
  void MakeRoom() const { std::filesystem::remove(Ballast()); }

 private:
  std::string Ballast() const { return folder_ + "/ballast"; }

  TempDir temp_dir_;
  const std::string folder_;
  std::string problem_;
  bool mounted_ = false;
};

absl::StatusOr<ingest::v1::CreateArticleResponse> Create(const Cluster& cluster, int number) {
  const cli::Connection connection = cluster.Connect();
  ingest::v1::CreateArticleRequest request;
  *request.mutable_article() = MadeArticle(number);
  return client::CallUnary(connection.ingest(), &ingest::v1::IngestService::Stub::CreateArticle, request,
                           absl::Seconds(20));
}

absl::Status Get(const Cluster& cluster, const std::string& id) {
  const cli::Connection connection = cluster.Connect();
  ingest::v1::GetArticleRequest request;
  request.set_article_id(id);
  return client::CallUnary(connection.ingest(), &ingest::v1::IngestService::Stub::GetArticle, request,
                           absl::Seconds(10))
      .status();
}

TEST(FullDiskTest, IngestRefusesLosesNothingAndGoesOn) {
  const SmallDisk disk;
  if (!disk.mounted()) GTEST_SKIP() << "no file system can be mounted here: " << disk.problem();
  Cluster cluster;
  const std::vector<std::string> on_disk = {"--data_dir=" + disk.folder() + "/ingest"};
  ASSERT_TRUE(cluster.Start(Cluster::kIngest, on_disk).ok());
  std::set<std::string> acknowledged;
  const auto create = [&](int number) {
    const auto created = Create(cluster, number);
    if (created.ok()) acknowledged.insert(created->acknowledgement().article_id());
    return created.status();
  };
  for (int i = 0; i < 8; ++i) ASSERT_TRUE(create(i).ok());

  ASSERT_NO_FATAL_FAILURE(disk.Fill());
  for (int i = 10; i < 14; ++i) {
    const absl::Status full = create(i);
    EXPECT_EQ(full.code(), absl::StatusCode::kResourceExhausted) << full;
    EXPECT_EQ(ReadErrorDetail(full).reason, "DISK_FULL") << full;
  }
  // The fast path says it for each article.
  const auto answer = SubmitBatch(cluster, {MadeArticle(20), MadeArticle(21)});
  ASSERT_TRUE(answer.ok()) << answer.status();
  ASSERT_EQ(answer->results_size(), 2);
  for (const auto& result : answer->results()) EXPECT_EQ(result.refusal().reason(), "DISK_FULL");
  EXPECT_THAT(cluster.Scrape(Cluster::kIngest), ContainsRegex("property=\"disk_full\"[^\n]* 1\n"));
  // What is there can still be read.
  EXPECT_TRUE(Get(cluster, "made-3").ok());

  disk.MakeRoom();
  for (int i = 10; i < 14; ++i) {
    const absl::Status again = create(i);
    EXPECT_TRUE(again.ok()) << again;
  }
  EXPECT_TRUE(cluster.Running(Cluster::kIngest));
  EXPECT_EQ(acknowledged.size(), 12u);

  cluster.Kill(Cluster::kIngest);
  ASSERT_TRUE(cluster.Start(Cluster::kIngest, on_disk).ok());
  for (const std::string& id : acknowledged) {
    // The first call may find the connection of the killed process.
    absl::Status kept;
    EXPECT_TRUE(Eventually(absl::Seconds(20), [&] { return (kept = Get(cluster, id)).ok(); })) << id << ": " << kept;
  }
}

TEST(FullDiskTest, QuerySaysThatItsViewsStandStillAndCatchesUp) {
  const SmallDisk disk;
  if (!disk.mounted()) GTEST_SKIP() << "no file system can be mounted here: " << disk.problem();
  Cluster cluster;
  ASSERT_TRUE(cluster.Start(Cluster::kIngest).ok());
  // A tagger that cannot remember still tags.
  ASSERT_TRUE(cluster.Start(Cluster::kTagger, {"--data_dir=" + disk.folder() + "/tagger"}).ok());
  ASSERT_TRUE(cluster.Start(Cluster::kQuery, {"--data_dir=" + disk.folder() + "/query"}).ok());
  ASSERT_TRUE(Create(cluster, 4).ok());
  ASSERT_TRUE(cluster.WaitForViews(absl::Seconds(30)).ok());

  ASSERT_NO_FATAL_FAILURE(disk.Fill());
  ASSERT_TRUE(Create(cluster, 5).ok());
  const cli::Connection connection = cluster.Connect();
  const auto trouble = [&] {
    const auto status = client::CallUnary(connection.query_admin(), &query::v1::AdminService::Stub::GetStatus,
                                          query::v1::GetStatusRequest(), absl::Seconds(10));
    return status.ok() ? status->trouble() : std::string("no status");
  };
  EXPECT_TRUE(Eventually(absl::Seconds(20), [&] { return absl::StrContains(trouble(), "disk"); })) << trouble();
  EXPECT_THAT(cluster.Scrape(Cluster::kQuery), HasSubstr("\nsitrep_query_follower_trouble 1"));
  EXPECT_THAT(ReadWholeFile(cluster.LogOf(Cluster::kQuery)), HasSubstr("a view cannot be written"));
  EXPECT_THAT(cluster.Sitrep({"status"}).output, HasSubstr("disk"));
  // What was indexed before is still answered.
  EXPECT_THAT(cluster.Sitrep({"search", "lorries"}).output, HasSubstr("made-4"));

  disk.MakeRoom();
  const absl::Status fresh = cluster.WaitForViews(absl::Seconds(30));
  EXPECT_TRUE(fresh.ok()) << fresh;
  EXPECT_EQ(trouble(), "");
  EXPECT_THAT(cluster.Sitrep({"search", "lorries"}).output, HasSubstr("made-5"));
  const auto verified = cluster.Sitrep({"admin", "verify"});
  EXPECT_EQ(verified.exit_code, 0) << verified.output << verified.errors;
}

}  // namespace
}  // namespace sitrep::testing
