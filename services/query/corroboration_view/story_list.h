#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "services/query/corroboration_view/view_reader.h"
#include "sitrep/query/v1/query_service.pb.h"

namespace sitrep::query::corroboration {

inline constexpr int kDefaultStoryPage = 20;
inline constexpr int kMaxStoryPage = 200;
// Articles that a listed story names, and those of a story asked for by id; article_count counts all.
inline constexpr int kMaxListedArticles = 50;
inline constexpr int kMaxStoryArticles = 1000;
// The most reported incidents of a story.
inline constexpr int kMaxStoryIncidents = 100;

// Which stories are listed: those of which some article passes.
struct StoryFilter {
  // Asked about one article after another; the ids of those that match the request's ArticleFilter.
  absl::FunctionRef<bool(const std::string& article_id)> includes;
  // Publication days, both inclusive, where the request narrows them: blocks of days outside are not even read. With
  // either, undated articles do not match.
  std::optional<int32_t> from_day;
  std::optional<int32_t> to_day;
  int min_articles = 0;
  // Of the request's fields without paging: page tokens are bound to it.
  uint64_t request_hash = 0;
};

// Newest last day first, then larger first, then by id; stories of undated articles last, newest arrival first.
// INVALID_ARGUMENT: a negative page_size (INVALID_FIELD), a token of another query or damaged (PAGE_TOKEN_INVALID).
absl::StatusOr<v1::ListStoriesResponse> ListStories(const StoryFilter& filter, int page_size,
                                                    std::string_view page_token, ViewReader& reader);

// With its incidents. NOT_FOUND (STORY_NOT_FOUND).
absl::StatusOr<v1::Story> GetStory(std::string_view story_id, ViewReader& reader);

}  // namespace sitrep::query::corroboration
