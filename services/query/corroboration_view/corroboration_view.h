#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "common/base/hash.h"
#include "common/base/ids.h"
#include "common/storage/shard.h"
#include "services/query/corroboration_view/event_filter.h"
#include "services/query/corroboration_view/story_list.h"
#include "services/query/corroboration_view/view_reader.h"
#include "services/query/view/view.h"
#include "sitrep/query/v1/query_service.pb.h"

namespace sitrep::query {

// What articles say together: near-duplicates, incidents, processes, stories. It stores the current revision of every
// article, compact, and computes each grouping when it is asked for, as a function of the set of these rows
// (FORMAT.md): so late, repeated, revised and retracted articles leave no trace, replicas agree, and answers do not
// depend on partitions. Thread-safe as View says; every reading method answers from one state, and CANCELLED soon after
// `is_cancelled` says so.
class CorroborationView final : public View {
 public:
  // Column families the shard must have.
  static std::vector<storage::FamilyOptions> Families() { return corroboration::Families(); }

  // `shard` must outlive the view. `cache_bytes` bounds what is kept of computed groupings.
  static absl::StatusOr<std::unique_ptr<CorroborationView>> Open(storage::Shard& shard, size_t cache_bytes = 64 << 20);

  std::string_view name() const override { return "corroboration"; }
  CursorVector cursor() const override ABSL_LOCKS_EXCLUDED(mutex_);
  absl::Status Apply(absl::Span<const TaggedRecord> records, const CursorVector& next) override
      ABSL_LOCKS_EXCLUDED(mutex_);
  absl::Status Replace(const TaggedRecord& record) override ABSL_LOCKS_EXCLUDED(mutex_);

  // corroboration/timeline.h
  absl::StatusOr<v1::ListEventsResponse> ListEvents(const corroboration::EventFilter& filter, int page_size,
                                                    std::string_view page_token,
                                                    corroboration::IsCancelled is_cancelled = nullptr) const;
  absl::StatusOr<v1::GetTimelineResponse> GetTimeline(const corroboration::EventFilter& filter, int page_days,
                                                      int incidents_per_day, std::string_view page_token,
                                                      corroboration::IsCancelled is_cancelled = nullptr) const;
  // corroboration/story_list.h
  absl::StatusOr<v1::ListStoriesResponse> ListStories(const corroboration::StoryFilter& filter, int page_size,
                                                      std::string_view page_token,
                                                      corroboration::IsCancelled is_cancelled = nullptr) const;
  absl::StatusOr<v1::Story> GetStory(std::string_view story_id,
                                     corroboration::IsCancelled is_cancelled = nullptr) const;

  // The other articles that tell the same text with edits, earliest first, at most `limit`. NOT_FOUND.
  absl::StatusOr<std::vector<v1::ArticleReference>> NearDuplicates(
      const ArticleId& article_id, int limit, corroboration::IsCancelled is_cancelled = nullptr) const;

  // Of the current rows, whatever order and layout they came in: equal for equal sets of articles.
  absl::StatusOr<Hash128> Digest() const;
  // DATA_LOSS names the first row that does not follow from the article rows, or the one that is missing.
  absl::Status Verify() const;
  // Articles in the view; reads all their keys.
  absl::StatusOr<uint64_t> CountArticles() const;

 private:
  CorroborationView(storage::Shard& shard, CursorVector cursor, size_t cache_bytes);

  corroboration::ViewReader NewReader(corroboration::IsCancelled is_cancelled) const ABSL_LOCKS_EXCLUDED(mutex_);
  // Writes rows and cursor; `touched`: the articles as they were and as they are.
  absl::Status Commit(corroboration::RocksRowWriter& writer, const CursorVector& next,
                      const std::vector<stored::v1::ArticleRow>& touched) ABSL_LOCKS_EXCLUDED(mutex_);
  void MarkChanged(const stored::v1::ArticleRow& article) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  storage::Shard& shard_;
  mutable corroboration::ViewCaches caches_;
  // Held while rows change and while a reader takes its snapshot, so that each snapshot has one version.
  mutable absl::Mutex mutex_;
  CursorVector cursor_ ABSL_GUARDED_BY(mutex_);
  // How many times rows changed since the view was opened.
  uint64_t version_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace sitrep::query
