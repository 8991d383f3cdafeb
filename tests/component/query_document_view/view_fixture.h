#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/functional/function_ref.h"
#include "common/base/check.h"
#include "common/storage/shard.h"
#include "common/testing/temp_dir.h"
#include "services/query/document_view/document_view.h"
#include "services/query/document_view/fan_out.h"
#include "services/query/document_view/local_partition.h"
#include "services/query/document_view/rows.h"
#include "tests/component/query_document_view/article_builder.h"

namespace sitrep::query {

// A document view over a real shard in a temporary folder, fed as the follower feeds it.
class ViewFixture {
 public:
  explicit ViewFixture(uint32_t partitions = 4) : partitions_(partitions) {
    cursor_.log_id = 1;
    Open();
  }

  DocumentView& view() { return *view_; }
  storage::Shard& shard() { return *shard_; }
  uint32_t partitions() const { return partitions_; }

  // Closes and opens the shard.
  void Restart() {
    view_.reset();
    shard_.reset();
    Open();
  }

  void Add(const ArticleBuilder& article) {
    pending_.push_back(Record(article.Build().article.article_id(), article.Build()));
  }
  void Retract(const std::string& id) { pending_.push_back(Record(id, RetractedArticle{ArticleId{id}, "test"})); }

  // Applies what was added since, as one batch.
  void Commit() {
    const std::vector<TaggedRecord> records = std::exchange(pending_, {});
    CursorVector next = cursor_;
    for (const TaggedRecord& record : records) next.Advance(record.partition, Offset{record.offset.value + 1});
    const absl::Status status = view_->Apply(records, next);
    ASSERT_TRUE(status.ok()) << status;
    cursor_ = next;
    applied_.insert(applied_.end(), records.begin(), records.end());
  }

  // Applies those records of another view that lie in partitions held, up to `batch` of them at once.
  void Replay(const std::vector<TaggedRecord>& records, absl::FunctionRef<bool(Partition)> held, size_t batch) {
    for (const TaggedRecord& record : records) {
      if (!held(record.partition)) continue;
      pending_.push_back(record);
      if (pending_.size() == batch) Commit();
    }
    Commit();
  }

  // Everything applied so far, for replays.
  const std::vector<TaggedRecord>& applied() const { return applied_; }
  const CursorVector& cursor() const { return cursor_; }
  PartitionSources Sources() const { return OpenPartitions(view_->Pin()); }

 private:
  void Open() {
    storage::ShardOptions options;
    options.path = folder_.File("shard");
    options.kind = "query";
    options.families = DocumentViewFamilies();
    absl::StatusOr<std::unique_ptr<storage::Shard>> shard = storage::OpenShard(options);
    Check(shard.ok(), shard.status().ToString());
    shard_ = *std::move(shard);
    absl::StatusOr<std::unique_ptr<DocumentView>> view = DocumentView::Open(*shard_);
    Check(view.ok(), view.status().ToString());
    view_ = *std::move(view);
  }

  TaggedRecord Record(const std::string& id,
                      std::variant<TaggedArticle, RetractedArticle, ingest::v1::ControlRecord> body) {
    const Partition partition = PartitionOf(ArticleId{id}, partitions_);
    const uint64_t offset = next_offset_[partition]++;
    return {partition, Offset{offset}, absl::FromUnixSeconds(1'646'000'000 + static_cast<int64_t>(offset)),
            std::move(body)};
  }

  uint32_t partitions_;
  testing::TempDir folder_;
  std::unique_ptr<storage::Shard> shard_;
  std::unique_ptr<DocumentView> view_;
  CursorVector cursor_;
  std::map<Partition, uint64_t> next_offset_;
  std::vector<TaggedRecord> pending_;
  std::vector<TaggedRecord> applied_;
};

}  // namespace sitrep::query
