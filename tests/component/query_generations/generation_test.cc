#include "services/query/generation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "common/base/error.h"
#include "common/storage/checkpoint.h"
#include "common/testing/temp_dir.h"
#include "services/query/document_view/rows.h"
#include "services/query/generation_folders.h"

namespace sitrep::query {
namespace {

Holding Held(std::vector<Partition> partitions, bool whole) { return {4, std::move(partitions), whole}; }

class GenerationTest : public ::testing::Test {
 protected:
  absl::StatusOr<std::unique_ptr<Generation>> Open(const Holding& holding, const std::string& pipeline_version = "",
                                                   Generation::Kind kind = Generation::Kind::kLive) {
    return Generation::Open({.path = folder_.File("generation-1"), .memory_bytes = 64 << 20, .holding = holding}, kind,
                            pipeline_version, metrics_, log_);
  }

  testing::TempDir folder_;
  obs::Metrics metrics_;
  obs::Log log_{"query"};
};

TEST_F(GenerationTest, RemembersWhatItHoldsAndRefusesToHoldAnythingElse) {
  const Holding half = Held({Partition{0}, Partition{1}}, false);
  ASSERT_TRUE(Open(half).ok());
  ASSERT_TRUE(Open(half).ok());
  for (const Holding& other : {Held({Partition{0}, Partition{1}}, true), Held({Partition{0}}, false), Holding{}}) {
    EXPECT_EQ(ReadErrorDetail(Open(other).status()).reason, "HOLDING_DIFFERS");
  }
}

TEST_F(GenerationTest, EverythingIsTheSameWithAMapAndWithout) {
  ASSERT_TRUE(Open(Holding{}).ok());
  EXPECT_TRUE(Open(Held({Partition{0}, Partition{1}, Partition{2}, Partition{3}}, true)).ok());
}

TEST_F(GenerationTest, OneThatIsNotWholeHasTheDocumentViewAlone) {
  const auto generation = Open(Held({Partition{0}}, false));
  ASSERT_TRUE(generation.ok()) << generation.status();
  ASSERT_EQ((*generation)->views().size(), 1u);
  EXPECT_EQ((*generation)->views().front()->name(), "document");
}

TEST_F(GenerationTest, AShadowIsBoundFromTheStartAndHasNoSubscriptions) {
  {
    const auto generation = Open(Holding{}, "b", Generation::Kind::kShadow);
    ASSERT_TRUE(generation.ok()) << generation.status();
    EXPECT_EQ((*generation)->views().size(), 2u);
  }
  const auto again = Open(Holding{}, "", Generation::Kind::kShadow);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ((*again)->pipeline_version(), "b");
  EXPECT_TRUE((*again)->bound());
}

TEST_F(GenerationTest, BindingSurvives) {
  {
    const auto generation = Open(Holding{});
    ASSERT_TRUE(generation.ok());
    EXPECT_FALSE((*generation)->bound());
    ASSERT_TRUE((*generation)->Bind("a").ok());
  }
  const auto again = Open(Holding{}, "b");
  ASSERT_TRUE(again.ok());
  EXPECT_EQ((*again)->pipeline_version(), "a");
}

TEST_F(GenerationTest, OfPartitionsThatItDoesNotHoldItOnlyMovesTheCursor) {
  const Holding holding = Held({Partition{1}}, true);
  const std::string path = folder_.File("view");
  storage::ShardOptions options{.path = path, .kind = "query", .families = DocumentViewFamilies()};
  const auto shard = storage::OpenShard(options);
  ASSERT_TRUE(shard.ok()) << shard.status();
  const auto view = DocumentView::Open(**shard, holding.partitions);
  ASSERT_TRUE(view.ok()) << view.status();
  std::vector<TaggedRecord> records;
  CursorVector next{.log_id = 7, .next = {}};
  for (uint32_t p = 0; p < 3; ++p) {
    TaggedArticle tagged;
    tagged.article.set_article_id("article-" + std::to_string(p));
    tagged.article.set_text("Barges left the harbour.");
    tagged.article.set_revision(1);
    records.push_back({Partition{p}, Offset{0}, absl::FromUnixSeconds(1'646'000'000), std::move(tagged)});
    next.Advance(Partition{p}, Offset{1});
  }
  ASSERT_TRUE((*view)->Apply(records, next).ok());
  EXPECT_EQ((*view)->Counts().documents, 1u);
  EXPECT_EQ((*view)->cursor(), next);
}

TEST_F(GenerationTest, TakesSubscriptionsOverOnce) {
  const auto live = Open(Holding{});
  ASSERT_TRUE(live.ok());
  const auto shadow = Generation::Open(
      {.path = folder_.File("generation-2"), .memory_bytes = 64 << 20, .holding = Holding{}, .on_match = [] {}},
      Generation::Kind::kShadow, "b", metrics_, log_);
  ASSERT_TRUE(shadow.ok()) << shadow.status();
  ASSERT_TRUE((*shadow)->TakeOver(**live).ok());
  EXPECT_EQ((*shadow)->views().size(), 3u);
  EXPECT_EQ(&(*shadow)->freshness(), &(*live)->freshness());
  EXPECT_TRUE((*shadow)->TakeOver(**live).ok()) << "may be repeated";
}

TEST(GenerationFoldersTest, TheFileSaysWhichServes) {
  const testing::TempDir folder;
  GenerationFolders folders(folder.path().string());
  EXPECT_EQ(folders.Serving().value_or(0), 1u);
  std::filesystem::create_directories(folders.PathOf(3));
  std::filesystem::create_directories(folders.PathOf(2));
  std::filesystem::create_directories(folder.path() / "generation-x");
  EXPECT_EQ(folders.Numbers(), (std::vector<uint32_t>{2, 3}));
  EXPECT_EQ(folders.Serving().value_or(0), 2u) << "without the file, the first";
  ASSERT_TRUE(folders.SetServing(3).ok());
  EXPECT_EQ(folders.Serving().value_or(0), 3u);
  ASSERT_TRUE(folders.Delete(2).ok());
  EXPECT_EQ(folders.Numbers(), (std::vector<uint32_t>{3}));
  std::ofstream(folder.path() / "serving") << "nonsense";
  EXPECT_FALSE(folders.Serving().ok());
}

TEST_F(GenerationTest, ACheckpointIsReadFileByFileAndGoes) {
  const auto generation = Open(Holding{});
  ASSERT_TRUE(generation.ok());
  const std::string path = folder_.File("checkpoint");
  {
    const auto checkpoint = storage::Checkpoint::Create((*generation)->shard(), path);
    ASSERT_TRUE(checkpoint.ok()) << checkpoint.status();
    EXPECT_GT(checkpoint->files().size(), 2u);
    for (const storage::Checkpoint::File& file : checkpoint->files()) {
      const auto bytes = checkpoint->Read(file, 0, 1 << 20);
      ASSERT_TRUE(bytes.ok()) << file.name;
      EXPECT_EQ(bytes->size(), std::min<uint64_t>(file.bytes, 1 << 20));
    }
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

}  // namespace
}  // namespace sitrep::query
