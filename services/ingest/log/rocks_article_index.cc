#include "services/ingest/log/rocks_article_index.h"

#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "common/base/byte_codec.h"
#include "common/base/status_macros.h"
#include "common/storage/keys.h"
#include "common/storage/rocks_status.h"

namespace sitrep::ingest {
namespace {

using ::sitrep::storage::KeyBuilder;
using ::sitrep::storage::StoredDataCorrupt;

constexpr uint8_t kKeyVersion = 1;
constexpr size_t kCatchUpEntries = 1'024;
constexpr size_t kCatchUpBytes = 8 << 20;

std::string ArticleKey(Partition partition, std::string_view id) {
  return KeyBuilder(partition, kKeyVersion).Raw(id).Take();
}

std::string ControlKey(uint32_t kind, std::string_view key) {
  return KeyBuilder(kKeyVersion).Number32(kind).Raw(key).Take();
}

// Sorts behind every control record: kinds are small.
std::string StateKey() { return KeyBuilder(kKeyVersion).Number32(UINT32_MAX).Take(); }

}  // namespace

std::vector<sitrep::storage::FamilyOptions> RocksArticleIndex::Families() {
  sitrep::storage::FamilyOptions articles{.name = "articles"};
  sitrep::storage::FamilyOptions control{.name = "control"};
  control.write_buffer_bytes = 1 << 20;
  return {articles, control};
}

RocksArticleIndex::RocksArticleIndex(sitrep::storage::Shard& shard, uint32_t partitions)
    : shard_(shard), partitions_(partitions), articles_(shard.Family("articles")), control_(shard.Family("control")) {}

absl::StatusOr<std::unique_ptr<RocksArticleIndex>> RocksArticleIndex::Open(sitrep::storage::Shard& shard,
                                                                           uint32_t partitions) {
  std::unique_ptr<RocksArticleIndex> index(new RocksArticleIndex(shard, partitions));
  SITREP_RETURN_IF_ERROR(index->LoadState());
  return index;
}

// The state row: counts, then the cursor, so that both change with the rows they describe.
std::string RocksArticleIndex::StateValue(const CursorVector& cursor, const ArticleCounts& counts) const {
  std::string value;
  for (const uint64_t count : {counts.articles, counts.revisions, counts.retracted, counts.control_records}) {
    AppendVarint(value, count);
  }
  for (const auto& [partition, offset] : cursor.next) {
    AppendVarint(value, partition.value);
    AppendVarint(value, offset.value);
  }
  return value;
}

absl::Status RocksArticleIndex::LoadState() {
  SITREP_ASSIGN_OR_RETURN(const std::optional<std::string> value, shard_.Get(control_, StateKey()));
  absl::MutexLock lock(&mutex_);
  if (!value.has_value()) return absl::OkStatus();
  std::string_view rest = *value;
  for (uint64_t* count : {&counts_.articles, &counts_.revisions, &counts_.retracted, &counts_.control_records}) {
    const std::optional<uint64_t> number = ReadVarint(rest);
    if (!number.has_value()) return StoredDataCorrupt("the state of the article index");
    *count = *number;
  }
  while (!rest.empty()) {
    const std::optional<uint64_t> partition = ReadVarint(rest);
    const std::optional<uint64_t> offset = ReadVarint(rest);
    if (!partition.has_value() || !offset.has_value()) return StoredDataCorrupt("the cursor of the article index");
    cursor_.next[Partition{static_cast<uint32_t>(*partition)}] = Offset{*offset};
  }
  return absl::OkStatus();
}

absl::StatusOr<std::optional<storage::v1::ArticleHead>> RocksArticleIndex::Find(const ArticleId& id) const {
  SITREP_ASSIGN_OR_RETURN(const std::optional<std::string> value,
                          shard_.Get(articles_, ArticleKey(PartitionOf(id, partitions_), id.value)));
  if (!value.has_value()) return std::nullopt;
  storage::v1::ArticleHead head;
  if (!head.ParseFromString(*value)) return StoredDataCorrupt(absl::StrCat("the index row of article ", id.value));
  return head;
}

absl::StatusOr<std::optional<Offset>> RocksArticleIndex::FindControl(uint32_t kind, std::string_view key) const {
  SITREP_ASSIGN_OR_RETURN(const std::optional<std::string> value, shard_.Get(control_, ControlKey(kind, key)));
  if (!value.has_value()) return std::nullopt;
  std::string_view rest = *value;
  const std::optional<uint64_t> offset = ReadBigEndian64(rest);
  if (!offset.has_value()) return StoredDataCorrupt("an index row of a control record");
  return Offset{*offset};
}

absl::Status RocksArticleIndex::Apply(absl::Span<const AppendedEntry> entries) {
  CursorVector cursor;
  ArticleCounts counts;
  {
    absl::MutexLock lock(&mutex_);
    cursor = cursor_;
    counts = counts_;
  }
  // Rows changed by this batch, so that two entries of one article see each other.
  absl::flat_hash_map<std::string, storage::v1::ArticleHead> heads;
  absl::flat_hash_map<std::string, bool> controls;
  rocksdb::WriteBatch batch;
  for (const AppendedEntry& appended : entries) {
    if (appended.offset < cursor.At(appended.partition)) continue;
    cursor.Advance(appended.partition, Offset{appended.offset.value + 1});
    const storage::v1::LogEntry& entry = *appended.entry;
    if (entry.has_control()) {
      const std::string key = ControlKey(entry.control().kind(), entry.control().key());
      auto in_force = controls.find(key);
      if (in_force == controls.end()) {
        SITREP_ASSIGN_OR_RETURN(const std::optional<Offset> before,
                                FindControl(entry.control().kind(), entry.control().key()));
        in_force = controls.emplace(key, before.has_value()).first;
      }
      counts.control_records += (entry.control().deleted() ? 0 : 1) - (in_force->second ? 1 : 0);
      in_force->second = !entry.control().deleted();
      std::string value;
      AppendBigEndian64(value, appended.offset.value);
      if (entry.control().deleted()) {
        batch.Delete(control_, key);
      } else {
        batch.Put(control_, key, value);
      }
      continue;
    }
    const std::string id = KeyOf(entry);
    auto head = heads.find(id);
    if (head == heads.end()) {
      SITREP_ASSIGN_OR_RETURN(const std::optional<storage::v1::ArticleHead> stored, Find(ArticleId{id}));
      head = heads.emplace(id, stored.value_or(storage::v1::ArticleHead())).first;
    }
    const bool was_live = head->second.current_revision() != 0;
    if (entry.has_retraction()) {
      counts.revisions -= head->second.revisions_size();
      counts.articles -= was_live ? 1 : 0;
      counts.retracted += head->second.retracted() ? 0 : 1;
    } else {
      counts.revisions += 1;
      counts.articles += was_live ? 0 : 1;
    }
    ApplyToHead(entry, appended.offset, head->second);
  }
  for (const auto& [id, head] : heads) {
    batch.Put(articles_, ArticleKey(PartitionOf(ArticleId{id}, partitions_), id), head.SerializeAsString());
  }
  batch.Put(control_, StateKey(), StateValue(cursor, counts));
  SITREP_RETURN_IF_ERROR(shard_.Write(batch, sitrep::storage::Durability::kProcessCrashOnly));
  absl::MutexLock lock(&mutex_);
  cursor_ = std::move(cursor);
  counts_ = counts;
  return absl::OkStatus();
}

absl::Status RocksArticleIndex::CatchUp(ArticleLog& log) {
  for (const Partition partition : log.owners().all()) {
    while (true) {
      Offset from;
      {
        absl::MutexLock lock(&mutex_);
        from = std::max(cursor_.At(partition), log.StartOffset(partition));
      }
      SITREP_ASSIGN_OR_RETURN(const std::vector<StoredEntry> entries,
                              log.Read(partition, from, kCatchUpEntries, kCatchUpBytes));
      if (entries.empty()) break;
      std::vector<AppendedEntry> appended;
      for (const StoredEntry& stored : entries) {
        if (stored.entry.has_retraction()) {
          SITREP_RETURN_IF_ERROR(log.Erase(partition, KeyOf(stored.entry), stored.offset));
        }
        appended.push_back({partition, stored.offset, &stored.entry});
      }
      SITREP_RETURN_IF_ERROR(Apply(appended));
    }
  }
  return absl::OkStatus();
}

ArticleCounts RocksArticleIndex::counts() const {
  absl::MutexLock lock(&mutex_);
  return counts_;
}

}  // namespace sitrep::ingest
