#pragma once

#include <memory>
#include <utility>

#include "common/base/cursor.h"
#include "common/storage/shard.h"
#include "services/query/document_view/index_writer.h"

namespace sitrep::query {

// What a reader sees: the rows and the memory of one moment between two Applies. Immutable; whoever holds it keeps that
// moment readable. The shard must outlive it.
class ViewState {
 public:
  ViewState(const storage::Shard& shard, CursorVector cursor, PartitionStates partitions)
      : shard_(shard),
        snapshot_(std::make_unique<rocksdb::ManagedSnapshot>(&shard.db())),
        cursor_(std::move(cursor)),
        partitions_(std::move(partitions)) {}

  const storage::Shard& shard() const { return shard_; }
  const rocksdb::Snapshot* snapshot() const { return snapshot_->snapshot(); }
  const CursorVector& cursor() const { return cursor_; }
  const PartitionStates& partitions() const { return partitions_; }

 private:
  const storage::Shard& shard_;
  std::unique_ptr<rocksdb::ManagedSnapshot> snapshot_;
  CursorVector cursor_;
  PartitionStates partitions_;
};

}  // namespace sitrep::query
