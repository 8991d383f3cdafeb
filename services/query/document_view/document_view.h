#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/types/span.h"
#include "common/storage/shard.h"
#include "services/query/document_view/index_writer.h"
#include "services/query/document_view/view_state.h"
#include "services/query/view/view.h"

namespace sitrep::query {

// How much the view holds.
struct DocumentCounts {
  uint64_t documents = 0;
  uint64_t words = 0;
  uint64_t tagging_failed = 0;
  uint64_t quotes = 0;
  uint64_t events = 0;
};

// The document view: words, annotations and filters of every current article, partition by partition. Rows and the
// cursor are written together, unsynced: a crash loses the newest Applies, cursor included, and the follower repeats
// them. Apply is for one thread; everything else is thread-safe and works on Pin(), a state between two Applies.
class DocumentView final : public View {
 public:
  // Reads what the shard holds; `shard` was opened with DocumentViewFamilies() and must outlive the view. Of partitions
  // other than `held` (empty: all), which is to be the same each time, records only move the cursor. DATA_LOSS when
  // rows contradict each other.
  static absl::StatusOr<std::unique_ptr<DocumentView>> Open(storage::Shard& shard, std::vector<Partition> held = {});

  std::string_view name() const override { return "document"; }
  CursorVector cursor() const override { return Pin()->cursor(); }
  absl::Status Apply(absl::Span<const TaggedRecord> records, const CursorVector& next) override;

  absl::Status Replace(const TaggedRecord& record) override;

  std::shared_ptr<const ViewState> Pin() const ABSL_LOCKS_EXCLUDED(state_mutex_);
  DocumentCounts Counts() const;

 private:
  DocumentView(storage::Shard& shard, std::vector<Partition> held) : shard_(shard), held_(std::move(held)) {}

  bool Holds(Partition partition) const { return held_.empty() || std::ranges::find(held_, partition) != held_.end(); }

  absl::Status Load();
  // On all cores: the tails of every partition are indexed again.
  absl::StatusOr<PartitionStates> LoadPartitions(
      const std::vector<std::pair<Partition, stored::v1::PartitionRow>>& stored) const;
  absl::StatusOr<std::shared_ptr<const PartitionState>> LoadPartition(Partition partition,
                                                                      const stored::v1::PartitionRow& row) const;
  absl::Status Commit(IndexWriter& writer, const CursorVector& next) ABSL_EXCLUSIVE_LOCKS_REQUIRED(write_mutex_);

  storage::Shard& shard_;
  const std::vector<Partition> held_;
  absl::Mutex write_mutex_ ABSL_ACQUIRED_BEFORE(state_mutex_);
  WrittenEntities written_entities_ ABSL_GUARDED_BY(write_mutex_);
  mutable absl::Mutex state_mutex_;
  std::shared_ptr<const ViewState> state_ ABSL_GUARDED_BY(state_mutex_);
};

}  // namespace sitrep::query
