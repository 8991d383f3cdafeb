#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/base/cursor.h"
#include "common/storage/shard.h"
#include "services/query/document_view/indexed_document.h"
#include "services/query/document_view/partition_state.h"
#include "services/query/view/view.h"

namespace sitrep::query {

using PartitionStates = std::map<Partition, std::shared_ptr<const PartitionState>>;

// Which entities' rows were written already, so that those in the news are not written with every article. Forgets
// everything when it has grown to its bound; a row written twice is harmless.
class WrittenEntities {
 public:
  // `summary_hash`: of all that a row is made from.
  bool IsNew(Partition partition, std::string_view entity_id, uint64_t summary_hash) const;
  void Note(Partition partition, std::string_view entity_id, uint64_t summary_hash);

 private:
  absl::flat_hash_map<uint64_t, uint64_t> summary_hashes_;
};

// What the records of one Apply together do to an article.
struct ArticleChange {
  // Every revision indexed before goes, whatever its number.
  bool retracted = false;
  // Becomes the indexed revision unless a newer one is indexed; null after a retraction.
  const TaggedArticle* tagged = nullptr;
  absl::Time append_time;
};

// Turns one Apply into one WriteBatch and the states that are true once it is written. A writer is made for one Apply
// and thrown away, with everything it prepared, when the write fails. Not thread-safe.
class IndexWriter {
 public:
  // Documents a tail holds before it becomes rows. The longest is sealed whenever all tails together hold half as many
  // as there would be if each were full: so their lengths differ, partitions take turns, and what tails hold in memory
  // is the same at any time. A tail of twice the length is sealed in any case.
  static constexpr uint32_t kSealDocuments = 1024;

  // All three must outlive it.
  IndexWriter(const storage::Shard& shard, const PartitionStates& states, const WrittenEntities& written);
  ~IndexWriter();

  // The rows of what an article's annotations name. Called for every article of the log in its order, also for those
  // that another of the same Apply replaces: what is last said of an entity must not depend on what is applied
  // together.
  void PutEntities(Partition partition, const type::v1::Annotations& annotations);

  // REQUIRES: once for each article.
  absl::Status Change(Partition partition, const std::string& article_id, const ArticleChange& change);

  // Completes the batch: purges the postings of removed documents, seals a tail, moves the cursor.
  absl::Status Finish(const CursorVector& next);

  rocksdb::WriteBatch& batch() { return batch_; }

  // After the batch was written: the new states, with the new documents findable. Cannot fail.
  PartitionStates Publish(WrittenEntities& written) &&;

 private:
  struct Edit;

  Edit& EditOf(Partition partition);
  void Add(Edit& edit, const TaggedArticle& tagged, absl::Time append_time);
  absl::Status Remove(Edit& edit, const std::string& article_id, uint32_t docno);
  absl::Status NotePurges(Edit& edit, uint32_t docno, const stored::v1::DocumentValues& values);
  absl::Status PurgeRows(const Edit& edit);
  void SealTails();
  void SealTail(Edit& edit);

  const storage::Shard& shard_;
  const PartitionStates& states_;
  const WrittenEntities& written_;
  rocksdb::WriteBatch batch_;
  std::map<Partition, std::unique_ptr<Edit>> edits_;
  // The summaries of the rows in the batch, by entity.
  std::map<std::pair<Partition, std::string>, uint64_t> summary_hashes_;
};

}  // namespace sitrep::query
