#include "common/storage/backup.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <memory>
#include <string>

#include "common/storage/shard.h"
#include "common/testing/temp_dir.h"

namespace sitrep::storage {
namespace {

namespace fs = std::filesystem;

ShardOptions Options(const std::string& path) {
  ShardOptions options;
  options.path = path;
  options.kind = "ingest";
  options.families.resize(1);
  options.families[0].name = "log";
  options.memory_budget_bytes = 32 << 20;
  return options;
}

void Put(Shard& shard, const std::string& key, const std::string& value) {
  rocksdb::WriteBatch batch;
  batch.Put(shard.Family("log"), key, value);
  ASSERT_TRUE(shard.Write(batch, Durability::kSynced).ok());
}

int Backups(const std::string& folder) {
  return static_cast<int>(std::distance(fs::directory_iterator(folder + "/meta"), fs::directory_iterator()));
}

TEST(BackupTest, KeepsTheNewestAndRestoresIt) {
  testing::TempDir dir;
  const std::string folder = dir.File("backup");
  {
    const auto shard = OpenShard(Options(dir.File("shard")));
    ASSERT_TRUE(shard.ok()) << shard.status();
    for (int i = 1; i <= 4; ++i) {
      Put(**shard, "key", "value " + std::to_string(i));
      const auto backup = CreateBackup(**shard, folder, 2);
      ASSERT_TRUE(backup.ok()) << backup.status();
      EXPECT_EQ(backup->id, static_cast<uint32_t>(i));
      EXPECT_EQ(Backups(folder), std::min(i, 2));
    }
    ASSERT_TRUE(CreateBackup(**shard, folder).ok());
    EXPECT_EQ(Backups(folder), 3);
  }
  const auto restored = RestoreBackup(folder, dir.File("restored"));
  ASSERT_TRUE(restored.ok()) << restored.status();
  EXPECT_EQ(restored->id, 5u);
  const auto shard = OpenShard(Options(dir.File("restored")));
  ASSERT_TRUE(shard.ok()) << shard.status();
  std::string value;
  ASSERT_TRUE((*shard)->db().Get(rocksdb::ReadOptions(), (*shard)->Family("log"), "key", &value).ok());
  EXPECT_EQ(value, "value 4");
}

TEST(BackupTest, DeletesWhatOnlyOldBackupsHold) {
  testing::TempDir dir;
  const std::string folder = dir.File("backup");
  const auto shard = OpenShard(Options(dir.File("shard")));
  ASSERT_TRUE(shard.ok()) << shard.status();
  const auto bytes = [&folder] {
    uint64_t sum = 0;
    for (const auto& file : fs::recursive_directory_iterator(folder))
      sum += file.is_regular_file() ? file.file_size() : 0;
    return sum;
  };
  std::string text;
  for (uint32_t i = 0; text.size() < (1u << 20); i = i * 1664525 + 1013904223) text += static_cast<char>(i >> 24);
  Put(**shard, "retracted", text);
  ASSERT_TRUE(CreateBackup(**shard, folder, 1).ok());
  EXPECT_GT(bytes(), 1u << 20);
  rocksdb::WriteBatch batch;
  batch.Delete((*shard)->Family("log"), "retracted");
  ASSERT_TRUE((*shard)->Write(batch, Durability::kSynced).ok());
  rocksdb::CompactRangeOptions all;
  all.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForce;
  ASSERT_TRUE((*shard)->db().CompactRange(all, (*shard)->Family("log"), nullptr, nullptr).ok());
  ASSERT_TRUE(CreateBackup(**shard, folder, 1).ok());
  EXPECT_LT(bytes(), 1u << 19);
}

TEST(BackupTest, RefusesFoldersThatCannotBe) {
  testing::TempDir dir;
  const auto shard = OpenShard(Options(dir.File("shard")));
  ASSERT_TRUE(shard.ok()) << shard.status();
  EXPECT_EQ(CreateBackup(**shard, "relative").status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(CreateBackup(**shard, dir.File("shard/inside")).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(RestoreBackup(dir.File("nowhere"), dir.File("new")).status().code(), absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace sitrep::storage
