#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/node_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/query/corroboration_view/bounded_cache.h"
#include "services/query/corroboration_view/duplicates.h"
#include "services/query/corroboration_view/incidents.h"
#include "services/query/corroboration_view/rocks_rows.h"
#include "services/query/corroboration_view/stories.h"

namespace sitrep::query::corroboration {

// What is known of an article's place among its near-duplicates.
struct Lineage {
  std::string source;
  // The earliest near-duplicate that came before it; empty when there is none.
  std::string repeats;
  // Where its bands stand in the table of changes.
  std::array<uint64_t, kBands> bands{};
  int band_count = 0;
};

// An article's text as it was first told: itself unless it repeats another's.
struct Original {
  std::string article_id;
  std::string source;

  friend bool operator==(const Original&, const Original&) = default;
};

// Results that stay true until their rows change. Thread-safe.
struct ViewCaches {
  explicit ViewCaches(size_t max_bytes) : groups(max_bytes / 2), days(max_bytes / 4), lineages(max_bytes / 4) {}

  ChangeTable<1 << 14> changed_groups;
  ChangeTable<1 << 14> changed_days;
  ChangeTable<1 << 16> changed_bands;
  BoundedCache<std::string, GroupIncidents> groups;  // By GroupPrefix.
  BoundedCache<std::string, DayClusters> days;       // By StoryDayPrefix.
  BoundedCache<std::string, Lineage> lineages;       // By article id.
};

// Whether the caller of a request has left or its deadline has passed; null: never. Asked every few dozen reads.
using IsCancelled = std::function<bool()>;

// Reads one state of the view: rows, and what is computed from them. Every read answers CANCELLED soon after the
// request was cancelled. Thread-compatible: one request, one reader.
class ViewReader {
 public:
  // `version` is the view's when the snapshot behind `rows` was taken.
  ViewReader(std::unique_ptr<RocksRows> rows, ViewCaches& caches, uint64_t version, IsCancelled is_cancelled)
      : rows_(std::move(rows)), caches_(caches), version_(version), is_cancelled_(std::move(is_cancelled)) {}

  RocksRows& rows() { return *rows_; }
  // For loops over rows(), as the other reads do it: CANCELLED.
  absl::Status CheckCancelled();

  absl::StatusOr<std::shared_ptr<const GroupIncidents>> Group(const ReportGroup& group);
  absl::StatusOr<std::shared_ptr<const DayClusters>> Day(const StoryDay& day);

  // The buckets of class kShort that begin on this day and end on a later one. Valid as long as the reader.
  absl::StatusOr<const std::vector<TimeBucket>*> LongerBucketsFrom(int32_t day);

  // The text that an article repeats, back to the first: it repeats its earliest near-duplicate, that one its own, and
  // so on. NOT_FOUND for an article that is not in the view.
  absl::StatusOr<Original> OriginalOf(const std::string& article_id);
  // The other articles with the same original, earliest first, at most `limit`. NOT_FOUND as above.
  absl::StatusOr<std::vector<std::string>> NearDuplicatesOf(const std::string& article_id, int limit);
  // The earliest near-duplicate of an article; empty when it repeats nothing.
  absl::StatusOr<std::string> RepeatedBy(const std::string& article_id);
  // The row of an article that other rows refer to.
  absl::StatusOr<std::shared_ptr<const stored::v1::ArticleRow>> Article(const std::string& article_id);

 private:
  absl::StatusOr<std::shared_ptr<const Lineage>> LineageOf(const std::string& article_id);
  absl::StatusOr<Lineage> FindLineage(const std::string& article_id);

  const std::unique_ptr<RocksRows> rows_;
  ViewCaches& caches_;
  const uint64_t version_;
  const IsCancelled is_cancelled_;
  uint32_t reads_ = 0;
  bool cancelled_ = false;
  // Rows read by this request; bounded by what one page lists and compares.
  absl::flat_hash_map<std::string, std::shared_ptr<const stored::v1::ArticleRow>> articles_;
  absl::flat_hash_map<std::string, Original> originals_;
  absl::node_hash_map<int32_t, std::vector<TimeBucket>> longer_buckets_;
};

// How a reader finds out that rows changed: what Apply marks for each row it writes or deletes.
uint64_t ChangeHashOf(const ReportGroup& group);
uint64_t ChangeHashOf(const StoryDay& day);

}  // namespace sitrep::query::corroboration
