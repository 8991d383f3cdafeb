#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/testing/temp_dir.h"
#include "tests/component/ingest/ingest_pod.h"

namespace sitrep::testing {

// A log of eight partitions on three pods in this process, each with a real shard.
class ThreePods : public ::testing::Test {
 protected:
  static constexpr uint32_t kPartitions = 8;
  static constexpr absl::Duration kTimeout = absl::Seconds(20);

  ThreePods() : map_(MapOfPods(kPartitions, {"0-2", "3-5", "6-7"})) {
    for (uint32_t i = 0; i < 3; ++i) {
      pods_.push_back(std::make_unique<IngestPod>(dir_.File(absl::StrCat("ingest-", i)), map_, i));
    }
  }
  void SetUp() override {
    for (const auto& pod : pods_) {
      const absl::Status started = pod->Start();
      ASSERT_TRUE(started.ok()) << started;
    }
  }

  static ingest::v1::ArticleSubmission Article(const std::string& id, const std::string& text) {
    ingest::v1::ArticleSubmission article;
    article.set_article_id(id);
    article.set_text(text);
    return article;
  }

  const TempDir dir_;
  const cluster::PartitionMap map_;
  std::vector<std::unique_ptr<IngestPod>> pods_;
};

}  // namespace sitrep::testing
