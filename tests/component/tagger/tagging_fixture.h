#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>
#include <string>
#include <utility>

#include "absl/synchronization/notification.h"
#include "common/storage/shard.h"
#include "common/testing/temp_dir.h"
#include "services/tagger/rocks_memo.h"
#include "services/tagger/tagging.h"

namespace sitrep::tagger {

inline std::string ModelsDir() {
  const char* models = std::getenv("SITREP_MODELS");
  return models == nullptr ? "models" : models;
}

// Loaded once.
inline const Pipeline& SharedPipeline() {
  static const std::unique_ptr<const Pipeline> pipeline = [] {
    auto created = Pipeline::Create(ModelsDir());
    EXPECT_TRUE(created.ok()) << created.status();
    return *std::move(created);
  }();
  return *pipeline;
}

// The tagger's function with its real models and a memo on a real RocksDB.
class TaggingTest : public ::testing::Test {
 protected:
  TaggingTest() {
    sitrep::storage::ShardOptions options{.path = dir_.File("shard"), .kind = "tagger"};
    options.families = RocksMemo::Families(64 << 20);
    auto shard = sitrep::storage::OpenShard(options);
    EXPECT_TRUE(shard.ok()) << shard.status();
    shard_ = *std::move(shard);
    memo_ = std::make_unique<RocksMemo>(*shard_);
    executor_ = std::make_unique<Executor>(2, 1'000);
    tagging_ = std::make_unique<Tagging>(SharedPipeline(), operator_entities_, *memo_, *executor_, metrics_);
  }

  static std::shared_ptr<v1::TagInput> Input(const std::string& text, const std::string& day = "2022-03-04") {
    auto input = std::make_shared<v1::TagInput>();
    input->set_text(text);
    if (day.empty()) return input;
    input->mutable_publication_time()->set_granularity(type::v1::PublicationTime::DAY);
    input->mutable_publication_time()->set_day(day);
    input->mutable_publication_time()->mutable_time()->set_seconds(1646352000);  // 2022-03-04
    return input;
  }
  absl::StatusOr<Tagged> Tag(std::shared_ptr<const v1::TagInput> input) {
    absl::StatusOr<Tagged> result = absl::UnknownError("");
    absl::Notification done;
    tagging_->Tag(std::move(input), operator_entities_.Now(), [&](const absl::StatusOr<Tagged>& tagged) {
      result = tagged;
      done.Notify();
    });
    done.WaitForNotification();
    return result;
  }

  const testing::TempDir dir_;
  obs::Metrics metrics_;
  std::unique_ptr<sitrep::storage::Shard> shard_;
  std::unique_ptr<RocksMemo> memo_;
  OperatorEntities operator_entities_;
  std::unique_ptr<Executor> executor_;
  std::unique_ptr<Tagging> tagging_;
};

}  // namespace sitrep::tagger
