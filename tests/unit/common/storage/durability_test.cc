#include <gtest/gtest.h>

#include <memory>
#include <random>
#include <string>

#include "common/base/error.h"
#include "common/storage/shard.h"
#include "common/testing/seed.h"
#include "common/testing/temp_dir.h"
#include "common/testing/unsynced_loss_file_system.h"

namespace sitrep::storage {
namespace {

class DurabilityTest : public ::testing::Test {
 protected:
  std::unique_ptr<Shard> Open() {
    ShardOptions options;
    options.path = dir_.File("shard");
    options.kind = "ingest";
    options.families = {{.name = "log"}};
    options.memory_budget_bytes = 16 << 20;
    options.file_system = file_system_;
    auto shard = OpenShard(options);
    EXPECT_TRUE(shard.ok()) << shard.status();
    return shard.ok() ? *std::move(shard) : nullptr;
  }

  static absl::Status Put(Shard& shard, const std::string& key, Durability durability, size_t bytes = 10) {
    rocksdb::WriteBatch batch;
    batch.Put(shard.Family("log"), key, std::string(bytes, 'x'));
    return shard.Write(batch, durability);
  }

  static bool Has(const Shard& shard, const std::string& key) {
    const auto value = shard.Get(shard.Family("log"), key);
    EXPECT_TRUE(value.ok()) << value.status();
    return value.ok() && value->has_value();
  }

  const testing::TempDir dir_;
  // shared_ptr because RocksDB wants one.
  const std::shared_ptr<testing::UnsyncedLossFileSystem> file_system_ =
      std::make_shared<testing::UnsyncedLossFileSystem>();
};

TEST_F(DurabilityTest, PowerCutTakesOnlyWhatWasNotSynced) {
  auto shard = Open();
  ASSERT_TRUE(Put(*shard, "synced", Durability::kSynced).ok());
  ASSERT_TRUE(Put(*shard, "buffered", Durability::kProcessCrashOnly).ok());
  file_system_->PowerOff();
  shard.reset();
  file_system_->PowerOn();
  shard = Open();
  EXPECT_TRUE(Has(*shard, "synced"));
  EXPECT_FALSE(Has(*shard, "buffered")) << "the file system under test must really forget";
}

TEST_F(DurabilityTest, SyncMakesEarlierWritesDurable) {
  auto shard = Open();
  ASSERT_TRUE(Put(*shard, "buffered", Durability::kProcessCrashOnly).ok());
  ASSERT_TRUE(shard->Sync().ok());
  file_system_->PowerOff();
  shard.reset();
  file_system_->PowerOn();
  EXPECT_TRUE(Has(*Open(), "buffered"));
}

TEST_F(DurabilityTest, NoPowerCutLosesASyncedWrite) {
  std::mt19937_64 random(testing::Seed());
  int written = 0;
  for (int cut = 0; cut < 8; ++cut) {
    auto shard = Open();
    ASSERT_NE(shard, nullptr);
    for (int i = 0; i < written; ++i) ASSERT_TRUE(Has(*shard, std::to_string(i))) << i << " after cut " << cut;
    for (uint64_t n = random() % 20; n > 0; --n) {
      if (random() % 4 == 0) {
        ASSERT_TRUE(Put(*shard, "buffered" + std::to_string(random()), Durability::kProcessCrashOnly).ok());
      }
      ASSERT_TRUE(Put(*shard, std::to_string(written++), Durability::kSynced, random() % 100'000).ok());
      if (random() % 16 == 0) {
        ASSERT_TRUE(shard->db().Flush(rocksdb::FlushOptions(), shard->Family("log")).ok());
      }
    }
    file_system_->PowerOff();
    shard.reset();
    file_system_->PowerOn();
  }
}

TEST_F(DurabilityTest, FullDiskRefusesWritesAndHealsWithoutRestart) {
  auto shard = Open();
  ASSERT_TRUE(Put(*shard, "before", Durability::kSynced).ok());
  file_system_->SetDiskFull(true);
  for (int attempt = 0; attempt < 3; ++attempt) {
    const absl::Status status = Put(*shard, "during", Durability::kSynced);
    EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted) << status;
    EXPECT_EQ(ReadErrorDetail(status).reason, "DISK_FULL");
  }
  EXPECT_TRUE(shard->disk_full());
  EXPECT_TRUE(Has(*shard, "before")) << "reads go on";
  file_system_->SetDiskFull(false);
  EXPECT_TRUE(Put(*shard, "after", Durability::kSynced).ok());
  EXPECT_FALSE(shard->disk_full());
}

// A deletion is let through to the disk, so here RocksDB itself runs into the wall and stops.
TEST_F(DurabilityTest, DatabaseThatStoppedOnAFullDiskResumes) {
  auto shard = Open();
  ASSERT_TRUE(Put(*shard, "before", Durability::kSynced).ok());
  file_system_->SetDiskFull(true);
  rocksdb::WriteBatch deletion;
  deletion.Delete(shard->Family("log"), "before");
  EXPECT_EQ(shard->Write(deletion, Durability::kSynced).code(), absl::StatusCode::kResourceExhausted);
  EXPECT_FALSE(shard->Write(deletion, Durability::kSynced).ok());
  file_system_->SetDiskFull(false);
  const absl::Status status = Put(*shard, "after", Durability::kSynced);
  EXPECT_TRUE(status.ok()) << status;
  shard.reset();
  shard = Open();
  EXPECT_TRUE(Has(*shard, "after"));
}

TEST_F(DurabilityTest, FlushThatRanIntoAFullDiskIsRepeated) {
  auto shard = Open();
  ASSERT_TRUE(Put(*shard, "before", Durability::kSynced, 100'000).ok());
  file_system_->SetDiskFull(true);
  EXPECT_FALSE(shard->db().Flush(rocksdb::FlushOptions(), shard->Family("log")).ok());
  EXPECT_FALSE(Put(*shard, "during", Durability::kSynced).ok());
  file_system_->SetDiskFull(false);
  EXPECT_TRUE(Put(*shard, "after", Durability::kSynced).ok());
  EXPECT_TRUE(shard->db().Flush(rocksdb::FlushOptions(), shard->Family("log")).ok());
  EXPECT_TRUE(Has(*shard, "before"));
}

}  // namespace
}  // namespace sitrep::storage
