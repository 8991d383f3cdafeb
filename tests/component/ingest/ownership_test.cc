// Several ingest pods on real shards: a shard is of one pod for ever, nobody appends to what another owns, and the
// watermark promises no more than can be kept.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "common/base/error.h"
#include "common/client/unary_call.h"
#include "common/rpc/channel.h"
#include "common/testing/fake_clock.h"
#include "common/testing/temp_dir.h"
#include "services/ingest/intake/intake.h"
#include "services/ingest/log_verifier.h"
#include "tests/component/ingest/ingest_pod.h"

namespace sitrep::ingest {
namespace {

using ::sitrep::testing::IdIn;
using ::sitrep::testing::IngestPod;
using ::sitrep::testing::MapOfPods;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr absl::Duration kTimeout = absl::Seconds(20);
using Stub = v1::IngestService::Stub;
using AdminStub = v1::AdminService::Stub;

std::unique_ptr<sitrep::storage::Shard> OpenShardAt(const std::string& path) {
  sitrep::storage::ShardOptions options{.path = path, .kind = "ingest"};
  options.families = RocksArticleLog::Families();
  for (auto& family : RocksArticleIndex::Families()) options.families.push_back(family);
  auto shard = sitrep::storage::OpenShard(options);
  EXPECT_TRUE(shard.ok()) << shard.status();
  return *std::move(shard);
}

cluster::PartitionMap MapOf(const std::string& log_id, const std::string& first, const std::string& second) {
  return *cluster::PartitionMap::Parse(
      absl::StrCat("log ", log_id, " 4\ningest 0 a:1 ", first, "\ningest 1 b:1 ", second, "\nquery 0/1 0-3 whole\n"));
}

// Why the shard cannot be opened so; empty when it can.
std::string RefusalOf(const std::string& path, const cluster::PartitionMap& map, uint32_t ordinal) {
  const auto shard = OpenShardAt(path);
  return std::string(RocksArticleLog::Open(*shard, *Owners::FromMap(map, ordinal)).status().message());
}

TEST(OwnershipTest, AShardIsOfOnePodForEver) {
  const testing::TempDir dir;
  const std::string path = dir.File("shard");
  const cluster::PartitionMap map = MapOf("a1", "0-1", "2-3");
  EXPECT_EQ(RefusalOf(path, map, 1), "");
  EXPECT_EQ(RefusalOf(path, map, 1), "");
  EXPECT_THAT(RefusalOf(path, map, 0),
              HasSubstr("is that of ingest 1 of log 00000000000000a1 with partitions 2-3 and cannot be opened as "
                        "ingest 0 of log 00000000000000a1 with partitions 0-1"));
  EXPECT_THAT(RefusalOf(path, MapOf("a1", "0-2", "3"), 1),
              HasSubstr("partitions 2-3 and cannot be opened as ingest 1"));
  EXPECT_THAT(RefusalOf(path, MapOf("b2", "0-1", "2-3"), 1), HasSubstr("as ingest 1 of log 00000000000000b2"));
  const auto shard = OpenShardAt(path);
  EXPECT_THAT(std::string(RocksArticleLog::Open(*shard, 0).status().message()), HasSubstr("--partition_map is needed"));
}

TEST(OwnershipTest, AShardWithoutAMapIsTheOnlyPodOfItsLog) {
  const testing::TempDir dir;
  const std::string path = dir.File("shard");
  std::string log_id;
  {
    const auto shard = OpenShardAt(path);
    const auto log = RocksArticleLog::Open(*shard, 4);
    ASSERT_TRUE(log.ok()) << log.status();
    log_id = absl::StrCat(absl::Hex((*log)->log_id()));
  }
  EXPECT_THAT(RefusalOf(path, MapOf(log_id, "0-2", "3"), 0), HasSubstr("with partitions 0-3 and cannot be opened as"));
  const auto everything =
      cluster::PartitionMap::Parse(absl::StrCat("log ", log_id, " 4\ningest 0 a:1 0-3\nquery 0/1 0-3 whole\n"));
  EXPECT_EQ(RefusalOf(path, *everything, 0), "");
}

// The fence is in the shard: whoever took over is noticed at the next append, also by a log that does not know of it.
TEST(OwnershipTest, OfTwoWritersOnOneLogTheOlderWritesNothing) {
  const testing::TempDir dir;
  const auto shard = OpenShardAt(dir.File("shard"));
  const auto first_log = RocksArticleLog::Open(*shard, 4);
  ASSERT_TRUE(first_log.ok());
  const auto index = RocksArticleIndex::Open(*shard, 4);
  const testing::FakeClock clock;
  obs::Metrics metrics[2];
  AppendClock first_clock(clock, **first_log);
  const auto submit = [](LogWriter& writer, const std::string& id) {
    v1::ArticleSubmission submission;
    submission.set_article_id(id);
    submission.set_text("Two pens, one page.");
    absl::StatusOr<Accepted> result = absl::UnknownError("");
    absl::Notification done;
    EXPECT_TRUE(writer
                    .Submit({*TakeIn(submission)},
                            [&](std::vector<absl::StatusOr<Accepted>> answers) {
                              result = std::move(answers[0]);
                              done.Notify();
                            })
                    .ok());
    done.WaitForNotification();
    return result;
  };
  const auto first = LogWriter::Start(**first_log, **index, first_clock, metrics[0], {}, [] {});
  ASSERT_TRUE(first.ok());
  EXPECT_TRUE(submit(**first, "a").ok());
  const auto second_log = RocksArticleLog::Open(*shard, 4);
  ASSERT_TRUE(second_log.ok());
  AppendClock second_clock(clock, **second_log);
  const auto second = LogWriter::Start(**second_log, **index, second_clock, metrics[1], {}, [] {});
  ASSERT_TRUE(second.ok());
  for (const char* id : {"b", "c"}) {
    const auto refused = submit(**first, id);
    EXPECT_EQ(refused.status().code(), absl::StatusCode::kAborted);
    EXPECT_EQ(ReadErrorDetail(refused.status()).reason, "FENCED") << refused.status();
  }
  EXPECT_EQ((*index)->counts().articles, 1u);
}

class TwoPodsTest : public ::testing::Test {
 protected:
  TwoPodsTest()
      : map_(MapOfPods(4, {"0-1", "2-3"})), first_(dir_.File("0"), map_, 0), second_(dir_.File("1"), map_, 1) {}
  void SetUp() override {
    ASSERT_TRUE(first_.Start().ok());
    ASSERT_TRUE(second_.Start().ok());
    for (size_t i = 0; i < 2; ++i) {
      const auto channel = rpc::MakeChannel(map_.ingest_pods()[i].address);
      stubs_[i] = v1::IngestService::NewStub(channel);
      admins_[i] = v1::AdminService::NewStub(channel);
    }
  }

  absl::StatusOr<v1::CreateArticleResponse> Create(size_t pod, const std::string& id) {
    v1::CreateArticleRequest request;
    request.mutable_article()->set_article_id(id);
    request.mutable_article()->set_text("The bridge is open again.");
    return client::CallUnary(*stubs_[pod], &Stub::CreateArticle, request, kTimeout);
  }

  const testing::TempDir dir_;
  const cluster::PartitionMap map_;
  IngestPod first_;
  IngestPod second_;
  std::unique_ptr<Stub> stubs_[2];
  std::unique_ptr<AdminStub> admins_[2];
};

void ExpectNotOwner(const absl::Status& status, Partition partition, const std::string& owner) {
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition) << status;
  const ErrorDetail detail = ReadErrorDetail(status);
  EXPECT_EQ(detail.reason, "NOT_OWNER") << status;
  EXPECT_EQ(detail.Find("partition"), absl::StrCat(partition.value));
  EXPECT_EQ(detail.Find("owner"), owner);
}

TEST_F(TwoPodsTest, WhatBelongsToAnotherIsAnsweredWithItsOwner) {
  const std::string id = IdIn(Partition{2}, 4);
  ExpectNotOwner(Create(0, id).status(), Partition{2}, second_.address());
  ASSERT_TRUE(Create(1, id).ok());

  v1::GetArticleRequest get;
  get.set_article_id(id);
  ExpectNotOwner(client::CallUnary(*stubs_[0], &Stub::GetArticle, get, kTimeout).status(), Partition{2},
                 second_.address());
  EXPECT_TRUE(client::CallUnary(*stubs_[1], &Stub::GetArticle, get, kTimeout).ok());

  v1::RetractArticleRequest retract;
  retract.set_article_id(id);
  ExpectNotOwner(client::CallUnary(*stubs_[0], &Stub::RetractArticle, retract, kTimeout).status(), Partition{2},
                 second_.address());

  v1::AppendControlRequest control;
  control.mutable_record()->set_kind(v1::ControlRecord::RETENTION);
  control.mutable_record()->set_key("k");
  ExpectNotOwner(client::CallUnary(*stubs_[1], &Stub::AppendControl, control, kTimeout).status(), kControlPartition,
                 first_.address());
  EXPECT_TRUE(client::CallUnary(*stubs_[0], &Stub::AppendControl, control, kTimeout).ok());
}

TEST_F(TwoPodsTest, ABatchIsRefusedArticleByArticle) {
  grpc::ClientContext context;
  const auto stream = stubs_[0]->SubmitArticles(&context);
  v1::SubmitArticlesRequest batch;
  batch.set_batch(1);
  for (const uint32_t p : {1u, 3u, 0u}) {
    batch.add_articles()->set_article_id(IdIn(Partition{p}, 4));
    batch.mutable_articles()->rbegin()->set_text("The bridge is open again.");
  }
  stream->Write(batch);
  stream->WritesDone();
  v1::SubmitArticlesResponse response;
  ASSERT_TRUE(stream->Read(&response));
  ASSERT_TRUE(stream->Finish().ok());
  ASSERT_EQ(response.results_size(), 3);
  EXPECT_TRUE(response.results(0).has_acknowledgement());
  EXPECT_EQ(response.results(1).refusal().reason(), "NOT_OWNER");
  EXPECT_EQ(response.results(1).refusal().owner(), second_.address());
  EXPECT_TRUE(response.results(2).has_acknowledgement());
  // Which is no failure of this pod.
  EXPECT_THAT(first_.Scrape(), HasSubstr("sitrep_ingest_articles_total{outcome=\"redirected\"} 1\n"));
  EXPECT_THAT(first_.Scrape(), HasSubstr("sitrep_ingest_articles_total{outcome=\"refused\"} 0\n"));
}

TEST_F(TwoPodsTest, AListGoesOnWithTheNextOwner) {
  for (uint32_t p = 0; p < 4; ++p) ASSERT_TRUE(Create(p / 2, IdIn(Partition{p}, 4)).ok());
  v1::ListArticlesRequest list;
  ExpectNotOwner(client::CallUnary(*stubs_[1], &Stub::ListArticles, list, kTimeout).status(), Partition{0},
                 first_.address());
  const auto page = client::CallUnary(*stubs_[0], &Stub::ListArticles, list, kTimeout);
  ASSERT_TRUE(page.ok()) << page.status();
  EXPECT_EQ(page->articles_size(), 2);
  list.set_page_token(page->next_page_token());
  ExpectNotOwner(client::CallUnary(*stubs_[0], &Stub::ListArticles, list, kTimeout).status(), Partition{2},
                 second_.address());
  const auto rest = client::CallUnary(*stubs_[1], &Stub::ListArticles, list, kTimeout);
  ASSERT_TRUE(rest.ok()) << rest.status();
  EXPECT_EQ(rest->articles_size(), 2);
  EXPECT_EQ(rest->next_page_token(), "");
}

TEST_F(TwoPodsTest, EveryPodKnowsAllOwners) {
  for (const auto& admin : admins_) {
    const auto listed = client::CallUnary(*admin, &AdminStub::ListPartitions, v1::ListPartitionsRequest(), kTimeout);
    ASSERT_TRUE(listed.ok()) << listed.status();
    EXPECT_EQ(listed->log_id(), map_.log_id());
    EXPECT_EQ(listed->partitions(), 4u);
    ASSERT_EQ(listed->owners_size(), 5);
    EXPECT_EQ(listed->owners(3).address(), second_.address());
    EXPECT_EQ(listed->owners(3).ordinal(), 1u);
    EXPECT_EQ(listed->owners(4).partition(), kControlPartition.value);
    EXPECT_EQ(listed->owners(4).ordinal(), 0u);
  }
  const auto status = client::CallUnary(*admins_[1], &AdminStub::GetStatus, v1::GetStatusRequest(), kTimeout);
  ASSERT_TRUE(status.ok());
  EXPECT_EQ(status->ordinal(), 1u);
  EXPECT_EQ(status->partitions_size(), 2);
  EXPECT_EQ(status->partitions(0).partition(), 2u);
}

TEST_F(TwoPodsTest, AWatchIsOfWhatThePodHas) {
  ASSERT_TRUE(Create(1, IdIn(Partition{3}, 4)).ok());
  const auto first_of = [&](size_t pod, const v1::WatchArticlesRequest& request, v1::WatchArticlesResponse& response) {
    grpc::ClientContext context;
    const auto stream = stubs_[pod]->WatchArticles(&context, request);
    const bool read = stream->Read(&response);
    if (read) context.TryCancel();
    const grpc::Status status = stream->Finish();
    return read ? absl::OkStatus() : rpc::FromGrpc(status);
  };
  v1::WatchArticlesResponse response;
  v1::WatchArticlesRequest request;
  ASSERT_TRUE(first_of(1, request, response).ok());
  EXPECT_EQ(response.records(0).partition(), 3u);
  const auto cursor = DecodeCursor(response.cursor());
  ASSERT_TRUE(cursor.ok());
  EXPECT_EQ(cursor->next.size(), 2u);
  EXPECT_EQ(cursor->log_id, map_.log_id());
  request.add_partitions(1);
  ExpectNotOwner(first_of(1, request, response), Partition{1}, first_.address());
  request.clear_partitions();
  request.set_only_control(true);
  ExpectNotOwner(first_of(1, request, response), kControlPartition, first_.address());
  request.set_only_control(false);
  request.add_partitions(4);
  EXPECT_EQ(ReadErrorDetail(first_of(1, request, response)).reason, "WRONG_PARTITION");
}

TEST_F(TwoPodsTest, APodStartsAgainWithWhatItHad) {
  const std::string id = IdIn(Partition{2}, 4);
  ASSERT_TRUE(Create(1, id).ok());
  second_.Stop();
  ASSERT_TRUE(second_.Start().ok());
  const auto again = Create(1, id);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->acknowledgement().outcome(), v1::Acknowledgement::UNCHANGED);
  LogVerifier verifier(second_.log(), second_.index());
  while (verifier.Step()) {
  }
  EXPECT_THAT(verifier.problems(), IsEmpty());
  EXPECT_EQ(verifier.records_read(), 1u);
}

TEST(AppendClockTest, TheWatermarkMovesWithTheClockAndNeverPassesWhatIsStamped) {
  const testing::TempDir dir;
  const auto shard = OpenShardAt(dir.File("shard"));
  const auto log = RocksArticleLog::Open(*shard, 1);
  testing::FakeClock wall;
  AppendClock clock(wall, **log);
  const int64_t begin = clock.Watermark();
  wall.Advance(absl::Seconds(5));
  EXPECT_EQ(clock.Watermark(), begin + 5'000'000);
  const int64_t stamp = clock.Stamp();
  wall.Advance(absl::Seconds(1));
  EXPECT_EQ(clock.Watermark(), stamp);
  clock.Visible();
  EXPECT_EQ(clock.Watermark(), stamp + 1'000'000);
  // Promised is promised, also when the wall clock is set back.
  wall.Advance(-absl::Hours(1));
  EXPECT_EQ(clock.Stamp(), stamp + 1'000'000);
}

// While a writer is busy, readers with short heartbeats see every promise kept.
TEST_F(TwoPodsTest, NoRecordComesBelowAPromise) {
  std::atomic<bool> stop = false;
  std::thread writer([&] {
    for (int i = 0; !stop; ++i)
      ASSERT_TRUE(Create(0, IdIn(Partition{static_cast<uint32_t>(i % 2)}, 4, absl::StrCat("p", i))).ok());
  });
  grpc::ClientContext context;
  v1::WatchArticlesRequest request;
  request.set_control(true);
  request.set_heartbeat_interval_ms(10);
  const auto stream = stubs_[0]->WatchArticles(&context, request);
  std::map<uint32_t, int64_t> promised;
  v1::WatchArticlesResponse response;
  int heartbeats = 0;
  int articles = 0;
  const auto micros = [](const google::protobuf::Timestamp& time) {
    return time.seconds() * 1'000'000 + time.nanos() / 1'000;
  };
  while ((articles < 300 || heartbeats < 50) && stream->Read(&response)) {
    for (const v1::LogRecord& record : response.records()) {
      int64_t& promise = promised[record.partition()];
      EXPECT_GE(micros(record.append_time()), promise) << record.partition() << " at " << record.offset();
      if (record.has_heartbeat()) promise = std::max(promise, micros(record.append_time()));
      (record.has_heartbeat() ? heartbeats : articles) += 1;
    }
  }
  EXPECT_GE(articles, 300);
  stop = true;
  writer.join();
  context.TryCancel();
}

}  // namespace
}  // namespace sitrep::ingest
