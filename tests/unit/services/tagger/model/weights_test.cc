#include "services/tagger/model/weights.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <limits>
#include <random>

#include "common/base/string_views.h"
#include "common/testing/seed.h"
#include "common/testing/temp_dir.h"
#include "services/tagger/model/reader.h"
#include "tests/unit/services/tagger/model/random_weights.h"

namespace sitrep::tagger {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr size_t kFirstEntry = 64;

WeightsWriter Small() {
  WeightsWriter writer;
  writer.AddFloats("a", {2, 3}, {1, -2, 3, 0, 0, 0.5F});
  writer.AddBfloat16("b", {2}, {1.5F, -4});
  writer.AddInt8("c", {2, 2}, {1.27F, -1, 0, 254});
  writer.AddText("d", "one\ntwo\n\nvier é\n");
  return writer;
}

class WeightsTest : public ::testing::Test {
 protected:
  absl::StatusOr<std::unique_ptr<const Weights>> Open(std::string_view bytes) const {
    WriteFile(path_, bytes);
    return Weights::Open(path_);
  }
  void ExpectFault(std::string_view bytes, absl::StatusCode code, std::string_view fault) const {
    const auto weights = Open(bytes);
    EXPECT_EQ(weights.status().code(), code) << weights.status();
    EXPECT_THAT(std::string(weights.status().message()), HasSubstr(path_));
    EXPECT_THAT(std::string(weights.status().message()), HasSubstr(std::string(fault)));
  }
  // A field of the first entry ("a") replaced.
  template <typename T>
  std::string WithField(size_t offset, T value) const {
    std::string bytes = Small().Write();
    std::memcpy(bytes.data() + kFirstEntry + offset, &value, sizeof(value));
    return WeightsWriter::Seal(bytes);
  }

  const testing::TempDir dir_;
  const std::string path_ = dir_.File("reader.bin");
};

TEST_F(WeightsTest, HasEveryTypeOfTensor) {
  const auto weights = Open(Small().Write("tiny"));
  ASSERT_TRUE(weights.ok()) << weights.status();
  EXPECT_EQ((*weights)->model_name(), "tiny");
  EXPECT_THAT(*(*weights)->Floats("a", {2, 3}), ElementsAre(1, -2, 3, 0, 0, 0.5F));
  EXPECT_THAT(*(*weights)->Floats("b", {2}), ElementsAre(1.5F, -4));
  EXPECT_THAT(*(*weights)->Floats("c", {0, 2}), ElementsAre(::testing::FloatEq(1.27F), ::testing::FloatEq(-1), 0, 254));
  EXPECT_THAT(*(*weights)->Lines("d"), ElementsAre("one", "two", "", "vier é"));
  const auto rows = (*weights)->Rows("a", 0, 3);
  ASSERT_TRUE(rows.ok()) << rows.status();
  float row[3];
  rows->CopyRow(1, row);
  EXPECT_EQ(row[2], 0.5F);
}

TEST_F(WeightsTest, ShapesAndTypesAreAsked) {
  const auto weights = Open(Small().Write());
  ASSERT_TRUE(weights.ok()) << weights.status();
  const auto message = [&](const auto& result) {
    EXPECT_EQ(result.status().code(), absl::StatusCode::kFailedPrecondition);
    return std::string(result.status().message());
  };
  EXPECT_THAT(message((*weights)->Floats("a", {3, 2})), HasSubstr("\"a\" is [2, 3], not [3, 2]"));
  EXPECT_THAT(message((*weights)->Floats("a", {6})), HasSubstr("not [6]"));
  EXPECT_THAT(message((*weights)->Floats("z", {6})), HasSubstr("\"z\" is missing"));
  EXPECT_THAT(message((*weights)->Floats("d", {14})), HasSubstr("does not hold numbers"));
  EXPECT_THAT(message((*weights)->Lines("a")), HasSubstr("is no text"));
}

TEST_F(WeightsTest, OnlyFiniteNumbersAndWholeLines) {
  WeightsWriter writer = Small();
  writer.AddFloats("a", {1}, {std::numeric_limits<float>::infinity()});
  writer.AddBfloat16("b", {1}, {std::numeric_limits<float>::infinity()});
  writer.AddText("d", "no end");
  writer.AddText("e", "\xFF\n");
  writer.tensors().erase("c.scales");
  const auto weights = Open(writer.Write());
  ASSERT_TRUE(weights.ok()) << weights.status();
  EXPECT_EQ((*weights)->Floats("a", {1}).status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ((*weights)->Floats("b", {1}).status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ((*weights)->Rows("c", 2, 2).status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ((*weights)->Lines("d").status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ((*weights)->Lines("e").status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(WeightsTest, NoFile) {
  const auto weights = Weights::Open(dir_.File("absent"));
  EXPECT_EQ(weights.status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(weights.status().message()), HasSubstr("absent"));
  EXPECT_EQ(Weights::Open(dir_.path().string()).status().code(), absl::StatusCode::kUnavailable);
}

TEST_F(WeightsTest, FaultsOfTheHeader) {
  const std::string good = Small().Write();
  ExpectFault("", absl::StatusCode::kDataLoss, "truncated");
  ExpectFault(good.substr(0, 63), absl::StatusCode::kDataLoss, "truncated");
  ExpectFault(good.substr(0, good.size() - 1), absl::StatusCode::kDataLoss, "truncated");
  ExpectFault(good + "x", absl::StatusCode::kDataLoss, "truncated");
  std::string bytes = good;
  bytes[0] = 'X';
  ExpectFault(bytes, absl::StatusCode::kDataLoss, "not a file of weights");
  bytes = good;
  bytes[8] = 2;
  ExpectFault(bytes, absl::StatusCode::kFailedPrecondition, "format version 2");
  bytes = good;
  bytes.back() = static_cast<char>(bytes.back() ^ 1);
  ExpectFault(bytes, absl::StatusCode::kDataLoss, "checksum");
  bytes = good;
  std::memset(bytes.data() + 12, 0xFF, 4);
  ExpectFault(bytes, absl::StatusCode::kDataLoss, "do not fit");
}

TEST_F(WeightsTest, FaultsOfEntries) {
  const auto corrupt = absl::StatusCode::kDataLoss;
  ExpectFault(WithField<char>(0, 0), corrupt, "no name");
  ExpectFault(WithField<char>(0, 'b'), corrupt, "occurs twice");
  ExpectFault(WithField<uint32_t>(48, 4), corrupt, "no known type");
  ExpectFault(WithField<uint32_t>(52, 4), corrupt, "no known type");
  ExpectFault(WithField<uint32_t>(52, 1), corrupt, "more dimensions than its rank");
  ExpectFault(WithField<uint64_t>(56, 3), corrupt, "another size than its shape");
  ExpectFault(WithField<uint64_t>(56, uint64_t{1} << 62), corrupt, "too large");
  ExpectFault(WithField<uint64_t>(80, 8), corrupt, "outside");
  ExpectFault(WithField<uint64_t>(80, uint64_t{1} << 40), corrupt, "outside");
  ExpectFault(WithField<uint64_t>(80, ~uint64_t{63}), corrupt, "outside");
  ExpectFault(WithField<uint64_t>(88, ~uint64_t{0}), corrupt, "outside");
}

// Whatever bytes of the table are broken, a reader loads or says why, and never reads outside of the file.
TEST_F(WeightsTest, NoBrokenFileCrashes) {
  std::mt19937_64 random(testing::Seed());
  WeightsWriter writer = RandomReader({.seed = 1, .units = 32, .lemma_scripts = 6});
  const std::string good = writer.Write();
  const size_t table = kFirstEntry + writer.tensors().size() * 96;
  for (int round = 0; round < 150; ++round) {
    std::string bytes = good;
    for (uint64_t breaks = 1 + random() % 3; breaks > 0; --breaks) {
      bytes[8 + random() % (table - 8)] = static_cast<char>(random() % 4 == 0 ? 0xFF : random());
    }
    if (random() % 4 == 0) bytes.resize(random() % bytes.size());
    if (bytes.size() >= kFirstEntry) bytes = WeightsWriter::Seal(bytes);
    WriteFile(path_, bytes);
    const auto reader = Reader::Load(path_, Profile::kPlain);
    if (reader.ok()) {
      EXPECT_EQ((*reader)->Read(std::vector<SentenceWords>{{"Good", "news"}}).size(), 1U);
    } else {
      EXPECT_THAT(std::string(reader.status().message()), HasSubstr(path_));
    }
  }
}

// Every tensor of a reader is asked for: without it, or in another shape, it does not load.
TEST_F(WeightsTest, AReaderNeedsAllItsTensors) {
  WeightsWriter writer = RandomReader({.seed = 1, .units = 32, .lemma_scripts = 6});
  const std::map<std::string, WeightsWriter::Tensor> all = writer.tensors();
  for (const auto& [name, tensor] : all) {
    if (name == "labels.lemma_exceptions") continue;
    writer.tensors().erase(name);
    WriteFile(path_, writer.Write());
    const auto missing = Reader::Load(path_, Profile::kPlain);
    EXPECT_EQ(missing.status().code(), absl::StatusCode::kFailedPrecondition) << name;
    EXPECT_THAT(std::string(missing.status().message()), HasSubstr(name));
    writer.tensors()[name] = tensor;

    writer.tensors()[name].shape.insert(writer.tensors()[name].shape.begin(), 1);
    WriteFile(path_, writer.Write());
    const auto otherwise = Reader::Load(path_, Profile::kPlain);
    if (tensor.type != 3) {
      EXPECT_EQ(otherwise.status().code(), absl::StatusCode::kFailedPrecondition) << name;
    }
    writer.tensors()[name] = tensor;
  }
}

}  // namespace
}  // namespace sitrep::tagger
