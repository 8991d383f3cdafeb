#include "services/ingest/log/rocks_article_log.h"

#include <rocksdb/options.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/byte_codec.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/storage/keys.h"
#include "common/storage/rocks_status.h"

namespace sitrep::ingest {
namespace {

using ::sitrep::storage::FromRocks;
using ::sitrep::storage::KeyBuilder;
using ::sitrep::storage::KeyReader;
using ::sitrep::storage::StoredDataCorrupt;

constexpr uint8_t kKeyVersion = 1;
constexpr uint32_t kDefaultPartitions = 8;
constexpr std::string_view kPartitionsKey = "partitions";
constexpr std::string_view kLogIdKey = "log_id";
constexpr std::string_view kOrdinalKey = "ordinal";
constexpr std::string_view kOwnedKey = "owned";
constexpr std::string_view kFenceKey = "fence";
constexpr std::string_view kErasePendingKey = "erase_pending";
// A compaction that drops erased entries rewrites the whole log, so takedowns that follow each other share one.
constexpr absl::Duration kErasePause = absl::Minutes(10);

std::string LogKey(Partition partition, Offset offset) {
  return KeyBuilder(partition, kKeyVersion).Number64(offset.value).Take();
}

std::string EntryKey(Partition partition, std::string_view key, Offset offset) {
  return KeyBuilder(partition, kKeyVersion).Text(key).Number64(offset.value).Take();
}

std::string MetaKey(std::string_view name) { return KeyBuilder(kKeyVersion).Raw(name).Take(); }

// The first offset that was not trimmed.
std::string StartKey(Partition partition) { return KeyBuilder(partition, kKeyVersion).Raw("start").Take(); }

std::string Number(uint64_t value) {
  std::string bytes;
  AppendBigEndian64(bytes, value);
  return bytes;
}

absl::StatusOr<uint64_t> ReadNumber(const sitrep::storage::Shard& shard, rocksdb::ColumnFamilyHandle* family,
                                    const std::string& key, uint64_t fallback) {
  SITREP_ASSIGN_OR_RETURN(const std::optional<std::string> bytes, shard.Get(family, key));
  if (!bytes.has_value()) return fallback;
  std::string_view rest = *bytes;
  const std::optional<uint64_t> number = ReadBigEndian64(rest);
  if (!number.has_value() || !rest.empty()) return StoredDataCorrupt("a number of the log's metadata");
  return *number;
}

absl::Status NoSuchPartition(Partition partition) {
  return MakeError(absl::StatusCode::kFailedPrecondition, "WRONG_PARTITION",
                   absl::StrCat("this log has no partition ", partition.value),
                   {{"partition", absl::StrCat(partition.value)}});
}

// Whose a shard is: what a partition map said when it was created. A shard made without a map has no such rows, and is
// that of the only pod of the log named after the shard.
struct Identity {
  uint64_t log_id = 0;
  uint64_t ordinal = 0;
  std::string owned;

  friend bool operator==(const Identity&, const Identity&) = default;
  std::string ToString() const {
    return absl::StrCat("ingest ", ordinal, " of log ", absl::Hex(log_id, absl::kZeroPad16), " with partitions ",
                        owned);
  }
};

absl::StatusOr<Identity> StoredIdentity(const sitrep::storage::Shard& shard, rocksdb::ColumnFamilyHandle* meta,
                                        uint32_t partitions) {
  Identity identity;
  SITREP_ASSIGN_OR_RETURN(identity.log_id, ReadNumber(shard, meta, MetaKey(kLogIdKey), shard.creation_id()));
  SITREP_ASSIGN_OR_RETURN(identity.ordinal, ReadNumber(shard, meta, MetaKey(kOrdinalKey), 0));
  SITREP_ASSIGN_OR_RETURN(const std::optional<std::string> owned, shard.Get(meta, MetaKey(kOwnedKey)));
  identity.owned = owned.value_or(cluster::FormatPartitions(Owners::Everything(partitions).articles()));
  return identity;
}

std::string_view ViewOf(rocksdb::Slice slice) { return {slice.data(), slice.size()}; }

}  // namespace

std::vector<sitrep::storage::FamilyOptions> RocksArticleLog::Families() {
  using sitrep::storage::FamilyOptions;
  FamilyOptions log{.name = "log"};
  log.bloom_bits = 0;
  log.blob_min_bytes = 512;
  log.block_bytes = 32 << 10;
  FamilyOptions keys{.name = "log_keys"};
  keys.bloom_bits = 0;
  FamilyOptions meta{.name = "log_meta"};
  meta.write_buffer_bytes = 1 << 20;
  return {log, keys, meta};
}

RocksArticleLog::RocksArticleLog(sitrep::storage::Shard& shard, Owners owners, uint64_t log_id)
    : shard_(shard),
      owners_(std::move(owners)),
      log_id_(log_id),
      log_(shard.Family("log")),
      keys_(shard.Family("log_keys")),
      meta_(shard.Family("log_meta")) {}

RocksArticleLog::~RocksArticleLog() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  stop_compaction_ = true;
  if (compactor_.joinable()) compactor_.join();
}

absl::StatusOr<std::unique_ptr<RocksArticleLog>> RocksArticleLog::Open(sitrep::storage::Shard& shard,
                                                                       uint32_t partitions) {
  if (partitions >= kMaxPartitions) return InvalidField("partitions", "must be less than 65535");
  if (partitions == 0) {
    SITREP_ASSIGN_OR_RETURN(const uint64_t stored,
                            ReadNumber(shard, shard.Family("log_meta"), MetaKey(kPartitionsKey), kDefaultPartitions));
    partitions = static_cast<uint32_t>(stored);
  }
  return Open(shard, Owners::Everything(partitions));
}

absl::StatusOr<std::unique_ptr<RocksArticleLog>> RocksArticleLog::Open(sitrep::storage::Shard& shard, Owners owners) {
  rocksdb::ColumnFamilyHandle* meta = shard.Family("log_meta");
  SITREP_ASSIGN_OR_RETURN(const uint64_t stored, ReadNumber(shard, meta, MetaKey(kPartitionsKey), 0));
  if (stored != 0 && stored != owners.partitions()) {
    return absl::FailedPreconditionError(absl::StrCat("the log in ", shard.path(), " was created with ", stored,
                                                      " partitions and cannot be opened with ", owners.partitions(),
                                                      ": the number is fixed at creation"));
  }
  Identity wanted{.ordinal = owners.ordinal(), .owned = cluster::FormatPartitions(owners.articles())};
  if (stored == 0) {
    wanted.log_id = owners.log_id().value_or(shard.creation_id());
    rocksdb::WriteBatch batch;
    batch.Put(meta, MetaKey(kPartitionsKey), Number(owners.partitions()));
    if (owners.log_id().has_value()) {
      batch.Put(meta, MetaKey(kLogIdKey), Number(wanted.log_id));
      batch.Put(meta, MetaKey(kOrdinalKey), Number(wanted.ordinal));
      batch.Put(meta, MetaKey(kOwnedKey), wanted.owned);
    }
    SITREP_RETURN_IF_ERROR(shard.Write(batch, sitrep::storage::Durability::kSynced));
  } else {
    SITREP_ASSIGN_OR_RETURN(const Identity identity, StoredIdentity(shard, meta, owners.partitions()));
    // Without a map the log is called what it was called before.
    wanted.log_id = owners.log_id().value_or(identity.log_id);
    if (identity != wanted) {
      return absl::FailedPreconditionError(absl::StrCat(
          "the shard in ", shard.path(), " is that of ", identity.ToString(), " and cannot be opened as ",
          wanted.ToString(), owners.log_id().has_value() ? ": its ownership is fixed" : ": --partition_map is needed"));
    }
  }
  std::unique_ptr<RocksArticleLog> log(new RocksArticleLog(shard, std::move(owners), wanted.log_id));
  for (const Partition partition : log->owners().all()) SITREP_RETURN_IF_ERROR(log->LoadEnds(partition));
  SITREP_ASSIGN_OR_RETURN(const uint64_t erase_pending, ReadNumber(shard, meta, MetaKey(kErasePendingKey), 0));
  {
    absl::MutexLock lock(&log->mutex_);
    log->erased_ = erase_pending != 0;
  }
  log->compactor_ = std::thread([raw = log.get()] { raw->CompactErased(); });
  return log;
}

absl::Status RocksArticleLog::LoadEnds(Partition partition) {
  SITREP_ASSIGN_OR_RETURN(const uint64_t start, ReadNumber(shard_, meta_, StartKey(partition), 0));
  Ends ends{.start = Offset{start}, .end = Offset{start}};
  std::unique_ptr<rocksdb::Iterator> it(shard_.db().NewIterator(rocksdb::ReadOptions(), log_));
  const std::string first = LogKey(partition, Offset{0});
  it->SeekForPrev(LogKey(partition, Offset{UINT64_MAX}));
  if (it->Valid() && ViewOf(it->key()) >= first) {
    KeyReader key = KeyReader::Partitioned(ViewOf(it->key()));
    const std::optional<uint64_t> offset = key.Number64();
    storage::v1::LogEntry entry;
    if (!offset.has_value() || !key.AtEnd() || !entry.ParseFromArray(it->value().data(), it->value().size())) {
      return StoredDataCorrupt(absl::StrCat("the last entry of partition ", partition.value));
    }
    ends.end = std::max(ends.end, Offset{*offset + 1});
    ends.last_append_time_us = entry.append_time_us();
  }
  SITREP_RETURN_IF_ERROR(FromRocks(it->status(), "read the end of the log"));
  absl::MutexLock lock(&mutex_);
  ends_[partition] = ends;
  return absl::OkStatus();
}

std::optional<RocksArticleLog::Ends> RocksArticleLog::EndsOf(Partition partition) const {
  absl::MutexLock lock(&mutex_);
  const auto found = ends_.find(partition);
  if (found == ends_.end()) return std::nullopt;
  return found->second;
}

absl::StatusOr<Fence> RocksArticleLog::AcquireFence() {
  absl::MutexLock append_lock(&append_mutex_);
  SITREP_ASSIGN_OR_RETURN(const uint64_t newest, ReadNumber(shard_, meta_, MetaKey(kFenceKey), 0));
  rocksdb::WriteBatch batch;
  batch.Put(meta_, MetaKey(kFenceKey), Number(newest + 1));
  SITREP_RETURN_IF_ERROR(shard_.Write(batch, sitrep::storage::Durability::kSynced));
  return Fence{newest + 1};
}

absl::StatusOr<std::vector<Offset>> RocksArticleLog::Append(Fence fence, absl::Span<const NewEntry> entries) {
  absl::MutexLock append_lock(&append_mutex_);
  // Asked of the shard at every append: what this object remembers another writer may have changed.
  SITREP_ASSIGN_OR_RETURN(const uint64_t newest, ReadNumber(shard_, meta_, MetaKey(kFenceKey), 0));
  if (fence.value != newest) {
    return MakeError(absl::StatusCode::kAborted, "FENCED",
                     absl::StrCat("fence ", fence.value, " was superseded by ", newest));
  }
  std::map<Partition, Ends> ends;
  {
    absl::MutexLock lock(&mutex_);
    ends = ends_;
  }
  rocksdb::WriteBatch batch;
  std::vector<Offset> offsets;
  offsets.reserve(entries.size());
  std::string value;
  for (const NewEntry& entry : entries) {
    const auto end = ends.find(entry.partition);
    if (end == ends.end()) return NoSuchPartition(entry.partition);
    const Offset offset = end->second.end;
    value.clear();
    entry.entry.AppendToString(&value);
    batch.Put(log_, LogKey(entry.partition, offset), value);
    batch.Put(keys_, EntryKey(entry.partition, entry.key, offset), rocksdb::Slice());
    end->second.end = Offset{offset.value + 1};
    end->second.last_append_time_us = entry.entry.append_time_us();
    offsets.push_back(offset);
  }
  SITREP_RETURN_IF_ERROR(shard_.Write(batch, sitrep::storage::Durability::kSynced));
  absl::MutexLock lock(&mutex_);
  // The start may have moved meanwhile; the ends are ours alone.
  for (auto& [partition, end] : ends) {
    ends_[partition].end = end.end;
    ends_[partition].last_append_time_us = end.last_append_time_us;
  }
  return offsets;
}

absl::StatusOr<std::vector<StoredEntry>> RocksArticleLog::Read(Partition partition, Offset from, size_t max_entries,
                                                               size_t max_bytes) const {
  const std::optional<Ends> ends = EndsOf(partition);
  const auto where = [&] { return absl::StrCat("partition ", partition.value, ", offset ", from.value); };
  if (!ends.has_value()) return NoSuchPartition(partition);
  if (from < ends->start) {
    return MakeError(
        absl::StatusCode::kOutOfRange, "CURSOR_EXPIRED",
        absl::StrCat("cursor: ", where(), " is older than the retained log, which begins at ", ends->start.value));
  }
  if (from > ends->end) {
    return MakeError(absl::StatusCode::kOutOfRange, "CURSOR_IN_FUTURE",
                     absl::StrCat("cursor: ", where(), " lies behind the end of the log at ", ends->end.value),
                     {{"partition", absl::StrCat(partition.value)},
                      {"offset", absl::StrCat(from.value)},
                      {"end_offset", absl::StrCat(ends->end.value)}});
  }
  std::vector<StoredEntry> entries;
  if (from == ends->end) return entries;

  const std::string upper = LogKey(partition, ends->end);
  const rocksdb::Slice upper_slice(upper);
  rocksdb::ReadOptions options;
  options.iterate_upper_bound = &upper_slice;
  options.fill_cache = false;
  std::unique_ptr<rocksdb::Iterator> it(shard_.db().NewIterator(options, log_));
  size_t bytes = 0;
  for (it->Seek(LogKey(partition, from)); it->Valid() && entries.size() < max_entries && bytes < max_bytes;
       it->Next()) {
    KeyReader key = KeyReader::Partitioned(ViewOf(it->key()));
    const std::optional<uint64_t> offset = key.Number64();
    StoredEntry entry;
    if (!offset.has_value() || !key.AtEnd() || !entry.entry.ParseFromArray(it->value().data(), it->value().size())) {
      return StoredDataCorrupt(absl::StrCat("an entry of partition ", partition.value, " after offset ", from.value));
    }
    entry.offset = Offset{*offset};
    bytes += it->value().size();
    entries.push_back(std::move(entry));
  }
  SITREP_RETURN_IF_ERROR(FromRocks(it->status(), "read the log"));
  return entries;
}

absl::StatusOr<storage::v1::LogEntry> RocksArticleLog::ReadOne(Partition partition, Offset offset) const {
  SITREP_ASSIGN_OR_RETURN(const std::optional<std::string> value, shard_.Get(log_, LogKey(partition, offset)));
  if (!value.has_value()) {
    return absl::NotFoundError(absl::StrCat("no entry at partition ", partition.value, ", offset ", offset.value));
  }
  storage::v1::LogEntry entry;
  if (!entry.ParseFromString(*value)) {
    return StoredDataCorrupt(absl::StrCat("the entry at partition ", partition.value, ", offset ", offset.value));
  }
  return entry;
}

Offset RocksArticleLog::StartOffset(Partition partition) const { return EndsOf(partition).value_or(Ends{}).start; }
Offset RocksArticleLog::EndOffset(Partition partition) const { return EndsOf(partition).value_or(Ends{}).end; }
int64_t RocksArticleLog::LastAppendTime(Partition partition) const {
  return EndsOf(partition).value_or(Ends{}).last_append_time_us;
}

absl::Status RocksArticleLog::TrimPrefix(Partition partition, Offset to) {
  const std::optional<Ends> ends = EndsOf(partition);
  if (!ends.has_value()) return absl::FailedPreconditionError(absl::StrCat("no partition ", partition.value));
  if (to > ends->end) return absl::OutOfRangeError(absl::StrCat("cannot trim behind the end at ", ends->end.value));
  if (to <= ends->start) return absl::OkStatus();
  rocksdb::WriteBatch batch;
  batch.Put(meta_, StartKey(partition), Number(to.value));
  batch.Put(meta_, MetaKey(kErasePendingKey), Number(1));
  batch.DeleteRange(log_, LogKey(partition, ends->start), LogKey(partition, to));
  SITREP_RETURN_IF_ERROR(shard_.Write(batch, sitrep::storage::Durability::kSynced));
  absl::MutexLock lock(&mutex_);
  ends_[partition].start = std::max(ends_[partition].start, to);
  erased_ = true;
  return absl::OkStatus();
}

absl::Status RocksArticleLog::Erase(Partition partition, std::string_view key, Offset before) {
  rocksdb::WriteBatch batch;
  const std::string upper = EntryKey(partition, key, before);
  const rocksdb::Slice upper_slice(upper);
  rocksdb::ReadOptions options;
  options.iterate_upper_bound = &upper_slice;
  std::unique_ptr<rocksdb::Iterator> it(shard_.db().NewIterator(options, keys_));
  for (it->Seek(EntryKey(partition, key, Offset{0})); it->Valid(); it->Next()) {
    std::string_view row = ViewOf(it->key());
    row.remove_prefix(row.size() - sizeof(uint64_t));
    const std::optional<uint64_t> offset = ReadBigEndian64(row);
    batch.Delete(log_, LogKey(partition, Offset{offset.value_or(0)}));
    batch.Delete(keys_, it->key());
  }
  SITREP_RETURN_IF_ERROR(FromRocks(it->status(), "read the keys of the log"));
  if (batch.Count() == 0) return absl::OkStatus();
  batch.Put(meta_, MetaKey(kErasePendingKey), Number(1));
  SITREP_RETURN_IF_ERROR(shard_.Write(batch, sitrep::storage::Durability::kSynced));
  absl::MutexLock lock(&mutex_);
  erased_ = true;
  return absl::OkStatus();
}

// Runs on a thread of its own: what was erased leaves the disk with the next compaction, so one is begun.
void RocksArticleLog::CompactErased() {
  while (true) {
    {
      absl::MutexLock lock(&mutex_);
      mutex_.Await(absl::Condition(this, &RocksArticleLog::EraseOrStop));
      if (stopping_) return;
      erased_ = false;
    }
    rocksdb::CompactRangeOptions options;
    options.exclusive_manual_compaction = false;
    options.canceled = &stop_compaction_;
    options.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForceOptimized;
    options.blob_garbage_collection_policy = rocksdb::BlobGarbageCollectionPolicy::kForce;
    options.blob_garbage_collection_age_cutoff = 1.0;
    const bool done = shard_.db().CompactRange(options, log_, nullptr, nullptr).ok() &&
                      shard_.db().CompactRange(options, keys_, nullptr, nullptr).ok();
    absl::MutexLock lock(&mutex_);
    if (done && !erased_) {
      rocksdb::WriteBatch batch;
      batch.Delete(meta_, MetaKey(kErasePendingKey));
      // Should it fail, the next start compacts once more than needed.
      shard_.Write(batch, sitrep::storage::Durability::kProcessCrashOnly).IgnoreError();
    }
    mutex_.AwaitWithTimeout(absl::Condition(&stopping_), kErasePause);
  }
}

}  // namespace sitrep::ingest
