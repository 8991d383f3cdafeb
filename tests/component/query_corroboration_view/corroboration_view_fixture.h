#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "common/storage/shard.h"
#include "common/testing/temp_dir.h"
#include "services/query/corroboration_view/corroboration_view.h"
#include "tests/component/query_corroboration_view/articles/articles.h"

namespace sitrep::query::testing {

// A view on a real shard in a temporary folder, verified after every record.
class CorroborationViewTest : public ::testing::Test {
 protected:
  CorroborationViewTest() { Open(); }

  void Open() {
    view_.reset();
    shard_.reset();
    storage::ShardOptions options;
    options.path = dir_.File("shard");
    options.kind = "query";
    options.families = CorroborationView::Families();
    auto shard = storage::OpenShard(options);
    ASSERT_TRUE(shard.ok()) << shard.status();
    shard_ = *std::move(shard);
    auto view = CorroborationView::Open(*shard_);
    ASSERT_TRUE(view.ok()) << view.status();
    view_ = *std::move(view);
  }

  void Apply(const Article& article, uint32_t partition = 0) { ApplyRecord(article.Record(), partition); }
  void Retract(const std::string& id, uint32_t partition = 0) {
    ApplyRecord({.body = RetractedArticle{ArticleId{id}, "test"}}, partition);
  }
  void ApplyRecord(TaggedRecord record, uint32_t partition) {
    CursorVector next = view_->cursor();
    next.log_id = 1;
    record.partition = Partition{partition};
    record.offset = next.At(record.partition);
    next.Advance(record.partition, Offset{record.offset.value + 1});
    const absl::Status status = view_->Apply({&record, 1}, next);
    ASSERT_TRUE(status.ok()) << status;
    EXPECT_TRUE(view_->Verify().ok()) << view_->Verify();
  }

  std::vector<v1::Incident> Events(const corroboration::EventFilter& filter = {}) {
    std::vector<v1::Incident> incidents;
    auto response = view_->ListEvents(filter, 500, "");
    EXPECT_TRUE(response.ok()) << response.status();
    if (!response.ok()) return incidents;
    EXPECT_EQ(response->next_page_token(), "");
    for (const v1::Incident& incident : response->incidents()) incidents.push_back(incident);
    return incidents;
  }

  std::vector<v1::Story> Stories() {
    const auto all = [](const std::string&) { return true; };
    auto response = view_->ListStories({.includes = all}, 200, "");
    EXPECT_TRUE(response.ok()) << response.status();
    return {response->stories().begin(), response->stories().end()};
  }

  ::sitrep::testing::TempDir dir_;
  std::unique_ptr<storage::Shard> shard_;
  std::unique_ptr<CorroborationView> view_;
};

// A text long enough to have near-duplicates.
inline constexpr char kWire[] =
    "Negotiators of the two sides met near the border for five hours and left without an agreement but to meet once "
    "more "
    "in the coming days after they have asked their capitals what to do about the lines of control and the prisoners.";

}  // namespace sitrep::query::testing
