// Following a log of several ingest pods as if it were of one.

#include "common/client/log_follower.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "common/testing/process.h"
#include "tests/component/client/three_pods.h"

namespace sitrep::client {
namespace {

using ::sitrep::testing::IdIn;
using ::testing::HasSubstr;

// What came, in the order in which it came.
class Received {
 public:
  LogFollower::OnBatch Listener() {
    return [this](const ingest::v1::WatchArticlesResponse& batch) {
      absl::MutexLock lock(&mutex_);
      for (const ingest::v1::LogRecord& record : batch.records()) {
        if (!record.has_heartbeat()) records_.push_back(record);
      }
      cursor_ = batch.cursor();
      return true;
    };
  }
  // Blocks until so many records are there; false when they do not come.
  bool Await(size_t records) const {
    absl::MutexLock lock(&mutex_);
    const auto come = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return records_.size() >= records; };
    return mutex_.AwaitWithTimeout(absl::Condition(&come), absl::Seconds(20));
  }
  bool AwaitCursor(const CursorVector& token) const {
    absl::MutexLock lock(&mutex_);
    const auto come = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      return !cursor_.empty() && DecodeCursor(cursor_)->Reached(token);
    };
    return mutex_.AwaitWithTimeout(absl::Condition(&come), absl::Seconds(20));
  }
  std::vector<ingest::v1::LogRecord> records() const {
    absl::MutexLock lock(&mutex_);
    return records_;
  }
  CursorVector cursor() const {
    absl::MutexLock lock(&mutex_);
    return *DecodeCursor(cursor_);
  }

 private:
  mutable absl::Mutex mutex_;
  std::vector<ingest::v1::LogRecord> records_ ABSL_GUARDED_BY(mutex_);
  std::string cursor_ ABSL_GUARDED_BY(mutex_);
};

class LogFollowerTest : public ::sitrep::testing::ThreePods {
 protected:
  void Create(const std::string& id) {
    ingest::v1::CreateArticleRequest request;
    *request.mutable_article() = Article(id, "The bridge is open again.");
    absl::Status created;
    // A channel to a pod that was away takes a moment to connect again.
    EXPECT_TRUE(::sitrep::testing::Eventually(kTimeout, [&] {
      created = ingest_.CreateArticle(request, kTimeout).status();
      return !absl::IsUnavailable(created);
    }));
    ASSERT_TRUE(created.ok()) << created;
  }
  void AppendControl(const std::string& key) {
    ingest::v1::AppendControlRequest request;
    request.mutable_record()->set_kind(ingest::v1::ControlRecord::ENTITY);
    request.mutable_record()->set_key(key);
    const auto appended = ingest_.AppendControl(request, kTimeout);
    ASSERT_TRUE(appended.ok()) << appended.status();
  }

  IngestClient ingest_{map_};
};

TEST_F(LogFollowerTest, GivesTheRecordsOfAllPodsWithOneCursor) {
  for (uint32_t p = 0; p < kPartitions; ++p) Create(IdIn(Partition{p}, kPartitions));
  IngestClient by_address(pods_[1]->address());
  Received received;
  {
    LogFollower follower(by_address, {}, {}, received.Listener());
    ASSERT_TRUE(received.Await(kPartitions));
    EXPECT_EQ(follower.trouble(), "");
    EXPECT_TRUE(follower.failure().ok());
  }
  const CursorVector cursor = received.cursor();
  EXPECT_EQ(cursor.log_id, map_.log_id());
  for (uint32_t p = 0; p < kPartitions; ++p) EXPECT_EQ(cursor.At(Partition{p}), Offset{1});

  // Another goes on from there.
  Create(IdIn(Partition{5}, kPartitions, "later"));
  Received rest;
  LogFollower follower(ingest_, {}, cursor, rest.Listener());
  ASSERT_TRUE(rest.Await(1));
  EXPECT_EQ(rest.records().size(), 1u);
  EXPECT_EQ(rest.records()[0].partition(), 5u);
}

TEST_F(LogFollowerTest, FollowsOnlyWhatItIsAskedFor) {
  for (uint32_t p = 0; p < kPartitions; ++p) Create(IdIn(Partition{p}, kPartitions));
  AppendControl("e");
  Received received;
  LogFollower follower(ingest_, {.partitions = {Partition{4}, Partition{7}}}, {}, received.Listener());
  CursorVector all{.log_id = map_.log_id(), .next = {{Partition{4}, Offset{1}}, {Partition{7}, Offset{1}}}};
  all.Advance(kControlPartition, Offset{1});
  ASSERT_TRUE(received.AwaitCursor(all));
  std::multiset<uint32_t> partitions;
  for (const auto& record : received.records()) partitions.insert(record.partition());
  EXPECT_EQ(partitions, (std::multiset<uint32_t>{4, 7, kControlPartition.value}));
  // It tells how many partitions there are all the same.
  EXPECT_EQ(received.cursor().next.size(), kPartitions + 1u);

  Received control;
  LogFollower of_control(ingest_, {.only_control = true}, {}, control.Listener());
  ASSERT_TRUE(control.Await(1));
  EXPECT_TRUE(control.records()[0].has_control());
}

// Whoever gets an article has every control record that was appended before it, although they are of different pods.
TEST_F(LogFollowerTest, NoArticleOvertakesAControlRecord) {
  Received received;
  LogFollower follower(ingest_, {}, {}, received.Listener());
  constexpr int kRounds = 60;
  std::atomic<int> articles = 0;
  std::vector<std::thread> writers;
  for (const uint32_t pod : {1u, 2u}) {
    writers.emplace_back([&, pod] {
      for (int i = 0; i < kRounds; ++i, ++articles) {
        Create(IdIn(pods_[pod]->owners().articles()[0], kPartitions, absl::StrCat("race-", i)));
      }
    });
  }
  int controls = 0;
  for (; articles < 2 * kRounds; ++controls) AppendControl(absl::StrCat("entity-", controls));
  for (std::thread& writer : writers) writer.join();
  ASSERT_TRUE(received.Await(2 * kRounds + controls));
  const auto micros = [](const google::protobuf::Timestamp& time) {
    return time.seconds() * 1'000'000 + time.nanos() / 1'000;
  };
  int64_t newest_article = 0;
  for (const ingest::v1::LogRecord& record : received.records()) {
    if (record.has_control()) {
      EXPECT_GE(micros(record.append_time()), newest_article) << "control record " << record.offset();
    } else if (record.partition() >= 3) {
      newest_article = std::max(newest_article, micros(record.append_time()));
    }
  }
}

TEST_F(LogFollowerTest, ArticlesWaitWhileThePodOfTheControlPartitionIsAway) {
  pods_[0]->Stop();
  Create(IdIn(Partition{4}, kPartitions));
  Received received;
  LogFollower follower(ingest_, {.partitions = {Partition{4}}}, {}, received.Listener());
  const auto complains = [&] { return !follower.trouble().empty(); };
  ASSERT_TRUE(::sitrep::testing::Eventually(absl::Seconds(20), complains));
  EXPECT_THAT(follower.trouble(), HasSubstr(pods_[0]->address()));
  EXPECT_TRUE(received.records().empty());
  ASSERT_TRUE(pods_[0]->Start().ok());
  EXPECT_TRUE(received.Await(1));
}

TEST_F(LogFollowerTest, APodThatRestartsIsFollowedAgain) {
  Received received;
  LogFollower follower(ingest_, {}, {}, received.Listener());
  Create(IdIn(Partition{7}, kPartitions));
  ASSERT_TRUE(received.Await(1));
  pods_[2]->Stop();
  Create(IdIn(Partition{1}, kPartitions));
  EXPECT_TRUE(received.Await(2));
  ASSERT_TRUE(pods_[2]->Start().ok());
  Create(IdIn(Partition{7}, kPartitions, "after"));
  EXPECT_TRUE(received.Await(3));
  EXPECT_EQ(received.records().size(), 3u);
}

TEST_F(LogFollowerTest, ACursorOfAnotherLogIsAFailure) {
  Received received;
  LogFollower follower(ingest_, {}, CursorVector{.log_id = 7, .next = {{Partition{0}, Offset{3}}}},
                       received.Listener());
  ASSERT_TRUE(::sitrep::testing::Eventually(absl::Seconds(20), [&] { return !follower.failure().ok(); }));
  EXPECT_THAT(follower.trouble(), HasSubstr("the log cannot be followed"));
}

TEST_F(LogFollowerTest, PodsOfAnotherLogAreNotFollowed) {
  std::string text = absl::StrCat("log 7 ", map_.partitions(), "\n");
  for (const cluster::IngestPod& pod : map_.ingest_pods()) {
    absl::StrAppend(&text, "ingest ", pod.ordinal, " ", pod.address, " ", pod.partitions.front().value, "-",
                    pod.partitions.back().value, "\n");
  }
  absl::StrAppend(&text, "query 0/1 0-", map_.partitions() - 1, " whole\n");
  const auto other = cluster::PartitionMap::Parse(text);
  ASSERT_TRUE(other.ok()) << other.status();
  Create("a1");
  IngestClient ingest(*other);
  Received received;
  LogFollower follower(ingest, {}, CursorVector{}, received.Listener());
  EXPECT_TRUE(::sitrep::testing::Eventually(absl::Seconds(20), [&] {
    return follower.trouble().find("a pod answers from log 5f3a9c21d4e8b706, not from 0000000000000007") !=
           std::string::npos;
  })) << follower.trouble();
  EXPECT_THAT(received.records(), ::testing::IsEmpty());
}

}  // namespace
}  // namespace sitrep::client
