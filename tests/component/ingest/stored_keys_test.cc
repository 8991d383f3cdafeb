// The keys of the ingest shard, byte for byte: stored logs rely on them. UPDATE_GOLDEN=1 rewrites
// tests/golden/ingest_keys.txt and ingest_pod_keys.txt; a difference means a new format version of the shard.

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/base/hash.h"
#include "common/storage/shard.h"
#include "common/testing/temp_dir.h"
#include "services/ingest/log/rocks_article_index.h"
#include "services/ingest/log/rocks_article_log.h"

namespace sitrep::ingest {
namespace {

constexpr char kGolden[] = "tests/golden/ingest_keys.txt";
constexpr char kPodGolden[] = "tests/golden/ingest_pod_keys.txt";

std::string Hex(rocksdb::Slice bytes) { return absl::BytesToHexString(absl::string_view(bytes.data(), bytes.size())); }

std::string RowsOf(const sitrep::storage::Shard& shard) {
  std::string rows;
  for (const char* family : {"log", "log_keys", "log_meta", "articles", "control"}) {
    const std::unique_ptr<rocksdb::Iterator> it(shard.db().NewIterator(rocksdb::ReadOptions(), shard.Family(family)));
    for (it->SeekToFirst(); it->Valid(); it->Next()) {
      absl::StrAppend(&rows, family, " ", Hex(it->key()), " ", Hex(it->value()), "\n");
    }
  }
  return rows;
}

void ExpectGolden(const char* path, const std::string& rows) {
  if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream(path) << rows;
  std::ifstream in(path);
  const std::string golden((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  EXPECT_EQ(rows, golden);
}

TEST(StoredKeysTest, AreWhatTheyWere) {
  const testing::TempDir dir;
  sitrep::storage::ShardOptions options{.path = dir.File("shard"), .kind = "ingest"};
  options.families = RocksArticleLog::Families();
  for (auto& family : RocksArticleIndex::Families()) options.families.push_back(family);
  const auto shard = sitrep::storage::OpenShard(options);
  ASSERT_TRUE(shard.ok()) << shard.status();
  const auto log = RocksArticleLog::Open(**shard, 8);
  ASSERT_TRUE(log.ok());
  const auto index = RocksArticleIndex::Open(**shard, 8);
  ASSERT_TRUE(index.ok());

  std::vector<NewEntry> entries;
  for (const char* id : {"wire-1", "wire-2"}) {
    NewEntry entry{PartitionOf(ArticleId{id}, 8), id, {}};
    entry.entry.set_append_time_us(1'646'300'000'000'000);
    entry.entry.mutable_article()->set_article_id(id);
    entry.entry.mutable_article()->set_revision(1);
    entry.entry.mutable_article()->set_text("A text.");
    entry.entry.mutable_article()->set_content_hash(HashOf(id).ToBytes());
    entries.push_back(entry);
  }
  NewEntry control{kControlPartition, "", {}};
  control.entry.mutable_control()->set_kind(1);
  control.entry.mutable_control()->set_key("watch-talks");
  control.key = KeyOf(control.entry);
  entries.push_back(control);
  const Fence fence = *(*log)->AcquireFence();
  const auto offsets = (*log)->Append(fence, entries);
  ASSERT_TRUE(offsets.ok());
  std::vector<AppendedEntry> appended;
  for (size_t i = 0; i < entries.size(); ++i) {
    appended.push_back({entries[i].partition, (*offsets)[i], &entries[i].entry});
  }
  ASSERT_TRUE((*index)->Apply(appended).ok());

  ExpectGolden(kGolden, RowsOf(**shard));
}

// What the shard of one pod among several has besides.
TEST(StoredKeysTest, OfAPodAreWhatTheyWere) {
  const testing::TempDir dir;
  sitrep::storage::ShardOptions options{.path = dir.File("shard"), .kind = "ingest"};
  options.families = RocksArticleLog::Families();
  for (auto& family : RocksArticleIndex::Families()) options.families.push_back(family);
  const auto shard = sitrep::storage::OpenShard(options);
  ASSERT_TRUE(shard.ok()) << shard.status();
  const auto map = cluster::PartitionMap::Parse(
      "log 5f3a9c21d4e8b706 8\ningest 0 a:1 0-2,5\ningest 1 b:1 3-4,6-7\nquery 0/1 0-7 whole\n");
  ASSERT_TRUE(RocksArticleLog::Open(**shard, *Owners::FromMap(*map, 1)).ok());
  ExpectGolden(kPodGolden, RowsOf(**shard));
}

}  // namespace
}  // namespace sitrep::ingest
