// The log, its index and its one writer on a real RocksDB: idempotence, revisions, retraction, power cuts, a full disk.

#include "services/ingest/log_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <random>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "common/base/error.h"
#include "common/storage/shard.h"
#include "common/testing/fake_clock.h"
#include "common/testing/temp_dir.h"
#include "common/testing/unsynced_loss_file_system.h"
#include "services/ingest/intake/intake.h"
#include "services/ingest/log/rocks_article_index.h"
#include "services/ingest/log/rocks_article_log.h"
#include "services/ingest/log_verifier.h"
#include "sitrep/ingest/v1/control.pb.h"

namespace sitrep::ingest {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

// A writer with everything below it, that can be closed and opened again on the same folder.
class Ingest {
 public:
  explicit Ingest(std::string path, std::shared_ptr<rocksdb::FileSystem> file_system = nullptr)
      : path_(std::move(path)), file_system_(std::move(file_system)) {
    Open();
  }
  ~Ingest() { Close(); }

  void Open() {
    sitrep::storage::ShardOptions options{.path = path_, .kind = "ingest"};
    options.families = RocksArticleLog::Families();
    for (auto& family : RocksArticleIndex::Families()) options.families.push_back(family);
    options.memory_budget_bytes = 32 << 20;
    options.min_free_disk_bytes = 0;
    options.file_system = file_system_;
    auto shard = sitrep::storage::OpenShard(options);
    ASSERT_TRUE(shard.ok()) << shard.status();
    shard_ = *std::move(shard);
    auto log = RocksArticleLog::Open(*shard_, 4);
    ASSERT_TRUE(log.ok()) << log.status();
    log_ = *std::move(log);
    auto index = RocksArticleIndex::Open(*shard_, log_->partitions());
    ASSERT_TRUE(index.ok()) << index.status();
    index_ = *std::move(index);
    metrics_ = std::make_unique<obs::Metrics>();
    append_clock_ = std::make_unique<AppendClock>(clock_, *log_);
    auto writer = LogWriter::Start(*log_, *index_, *append_clock_, *metrics_, {}, [] {});
    ASSERT_TRUE(writer.ok()) << writer.status();
    writer_ = *std::move(writer);
  }
  void Close() {
    writer_.reset();
    index_.reset();
    log_.reset();
    shard_.reset();
  }

  std::vector<absl::StatusOr<Accepted>> Submit(std::vector<v1::ArticleSubmission> submissions) {
    std::vector<storage::v1::Article> articles;
    for (const v1::ArticleSubmission& submission : submissions) {
      auto article = TakeIn(submission);
      EXPECT_TRUE(article.ok()) << article.status();
      articles.push_back(*std::move(article));
    }
    std::vector<absl::StatusOr<Accepted>> results;
    absl::Notification done;
    const absl::Status queued =
        writer_->Submit(std::move(articles), [&](std::vector<absl::StatusOr<Accepted>> answers) {
          results = std::move(answers);
          done.Notify();
        });
    EXPECT_TRUE(queued.ok()) << queued;
    done.WaitForNotification();
    return results;
  }
  absl::StatusOr<Retracted> Retract(const std::string& id) {
    absl::StatusOr<Retracted> result = absl::UnknownError("");
    absl::Notification done;
    EXPECT_TRUE(writer_
                    ->Retract(ArticleId{id}, "a test",
                              [&](absl::StatusOr<Retracted> answer) {
                                result = std::move(answer);
                                done.Notify();
                              })
                    .ok());
    done.WaitForNotification();
    return result;
  }
  absl::StatusOr<ControlAppended> AppendControl(storage::v1::Control control) {
    absl::StatusOr<ControlAppended> result = absl::UnknownError("");
    absl::Notification done;
    EXPECT_TRUE(writer_
                    ->AppendControl(std::move(control),
                                    [&](absl::StatusOr<ControlAppended> answer) {
                                      result = std::move(answer);
                                      done.Notify();
                                    })
                    .ok());
    done.WaitForNotification();
    return result;
  }

  std::vector<std::string> Problems() const {
    LogVerifier verifier(*log_, *index_);
    while (verifier.Step()) {
    }
    return verifier.problems();
  }
  const ArticleLog& log() const { return *log_; }
  const ArticleIndex& index() const { return *index_; }
  testing::FakeClock& clock() { return clock_; }

 private:
  const std::string path_;
  const std::shared_ptr<rocksdb::FileSystem> file_system_;
  testing::FakeClock clock_;
  std::unique_ptr<sitrep::storage::Shard> shard_;
  std::unique_ptr<RocksArticleLog> log_;
  std::unique_ptr<RocksArticleIndex> index_;
  std::unique_ptr<obs::Metrics> metrics_;
  std::unique_ptr<AppendClock> append_clock_;
  std::unique_ptr<LogWriter> writer_;
};

v1::ArticleSubmission Article(const std::string& id, const std::string& text, const std::string& revised = "") {
  v1::ArticleSubmission submission;
  submission.set_article_id(id);
  submission.set_text(text);
  submission.set_revision_time(revised);
  return submission;
}

TEST(LogWriterTest, TheSameArticleAgainChangesNothing) {
  const testing::TempDir dir;
  Ingest ingest(dir.File("shard"));
  const auto first = ingest.Submit({Article("a", "One."), Article("a", "One."), Article("b", "Two.")});
  ASSERT_TRUE(first[0].ok() && first[1].ok() && first[2].ok());
  EXPECT_EQ(first[0]->outcome, Accepted::Outcome::kCreated);
  EXPECT_EQ(first[1]->outcome, Accepted::Outcome::kUnchanged);
  EXPECT_EQ(first[1]->next, first[0]->next);
  const auto again = ingest.Submit({Article("a", "One.")});
  EXPECT_EQ(again[0]->outcome, Accepted::Outcome::kUnchanged);
  EXPECT_EQ(again[0]->next, first[0]->next);
  EXPECT_EQ(ingest.index().counts().articles, 2u);
  EXPECT_EQ(ingest.index().counts().revisions, 2u);
}

TEST(LogWriterTest, ALateRetryDoesNotUndoACorrection) {
  const testing::TempDir dir;
  Ingest ingest(dir.File("shard"));
  ASSERT_EQ(ingest.Submit({Article("a", "Wrong.")})[0]->revision, 1u);
  ASSERT_EQ(ingest.Submit({Article("a", "Right.")})[0]->revision, 2u);
  const auto retry = ingest.Submit({Article("a", "Wrong.")});
  EXPECT_EQ(retry[0]->outcome, Accepted::Outcome::kUnchanged);
  EXPECT_EQ(retry[0]->revision, 1u);
  EXPECT_EQ((*ingest.index().Find(ArticleId{"a"}))->current_revision(), 2u);
  // Unless its source says that it is the later one.
  const auto revised = ingest.Submit({Article("a", "Wrong.", "2022-03-05T10:00:00Z")});
  EXPECT_EQ(revised[0]->outcome, Accepted::Outcome::kRevised);
  EXPECT_EQ(revised[0]->revision, 3u);
}

TEST(LogWriterTest, ARetractedArticleIsErasedAndStaysGone) {
  const testing::TempDir dir;
  Ingest ingest(dir.File("shard"));
  const auto created = ingest.Submit({Article("a", "One."), Article("a", "One and a half."), Article("b", "Two.")});
  const Partition partition = created[0]->partition;
  ASSERT_TRUE(ingest.Retract("a")->newly);
  EXPECT_TRUE(absl::IsNotFound(ingest.log().ReadOne(partition, Offset{created[0]->next.value - 1}).status()));
  EXPECT_TRUE(absl::IsNotFound(ingest.log().ReadOne(partition, Offset{created[1]->next.value - 1}).status()));
  const auto again = ingest.Submit({Article("a", "One."), Article("c", "Three.")});
  EXPECT_EQ(ReadErrorDetail(again[0].status()).reason, "ARTICLE_RETRACTED");
  EXPECT_TRUE(again[1].ok());
  // Once more, after the log has grown: the retraction itself must stay.
  for (int i = 0; i < 20; ++i) ingest.Submit({Article(absl::StrCat("more-", i), "More.")});
  const auto second = ingest.Retract("a");
  ASSERT_TRUE(second.ok());
  EXPECT_FALSE(second->newly);
  EXPECT_TRUE(ingest.log().ReadOne(second->partition, Offset{second->next.value - 1})->has_retraction());
  EXPECT_EQ(ingest.index().counts().retracted, 1u);
  EXPECT_THAT(ingest.Problems(), IsEmpty());
  EXPECT_EQ(ReadErrorDetail(ingest.Retract("never").status()).reason, "ARTICLE_NOT_FOUND");
}

TEST(LogWriterTest, AppendTimesNeverRunBackwards) {
  const testing::TempDir dir;
  Ingest ingest(dir.File("shard"));
  ingest.Submit({Article("a", "One.")});
  ingest.clock().Advance(-absl::Hours(5));
  ingest.Submit({Article("a", "Two."), Article("b", "Three.")});
  EXPECT_THAT(ingest.Problems(), IsEmpty());
  ingest.Close();
  ingest.clock().Advance(-absl::Hours(5));
  ingest.Open();
  ingest.Submit({Article("a", "Four.")});
  EXPECT_THAT(ingest.Problems(), IsEmpty());
}

TEST(LogWriterTest, NewerControlRecordsSupersedeOlderOnes) {
  const testing::TempDir dir;
  Ingest ingest(dir.File("shard"));
  storage::v1::Control control;
  control.set_kind(v1::ControlRecord::SUBSCRIPTION);
  control.set_key("s");
  control.set_value("one");
  const Offset first = ingest.AppendControl(control)->offset;
  EXPECT_EQ(ingest.AppendControl(control)->offset, first);
  control.set_value("two");
  const Offset second = ingest.AppendControl(control)->offset;
  EXPECT_GT(second, first);
  EXPECT_TRUE(absl::IsNotFound(ingest.log().ReadOne(kControlPartition, first).status()));
  EXPECT_EQ(ingest.index().counts().control_records, 1u);
  control.clear_value();
  control.set_deleted(true);
  ingest.AppendControl(control).IgnoreError();
  EXPECT_EQ(ingest.index().counts().control_records, 0u);
}

TEST(LogWriterTest, WhatWasAcknowledgedSurvivesAPowerCut) {
  const testing::TempDir dir;
  const auto disk = std::make_shared<testing::UnsyncedLossFileSystem>();
  const uint64_t seed = std::random_device()();
  std::cout << "seed " << seed << std::endl;
  std::mt19937_64 random(seed);
  std::map<std::string, uint32_t> acknowledged;
  Ingest ingest(dir.File("shard"), disk);
  for (int round = 0; round < 8; ++round) {
    for (int i = 0; i < 25; ++i) {
      const std::string id = absl::StrCat("article-", random() % 40);
      const auto results = ingest.Submit({Article(id, absl::StrCat("Wording ", random() % 3, " of ", id, "."))});
      ASSERT_TRUE(results[0].ok()) << results[0].status();
      acknowledged[id] = std::max(acknowledged[id], results[0]->revision);
    }
    disk->PowerOff();
    ingest.Close();
    disk->PowerOn();
    ingest.Open();
    for (const auto& [id, revision] : acknowledged) {
      const auto head = ingest.index().Find(ArticleId{id});
      ASSERT_TRUE(head.ok() && head->has_value()) << id;
      EXPECT_EQ((*head)->current_revision(), revision) << id;
    }
    EXPECT_THAT(ingest.Problems(), IsEmpty());
  }
}

TEST(LogWriterTest, AFullDiskIsSaidAndHealsByItself) {
  const testing::TempDir dir;
  const auto disk = std::make_shared<testing::UnsyncedLossFileSystem>();
  Ingest ingest(dir.File("shard"), disk);
  ASSERT_TRUE(ingest.Submit({Article("a", "One.")})[0].ok());
  disk->SetDiskFull(true);
  const auto refused = ingest.Submit({Article("b", "Two.")});
  EXPECT_EQ(refused[0].status().code(), absl::StatusCode::kResourceExhausted) << refused[0].status();
  EXPECT_EQ(ReadErrorDetail(refused[0].status()).reason, "DISK_FULL");
  disk->SetDiskFull(false);
  const auto accepted = ingest.Submit({Article("b", "Two.")});
  EXPECT_TRUE(accepted[0].ok()) << accepted[0].status();
  EXPECT_EQ(ingest.index().counts().articles, 2u);
  EXPECT_THAT(ingest.Problems(), IsEmpty());
}

TEST(LogWriterTest, AnOlderFenceWritesNothing) {
  const testing::TempDir dir;
  sitrep::storage::ShardOptions options{.path = dir.File("shard"), .kind = "ingest"};
  options.families = RocksArticleLog::Families();
  const auto shard = sitrep::storage::OpenShard(options);
  ASSERT_TRUE(shard.ok());
  const auto log = RocksArticleLog::Open(**shard, 2);
  ASSERT_TRUE(log.ok());
  const Fence old = *(*log)->AcquireFence();
  const Fence current = *(*log)->AcquireFence();
  NewEntry entry{Partition{1}, "k", {}};
  entry.entry.mutable_retraction()->set_article_id("k");
  EXPECT_EQ(ReadErrorDetail((*log)->Append(old, {entry}).status()).reason, "FENCED");
  EXPECT_EQ((*log)->EndOffset(Partition{1}), Offset{0});
  EXPECT_TRUE((*log)->Append(current, {entry}).ok());
  EXPECT_EQ(ReadErrorDetail((*log)->Read(Partition{1}, Offset{9}, 1, 1).status()).reason, "CURSOR_IN_FUTURE");
  ASSERT_TRUE((*log)->TrimPrefix(Partition{1}, Offset{1}).ok());
  EXPECT_EQ(ReadErrorDetail((*log)->Read(Partition{1}, Offset{0}, 1, 1).status()).reason, "CURSOR_EXPIRED");
}

}  // namespace
}  // namespace sitrep::ingest
