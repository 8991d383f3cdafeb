#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "common/storage/shard.h"
#include "services/query/query_language/ast.h"
#include "services/query/view/view.h"
#include "sitrep/query/stored/v1/subscriptions.pb.h"
#include "sitrep/query/v1/subscription_service.pb.h"

namespace sitrep::query {

// A stored query in force.
struct ActiveSubscription {
  std::string id;
  stored::v1::SubscriptionRow row;
  Query query;
};

// A match with the position of the record that caused it. Of the article only id and revision are set, and highlights
// have no text: the document view has the words.
struct MatchAt {
  Partition partition;
  Offset offset;
  v1::Match match;
};

// The third view of the log: which articles match which subscriptions. Here the queries are the index: every record is
// held against each of them. Matches are kept, in log order, as long as their subscription. Keys and values: FORMAT.md.
// Apply is for one thread; everything else is thread-safe.
class SubscriptionView final : public View {
 public:
  static std::vector<storage::FamilyOptions> Families();

  // `shard` must outlive the view. `on_match` is told, on Apply's thread, that there are new matches.
  static absl::StatusOr<std::unique_ptr<SubscriptionView>> Open(storage::Shard& shard, std::function<void()> on_match);

  std::string_view name() const override { return "subscriptions"; }
  CursorVector cursor() const override ABSL_LOCKS_EXCLUDED(mutex_);
  absl::Status Apply(absl::Span<const TaggedRecord> records, const CursorVector& next) override;
  // Tagging an article again notifies nobody.
  absl::Status Replace(const TaggedRecord&) override { return absl::OkStatus(); }

  // In order of their ids.
  std::vector<v1::Subscription> List() const ABSL_LOCKS_EXCLUDED(mutex_);
  bool Has(const std::string& id) const ABSL_LOCKS_EXCLUDED(mutex_);

  // Matches of a subscription from `from` on, partition by partition, each in order; at most `limit`. NOT_FOUND
  // (SUBSCRIPTION_NOT_FOUND).
  absl::StatusOr<std::vector<MatchAt>> Read(const std::string& id, const CursorVector& from, size_t limit) const;

 private:
  using Subscriptions = std::map<std::string, std::shared_ptr<const ActiveSubscription>>;

  SubscriptionView(storage::Shard& shard, std::function<void()> on_match);
  absl::Status Load();
  absl::Status ApplyControl(const TaggedRecord& record, rocksdb::WriteBatch& batch, Subscriptions& subscriptions) const;
  absl::Status MatchArticle(const TaggedRecord& record, const Subscriptions& subscriptions,
                            std::map<std::string, bool>& matched, rocksdb::WriteBatch& batch) const;
  absl::Status WithdrawArticle(const TaggedRecord& record, const Subscriptions& subscriptions,
                               std::map<std::string, bool>& matched, rocksdb::WriteBatch& batch) const;
  absl::StatusOr<bool> WasMatched(const std::string& key, const std::map<std::string, bool>& matched) const;

  storage::Shard& shard_;
  const std::function<void()> on_match_;
  rocksdb::ColumnFamilyHandle* const subscriptions_family_;
  rocksdb::ColumnFamilyHandle* const matches_family_;
  rocksdb::ColumnFamilyHandle* const matched_family_;

  mutable absl::Mutex mutex_;
  Subscriptions subscriptions_ ABSL_GUARDED_BY(mutex_);
  CursorVector cursor_ ABSL_GUARDED_BY(mutex_);
};

// Replaces what `to` holds of subscriptions, their matches and the cursor by what `from` holds; nobody applies records
// meanwhile. Ends with a synced write of the cursor: after a crash before that it must be repeated.
absl::Status CopySubscriptions(const storage::Shard& from, storage::Shard& to);

// The query a stored subscription means. INVALID_ARGUMENT as CompileFilter.
absl::StatusOr<Query> CompileSubscription(const stored::v1::StoredSubscription& subscription);

}  // namespace sitrep::query
