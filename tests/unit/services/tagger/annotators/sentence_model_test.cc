#include "services/tagger/annotators/sentence_model.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "common/testing/temp_dir.h"
#include "tests/unit/services/tagger/annotators/sentence_reading.h"

namespace sitrep::tagger {
namespace {

std::string Shipped() {
  std::ifstream file(ModelsDir() + "/sentences/boundaries.bin", std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

absl::StatusCode LoadCode(const std::string& bytes) {
  const testing::TempDir dir;
  std::filesystem::create_directory(dir.path() / "sentences");
  std::ofstream(dir.path() / "sentences/boundaries.bin", std::ios::binary) << bytes;
  return SentenceModel::Load(dir.path().string()).status().code();
}

TEST(SentenceModelTest, LoadsWhatIsShipped) { EXPECT_EQ(LoadCode(Shipped()), absl::StatusCode::kOk); }

TEST(SentenceModelTest, RefusesDamagedAndForeignFiles) {
  std::string bytes = Shipped();
  EXPECT_EQ(LoadCode(""), absl::StatusCode::kDataLoss);
  EXPECT_EQ(LoadCode(bytes.substr(0, bytes.size() - 1)), absl::StatusCode::kDataLoss);
  EXPECT_EQ(LoadCode(bytes + "x"), absl::StatusCode::kDataLoss);
  bytes.back() = static_cast<char>(bytes.back() ^ 1);
  EXPECT_EQ(LoadCode(bytes), absl::StatusCode::kDataLoss);
  bytes = Shipped();
  ++bytes[8];  // Format version.
  EXPECT_EQ(LoadCode(bytes), absl::StatusCode::kDataLoss);
  bytes = Shipped();
  bytes[0] = 'X';
  EXPECT_EQ(LoadCode(bytes), absl::StatusCode::kDataLoss);
}

TEST(SentenceModelTest, SaysWhenThereIsNone) {
  const testing::TempDir dir;
  EXPECT_EQ(SentenceModel::Load(dir.path().string()).status().code(), absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace sitrep::tagger
