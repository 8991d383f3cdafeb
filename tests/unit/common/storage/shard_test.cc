#include "common/storage/shard.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rocksdb/utilities/checkpoint.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "common/base/error.h"
#include "common/storage/rocks_status.h"
#include "common/testing/temp_dir.h"

namespace sitrep::storage {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

ShardOptions Options(const std::string& path) {
  ShardOptions options;
  options.path = path;
  options.kind = "query";
  options.families.resize(2);
  options.families[0].name = "documents";
  options.families[0].compression = FamilyOptions::Compression::kLz4;
  options.families[0].blob_min_bytes = 1024;
  options.families[1].name = "postings";
  options.memory_budget_bytes = 32 << 20;
  return options;
}

absl::Status Put(Shard& shard, const std::string& key, const std::string& value) {
  rocksdb::WriteBatch batch;
  batch.Put(shard.Family("documents"), key, value);
  return shard.Write(batch, Durability::kSynced);
}

std::string Message(const absl::Status& status) { return std::string(status.message()); }

TEST(ShardTest, KeepsWhatWasWritten) {
  const testing::TempDir dir;
  const ShardOptions options = Options(dir.File("a/b/shard"));
  uint64_t creation_id = 0;
  {
    const auto shard = OpenShard(options);
    ASSERT_TRUE(shard.ok()) << shard.status();
    creation_id = (*shard)->creation_id();
    ASSERT_TRUE(Put(**shard, "k", "v").ok());
    ASSERT_TRUE(Put(**shard, "large", std::string(5000, 'x')).ok());
    ASSERT_TRUE((*shard)->db().Flush(rocksdb::FlushOptions(), (*shard)->Family("documents")).ok());
  }
  const auto shard = OpenShard(options);
  ASSERT_TRUE(shard.ok()) << shard.status();
  EXPECT_EQ((*shard)->creation_id(), creation_id);
  EXPECT_EQ(*(*shard)->Get((*shard)->Family("documents"), "k"), "v");
  EXPECT_EQ(*(*shard)->Get((*shard)->Family("documents"), "large"), std::string(5000, 'x'));
  EXPECT_EQ(*(*shard)->Get((*shard)->Family("documents"), "absent"), std::nullopt);
}

TEST(ShardTest, TwoShardsHaveTwoIdentities) {
  const testing::TempDir dir;
  const auto one = OpenShard(Options(dir.File("one")));
  const auto two = OpenShard(Options(dir.File("two")));
  EXPECT_NE((*one)->creation_id(), (*two)->creation_id());
}

TEST(ShardTest, CheckpointSharesTheIdentity) {
  const testing::TempDir dir;
  const auto shard = OpenShard(Options(dir.File("one")));
  ASSERT_TRUE(shard.ok());
  rocksdb::Checkpoint* checkpoint = nullptr;
  ASSERT_TRUE(rocksdb::Checkpoint::Create(&(*shard)->db(), &checkpoint).ok());
  const std::unique_ptr<rocksdb::Checkpoint> owner(checkpoint);
  ASSERT_TRUE(checkpoint->CreateCheckpoint(dir.File("copy")).ok());
  const auto copy = OpenShard(Options(dir.File("copy")));
  ASSERT_TRUE(copy.ok()) << copy.status();
  EXPECT_EQ((*copy)->creation_id(), (*shard)->creation_id());
}

TEST(ShardTest, SecondOpenIsRefusedAndNamesTheFolder) {
  const testing::TempDir dir;
  const auto first = OpenShard(Options(dir.File("shard")));
  ASSERT_TRUE(first.ok());
  const auto second = OpenShard(Options(dir.File("shard")));
  EXPECT_EQ(second.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(Message(second.status()), AllOf(HasSubstr(dir.File("shard")), HasSubstr("held by another process")));
}

TEST(ShardTest, NewerFormatIsRefusedNamingBothVersions) {
  const testing::TempDir dir;
  ShardOptions options = Options(dir.File("shard"));
  options.format_version = 7;
  ASSERT_TRUE(OpenShard(options).ok());
  options.format_version = 3;
  const absl::Status status = OpenShard(options).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(Message(status), AllOf(HasSubstr("7"), HasSubstr("3"), HasSubstr("newer")));
}

TEST(ShardTest, OlderFormatIsAdoptedOrRefused) {
  const testing::TempDir dir;
  ShardOptions options = Options(dir.File("shard"));
  ASSERT_TRUE(OpenShard(options).ok());
  options.format_version = 2;
  {
    const auto shard = OpenShard(options);
    ASSERT_TRUE(shard.ok()) << shard.status();
    EXPECT_EQ((*shard)->previous_format_version(), 1u);
  }
  options.format_version = 1;
  EXPECT_FALSE(OpenShard(options).ok()) << "version 2 has been there";
  options.format_version = 4;
  options.oldest_readable_version = 3;
  EXPECT_EQ(OpenShard(options).status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST(ShardTest, OtherKindIsRefusedAndLeftAlone) {
  const testing::TempDir dir;
  ShardOptions options = Options(dir.File("shard"));
  ASSERT_TRUE(OpenShard(options).ok());
  ShardOptions other = options;
  other.kind = "ingest";
  other.families[0].name = "log";
  const absl::Status status = OpenShard(other).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(Message(status), AllOf(HasSubstr("query"), HasSubstr("ingest")));
  std::vector<std::string> names;
  ASSERT_TRUE(rocksdb::DB::ListColumnFamilies(rocksdb::DBOptions(), options.path, &names).ok());
  EXPECT_THAT(names, ::testing::UnorderedElementsAre("default", "documents", "postings"));
}

TEST(ShardTest, ForeignDatabaseIsRefused) {
  const testing::TempDir dir;
  {
    rocksdb::Options options;
    options.create_if_missing = true;
    rocksdb::DB* db = nullptr;
    ASSERT_TRUE(rocksdb::DB::Open(options, dir.File("shard"), &db).ok());
    const std::unique_ptr<rocksdb::DB> owner(db);
    ASSERT_TRUE(db->Put(rocksdb::WriteOptions(), "somebody", "else").ok());
  }
  EXPECT_EQ(OpenShard(Options(dir.File("shard"))).status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST(ShardTest, FamiliesThisProgramDoesNotKnowSurvive) {
  const testing::TempDir dir;
  ShardOptions options = Options(dir.File("shard"));
  options.families.push_back({.name = "later"});
  {
    const auto shard = OpenShard(options);
    rocksdb::WriteBatch batch;
    batch.Put((*shard)->Family("later"), "k", "v");
    ASSERT_TRUE((*shard)->Write(batch, Durability::kSynced).ok());
  }
  ASSERT_TRUE(OpenShard(Options(dir.File("shard"))).ok());
  const auto shard = OpenShard(options);
  EXPECT_EQ(*(*shard)->Get((*shard)->Family("later"), "k"), "v");
}

TEST(ShardTest, DamagedFileIsDataLoss) {
  const testing::TempDir dir;
  const ShardOptions options = Options(dir.File("shard"));
  {
    const auto shard = OpenShard(options);
    rocksdb::WriteBatch batch;
    for (int i = 0; i < 500; ++i)
      batch.Put((*shard)->Family("documents"), "key" + std::to_string(i), std::string(100, 'x'));
    ASSERT_TRUE((*shard)->Write(batch, Durability::kSynced).ok());
    ASSERT_TRUE((*shard)->db().Flush(rocksdb::FlushOptions(), (*shard)->Family("documents")).ok());
  }
  for (const auto& entry : std::filesystem::directory_iterator(options.path)) {
    if (entry.path().extension() != ".sst") continue;
    std::fstream file(entry.path(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(20);
    file << "damage damage damage";
  }
  const auto shard = OpenShard(options);
  const absl::Status status =
      shard.ok() ? (*shard)->Get((*shard)->Family("documents"), "key0").status() : shard.status();
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << status;
  EXPECT_EQ(ReadErrorDetail(status).reason, "STORED_DATA_CORRUPT");
}

TEST(ShardTest, FifoFamilyStaysBelowItsBound) {
  const testing::TempDir dir;
  ShardOptions options = Options(dir.File("shard"));
  FamilyOptions memo;
  memo.name = "memo";
  memo.fifo_max_bytes = 1 << 20;
  memo.fifo_ttl = absl::Hours(24);
  memo.compression = FamilyOptions::Compression::kNone;
  options.families.push_back(memo);
  const auto shard = OpenShard(options);
  ASSERT_TRUE(shard.ok()) << shard.status();
  rocksdb::ColumnFamilyHandle* const family = (*shard)->Family("memo");
  for (int i = 0; i < 40; ++i) {
    rocksdb::WriteBatch batch;
    batch.Put(family, "key" + std::to_string(i), std::string(100'000, 'x'));
    ASSERT_TRUE((*shard)->Write(batch, Durability::kProcessCrashOnly).ok());
    ASSERT_TRUE((*shard)->db().Flush(rocksdb::FlushOptions(), family).ok());
  }
  ASSERT_TRUE((*shard)->db().CompactRange(rocksdb::CompactRangeOptions(), family, nullptr, nullptr).ok());
  EXPECT_EQ(*(*shard)->Get(family, "key0"), std::nullopt);
  EXPECT_TRUE((*shard)->Get(family, "key39")->has_value());
}

TEST(ShardTest, PropertiesCoverEveryFamily) {
  const testing::TempDir dir;
  const auto shard = OpenShard(Options(dir.File("shard")));
  ASSERT_TRUE(Put(**shard, "k", "v").ok());
  double keys = -1;
  bool has_cache = false;
  double free_bytes = -1;
  double capacity_bytes = -1;
  for (const ShardProperty& property : (*shard)->Properties()) {
    if (property.name == "estimated_keys" && property.family == "documents") keys = property.value;
    if (property.name == "cache_capacity_bytes") has_cache = property.value == 32 << 20;
    if (property.name == "disk_free_bytes") free_bytes = property.value;
    if (property.name == "disk_capacity_bytes") capacity_bytes = property.value;
  }
  EXPECT_EQ(keys, 1);
  EXPECT_TRUE(has_cache);
  EXPECT_GE(free_bytes, 0);
  EXPECT_GT(capacity_bytes, free_bytes);
}

TEST(ShardTest, ContradictingOptionsAreRefused) {
  const testing::TempDir dir;
  ShardOptions options = Options(dir.File("shard"));
  options.families[1].name = "documents";
  EXPECT_EQ(OpenShard(options).status().code(), absl::StatusCode::kInvalidArgument);
  options = Options(dir.File("shard"));
  options.memory_budget_bytes = 1;
  EXPECT_EQ(OpenShard(options).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(RocksStatusTest, CodesSayWhatToDo) {
  using rocksdb::Status;
  EXPECT_TRUE(FromRocks(Status::OK(), "read").ok());
  EXPECT_EQ(FromRocks(Status::Corruption("x"), "read").code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(FromRocks(Status::NotFound(), "read").code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(FromRocks(Status::Busy(), "read").code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(FromRocks(Status::IOError("x"), "read").code(), absl::StatusCode::kInternal);
  EXPECT_EQ(ReadErrorDetail(FromRocks(Status::NoSpace(), "write")).reason, "DISK_FULL");
  EXPECT_THAT(Message(FromRocks(Status::IOError("broken"), "read log")), HasSubstr("read log: "));
}

}  // namespace
}  // namespace sitrep::storage
