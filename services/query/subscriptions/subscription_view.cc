#include "services/query/subscriptions/subscription_view.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/byte_codec.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/storage/keys.h"
#include "common/storage/rocks_status.h"
#include "services/query/document_view/highlighter.h"
#include "services/query/document_view/indexed_document.h"
#include "services/query/query_language/article_filter.h"
#include "services/query/query_language/document_terms.h"

namespace sitrep::query {
namespace {

using ::sitrep::storage::KeyBuilder;
using ::sitrep::storage::KeyReader;
using ::sitrep::storage::StoredDataCorrupt;

constexpr uint8_t kKeyVersion = 1;
constexpr size_t kPassages = 2;
constexpr std::string_view kFamilies[] = {"subscriptions", "subscription_matches", "subscription_matched"};
// The row of `subscriptions` that holds the cursor: no subscription's id is empty.
std::string CursorKey() { return KeyBuilder(kKeyVersion).Take(); }
std::string SubscriptionKey(const std::string& id) { return KeyBuilder(kKeyVersion).Raw(id).Take(); }
std::string MatchKey(const std::string& id, Partition partition, Offset offset) {
  return KeyBuilder(kKeyVersion)
      .Text(id)
      .Number16(static_cast<uint16_t>(partition.value))
      .Number64(offset.value)
      .Take();
}
std::string MatchedKey(const std::string& id, const std::string& article_id) {
  return KeyBuilder(kKeyVersion).Text(id).Raw(article_id).Take();
}

std::string_view ViewOf(rocksdb::Slice slice) { return {slice.data(), slice.size()}; }

// Plays back the names as they were resolved when the subscription was created.
class RecordedNames final : public NameResolver {
 public:
  explicit RecordedNames(const stored::v1::StoredSubscription& subscription) : subscription_(subscription) {}

  absl::StatusOr<std::vector<std::string>> ResolveEntity(std::string_view name) override {
    for (const stored::v1::ResolvedName& resolved : subscription_.names()) {
      if (resolved.is_place() || resolved.name() != name) continue;
      return std::vector<std::string>(resolved.entity_ids().begin(), resolved.entity_ids().end());
    }
    return std::vector<std::string>();
  }
  absl::StatusOr<PlaceArea> ResolvePlace(std::string_view name) override {
    PlaceArea area;
    for (const stored::v1::ResolvedName& resolved : subscription_.names()) {
      if (!resolved.is_place() || resolved.name() != name) continue;
      area.entity_ids.assign(resolved.entity_ids().begin(), resolved.entity_ids().end());
      area.country_codes.assign(resolved.country_codes().begin(), resolved.country_codes().end());
      area.admin1_areas.assign(resolved.admin1_areas().begin(), resolved.admin1_areas().end());
      if (resolved.has_centre()) area.centre = Point{resolved.latitude(), resolved.longitude()};
    }
    return area;
  }

 private:
  const stored::v1::StoredSubscription& subscription_;
};

}  // namespace

absl::StatusOr<Query> CompileSubscription(const stored::v1::StoredSubscription& subscription) {
  SITREP_ASSIGN_OR_RETURN(Query query, CompileFilter(subscription.filter()));
  RecordedNames names(subscription);
  SITREP_RETURN_IF_ERROR(ResolveNames(names, query));
  return query;
}

absl::Status CopySubscriptions(const storage::Shard& from, storage::Shard& to) {
  constexpr size_t kBatchBytes = 1 << 20;
  std::string cursor;
  for (const std::string_view name : kFamilies) {
    rocksdb::WriteBatch batch;
    const std::string first = KeyBuilder(kKeyVersion).Take();
    batch.DeleteRange(to.Family(name), first, *storage::PrefixEnd(first));
    rocksdb::ReadOptions options;
    options.fill_cache = false;
    const std::unique_ptr<rocksdb::Iterator> rows(from.db().NewIterator(options, from.Family(name)));
    for (rows->SeekToFirst(); rows->Valid(); rows->Next()) {
      if (name == kFamilies[0] && ViewOf(rows->key()) == CursorKey()) {
        cursor = std::string(ViewOf(rows->value()));
        continue;
      }
      batch.Put(to.Family(name), rows->key(), rows->value());
      if (batch.GetDataSize() < kBatchBytes) continue;
      SITREP_RETURN_IF_ERROR(to.Write(batch, storage::Durability::kProcessCrashOnly));
      batch.Clear();
    }
    SITREP_RETURN_IF_ERROR(storage::FromRocks(rows->status(), "read the subscriptions"));
    SITREP_RETURN_IF_ERROR(to.Write(batch, storage::Durability::kProcessCrashOnly));
  }
  if (cursor.empty()) return absl::OkStatus();
  rocksdb::WriteBatch batch;
  batch.Put(to.Family(kFamilies[0]), CursorKey(), cursor);
  return to.Write(batch, storage::Durability::kSynced);
}

std::vector<storage::FamilyOptions> SubscriptionView::Families() {
  std::vector<storage::FamilyOptions> families(3);
  families[0].name = "subscriptions";
  families[0].write_buffer_bytes = 1 << 20;
  families[1].name = "subscription_matches";
  families[1].write_buffer_bytes = 4 << 20;
  families[2].name = "subscription_matched";
  families[2].write_buffer_bytes = 4 << 20;
  return families;
}

SubscriptionView::SubscriptionView(storage::Shard& shard, std::function<void()> on_match)
    : shard_(shard),
      on_match_(std::move(on_match)),
      subscriptions_family_(shard.Family("subscriptions")),
      matches_family_(shard.Family("subscription_matches")),
      matched_family_(shard.Family("subscription_matched")) {}

absl::StatusOr<std::unique_ptr<SubscriptionView>> SubscriptionView::Open(storage::Shard& shard,
                                                                         std::function<void()> on_match) {
  std::unique_ptr<SubscriptionView> view(new SubscriptionView(shard, std::move(on_match)));
  SITREP_RETURN_IF_ERROR(view->Load());
  return view;
}

absl::Status SubscriptionView::Load() {
  absl::MutexLock lock(&mutex_);
  std::unique_ptr<rocksdb::Iterator> it(shard_.db().NewIterator(rocksdb::ReadOptions(), subscriptions_family_));
  for (it->SeekToFirst(); it->Valid(); it->Next()) {
    const std::string_view key = ViewOf(it->key());
    if (key == CursorKey()) {
      SITREP_ASSIGN_OR_RETURN(cursor_, DecodeCursor(ViewOf(it->value())));
      continue;
    }
    auto active = std::make_shared<ActiveSubscription>();
    active->id = std::string(key.substr(1));
    if (!active->row.ParseFromArray(it->value().data(), static_cast<int>(it->value().size()))) {
      return StoredDataCorrupt(absl::StrCat("subscription ", active->id));
    }
    SITREP_ASSIGN_OR_RETURN(active->query, CompileSubscription(active->row.subscription()));
    subscriptions_.emplace(active->id, std::move(active));
  }
  return storage::FromRocks(it->status(), "read the subscriptions");
}

CursorVector SubscriptionView::cursor() const {
  absl::MutexLock lock(&mutex_);
  return cursor_;
}

absl::Status SubscriptionView::Apply(absl::Span<const TaggedRecord> records, const CursorVector& next) {
  Subscriptions subscriptions;
  CursorVector cursor;
  {
    absl::MutexLock lock(&mutex_);
    subscriptions = subscriptions_;
    cursor = cursor_;
  }
  rocksdb::WriteBatch batch;
  // Control records first: the response of the watch that has an article has every control record before it, and append
  // times say which subscriptions count for it.
  for (const TaggedRecord& record : records) {
    if (record.offset < cursor.At(record.partition)) continue;
    if (std::holds_alternative<ingest::v1::ControlRecord>(record.body)) {
      SITREP_RETURN_IF_ERROR(ApplyControl(record, batch, subscriptions));
    }
  }
  const auto control_rows = batch.Count();
  std::map<std::string, bool> matched;
  for (const TaggedRecord& record : records) {
    if (subscriptions.empty()) break;
    if (record.offset < cursor.At(record.partition)) continue;
    if (std::holds_alternative<TaggedArticle>(record.body)) {
      SITREP_RETURN_IF_ERROR(MatchArticle(record, subscriptions, matched, batch));
    } else if (std::holds_alternative<RetractedArticle>(record.body)) {
      SITREP_RETURN_IF_ERROR(WithdrawArticle(record, subscriptions, matched, batch));
    }
  }
  const bool has_matches = batch.Count() > control_rows;
  batch.Put(subscriptions_family_, CursorKey(), EncodeCursor(next));
  SITREP_RETURN_IF_ERROR(shard_.Write(batch, storage::Durability::kProcessCrashOnly));
  {
    absl::MutexLock lock(&mutex_);
    subscriptions_ = std::move(subscriptions);
    cursor_ = next;
  }
  if (has_matches) on_match_();
  return absl::OkStatus();
}

absl::Status SubscriptionView::ApplyControl(const TaggedRecord& record, rocksdb::WriteBatch& batch,
                                            Subscriptions& subscriptions) const {
  const auto& control = std::get<ingest::v1::ControlRecord>(record.body);
  if (control.kind() != ingest::v1::ControlRecord::SUBSCRIPTION) return absl::OkStatus();
  if (control.deleted()) {
    subscriptions.erase(control.key());
    batch.Delete(subscriptions_family_, SubscriptionKey(control.key()));
    for (rocksdb::ColumnFamilyHandle* family : {matches_family_, matched_family_}) {
      const std::string first = KeyBuilder(kKeyVersion).Text(control.key()).Take();
      batch.DeleteRange(family, first, *storage::PrefixEnd(first));
    }
    return absl::OkStatus();
  }
  auto active = std::make_shared<ActiveSubscription>();
  active->id = control.key();
  active->row.set_append_time_us(absl::ToUnixMicros(record.append_time));
  active->row.set_control_sequence(record.offset.value);
  // What does not parse or compile was written by another version; it must not stop the view.
  if (!active->row.mutable_subscription()->ParseFromString(control.value())) return absl::OkStatus();
  absl::StatusOr<Query> query = CompileSubscription(active->row.subscription());
  if (!query.ok()) return absl::OkStatus();
  active->query = *std::move(query);
  batch.Put(subscriptions_family_, SubscriptionKey(active->id), active->row.SerializeAsString());
  subscriptions[active->id] = std::move(active);
  return absl::OkStatus();
}

absl::StatusOr<bool> SubscriptionView::WasMatched(const std::string& key,
                                                  const std::map<std::string, bool>& matched) const {
  if (const auto known = matched.find(key); known != matched.end()) return known->second;
  SITREP_ASSIGN_OR_RETURN(const std::optional<std::string> row, shard_.Get(matched_family_, key));
  return row.has_value();
}

absl::Status SubscriptionView::MatchArticle(const TaggedRecord& record, const Subscriptions& subscriptions,
                                            std::map<std::string, bool>& matched, rocksdb::WriteBatch& batch) const {
  const auto& tagged = std::get<TaggedArticle>(record.body);
  const IndexedDocument document = IndexDocument(tagged, record.append_time);
  for (const auto& [id, subscription] : subscriptions) {
    if (absl::ToUnixMicros(record.append_time) <= subscription->row.append_time_us()) continue;
    const std::string matched_key = MatchedKey(id, tagged.article.article_id());
    SITREP_ASSIGN_OR_RETURN(const bool before, WasMatched(matched_key, matched));
    const bool now = Matches(subscription->query, document.terms);
    if (!before && !now) continue;
    stored::v1::MatchRow row;
    row.set_kind(now ? (before ? v1::Match::UPDATED : v1::Match::MATCHED) : v1::Match::WITHDRAWN);
    row.set_article_id(tagged.article.article_id());
    row.set_revision(tagged.article.revision());
    if (now) {
      stored::v1::DocumentText text;
      if (!text.ParseFromString(document.text_row)) return StoredDataCorrupt("a document's text");
      // Without a corpus to compare with, every word of the query tells as much as any other.
      CorpusStatistics statistics;
      statistics.document_frequencies.assign(ScoredKeys(subscription->query).size(), 0);
      const HighlightTerms terms = TermsToHighlight(subscription->query, statistics);
      for (v1::Passage& passage : BestPassages(text, terms, kPassages)) {
        passage.clear_text();
        *row.add_highlights() = std::move(passage);
      }
      batch.Put(matched_family_, matched_key, rocksdb::Slice());
    } else {
      batch.Delete(matched_family_, matched_key);
    }
    matched[matched_key] = now;
    batch.Put(matches_family_, MatchKey(id, record.partition, record.offset), row.SerializeAsString());
  }
  return absl::OkStatus();
}

absl::Status SubscriptionView::WithdrawArticle(const TaggedRecord& record, const Subscriptions& subscriptions,
                                               std::map<std::string, bool>& matched, rocksdb::WriteBatch& batch) const {
  const auto& retracted = std::get<RetractedArticle>(record.body);
  for (const auto& [id, subscription] : subscriptions) {
    const std::string matched_key = MatchedKey(id, retracted.article_id.value);
    SITREP_ASSIGN_OR_RETURN(const bool before, WasMatched(matched_key, matched));
    if (!before) continue;
    stored::v1::MatchRow row;
    row.set_kind(v1::Match::WITHDRAWN);
    row.set_article_id(retracted.article_id.value);
    batch.Delete(matched_family_, matched_key);
    matched[matched_key] = false;
    batch.Put(matches_family_, MatchKey(id, record.partition, record.offset), row.SerializeAsString());
  }
  return absl::OkStatus();
}

std::vector<v1::Subscription> SubscriptionView::List() const {
  absl::MutexLock lock(&mutex_);
  std::vector<v1::Subscription> list;
  for (const auto& [id, subscription] : subscriptions_) {
    v1::Subscription& out = list.emplace_back();
    out.set_subscription_id(id);
    *out.mutable_filter() = subscription->row.subscription().filter();
    out.mutable_create_time()->set_seconds(subscription->row.append_time_us() / 1'000'000);
    out.mutable_create_time()->set_nanos(static_cast<int32_t>(subscription->row.append_time_us() % 1'000'000) * 1'000);
  }
  return list;
}

bool SubscriptionView::Has(const std::string& id) const {
  absl::MutexLock lock(&mutex_);
  return subscriptions_.contains(id);
}

absl::StatusOr<std::vector<MatchAt>> SubscriptionView::Read(const std::string& id, const CursorVector& from,
                                                            size_t limit) const {
  if (!Has(id)) {
    return MakeError(absl::StatusCode::kNotFound, "SUBSCRIPTION_NOT_FOUND", absl::StrCat("no subscription ", id),
                     {{"subscription_id", id}});
  }
  std::vector<MatchAt> matches;
  const std::string prefix = KeyBuilder(kKeyVersion).Text(id).Take();
  const std::string upper = *storage::PrefixEnd(prefix);
  const rocksdb::Slice upper_slice(upper);
  rocksdb::ReadOptions options;
  options.iterate_upper_bound = &upper_slice;
  std::unique_ptr<rocksdb::Iterator> it(shard_.db().NewIterator(options, matches_family_));
  for (it->Seek(prefix); it->Valid() && matches.size() < limit;) {
    KeyReader key = KeyReader::Unpartitioned(ViewOf(it->key()));
    key.Text();
    const std::optional<uint16_t> partition = key.Number16();
    const std::optional<uint64_t> offset = key.Number64();
    if (!offset.has_value() || !key.AtEnd()) return StoredDataCorrupt("the key of a match");
    MatchAt match{Partition{*partition}, Offset{*offset}, {}};
    if (match.offset < from.At(match.partition)) {
      it->Seek(MatchKey(id, match.partition, from.At(match.partition)));
      continue;
    }
    stored::v1::MatchRow row;
    if (!row.ParseFromArray(it->value().data(), static_cast<int>(it->value().size()))) {
      return StoredDataCorrupt("a match");
    }
    match.match.set_kind(static_cast<v1::Match::Kind>(row.kind()));
    match.match.mutable_article()->set_article_id(std::move(*row.mutable_article_id()));
    match.match.mutable_article()->set_revision(row.revision());
    *match.match.mutable_highlights() = std::move(*row.mutable_highlights());
    matches.push_back(std::move(match));
    it->Next();
  }
  SITREP_RETURN_IF_ERROR(storage::FromRocks(it->status(), "read matches"));
  return matches;
}

}  // namespace sitrep::query
