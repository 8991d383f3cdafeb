#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/storage/shard_options.h"
#include "sitrep/query/stored/v1/corroboration_view.pb.h"

// The column families of the corroboration view and the keys in them; FORMAT.md describes both byte by byte. Nothing
// here belongs to a partition: the view is a function of the set of current articles, whichever partition each came
// from.
namespace sitrep::query::corroboration {

inline constexpr std::string_view kStateFamily = "corroboration_state";
inline constexpr std::string_view kArticlesFamily = "corroboration_articles";
inline constexpr std::string_view kReportsFamily = "corroboration_reports";
inline constexpr std::string_view kDaysFamily = "corroboration_days";
inline constexpr std::string_view kBandsFamily = "corroboration_bands";

// What the shard must be opened with, beside the families of other views.
std::vector<storage::FamilyOptions> Families();

// Version byte of every key of this view.
inline constexpr uint8_t kRowVersion = 1;

// How a report's time is known, the first component of its key. The values are stored: append, never renumber.
enum class TimeClass : uint8_t {
  kShort = 1,      // An interval of at most kShortDays days.
  kMedium = 2,     // Of at most kMediumDays.
  kLong = 3,       // Longer.
  kPublished = 4,  // No interval; stands at the article's publication day.
  kUndated = 5,    // No interval, no publication day; stands at the day the log took it.
};
inline constexpr int32_t kShortDays = 16;
inline constexpr int32_t kMediumDays = 512;

// The reports that may be of one incident say the same days. Days since 1970, both inclusive.
struct TimeBucket {
  TimeClass time_class = TimeClass::kShort;
  int32_t begin_day = 0;
  int32_t end_day = 0;

  friend auto operator<=>(const TimeBucket&, const TimeBucket&) = default;
};

// The reports among which incidents are formed: of one bucket and one frame family (frames.h).
struct ReportGroup {
  TimeBucket bucket;
  std::string family;

  friend auto operator<=>(const ReportGroup&, const ReportGroup&) = default;
};

// Names a report, and orders reports canonically: by append time, article, event.
struct ReportId {
  int64_t append_time_us = 0;
  std::string article_id;
  uint32_t event_index = 0;

  friend auto operator<=>(const ReportId&, const ReportId&) = default;
};

// A report as it was stored.
struct Report {
  ReportId id;
  stored::v1::ReportRow row;
};

// The articles that stories are formed of together: of one publication day, or, undated, of one append day.
struct StoryDay {
  bool dated = true;
  int32_t day = 0;

  friend auto operator<=>(const StoryDay&, const StoryDay&) = default;
};

// corroboration_state: one row, the cursor.
std::string CursorKey();
// corroboration_articles.
std::string ArticleKey(std::string_view article_id);
// corroboration_reports.
std::string ReportKey(const ReportGroup& group, const ReportId& id);
std::string GroupPrefix(const ReportGroup& group);
std::string BucketPrefix(const TimeBucket& bucket);
std::string TimeClassPrefix(TimeClass time_class);
struct ParsedReportKey {
  ReportGroup group;
  ReportId id;
};
std::optional<ParsedReportKey> ParseReportKey(std::string_view key);
// corroboration_days.
std::string StoryDayKey(const StoryDay& day, int64_t append_time_us, std::string_view article_id);
std::string StoryDayPrefix(const StoryDay& day);
std::string StoryDayKindPrefix(bool dated);
struct ParsedStoryDayKey {
  StoryDay day;
  int64_t append_time_us = 0;
  std::string article_id;
};
std::optional<ParsedStoryDayKey> ParseStoryDayKey(std::string_view key);
// corroboration_bands.
// Which of two texts came first: by day of publication (undated: of arrival), then by arrival. Articles are often
// loaded in another order than they were published in.
struct BandArticle {
  int32_t day = 0;
  int64_t append_time_us = 0;
  std::string article_id;

  friend auto operator<=>(const BandArticle&, const BandArticle&) = default;
};
BandArticle BandArticleOf(const stored::v1::ArticleRow& article);
std::string BandKey(uint64_t band, const BandArticle& article);
std::string BandPrefix(uint64_t band);
std::optional<BandArticle> ParseBandKey(std::string_view key);

// The story day an article belongs to.
StoryDay StoryDayOf(const stored::v1::ArticleRow& article);

// Keys of every secondary row that an article has. Reports not among them: their rows have values.
std::vector<std::string> BandKeysOf(const stored::v1::ArticleRow& article);
std::string StoryDayKeyOf(const stored::v1::ArticleRow& article);
// The key of the article's report row number `index`.
std::string ReportKeyOf(const stored::v1::ArticleRow& article, int index);
ReportGroup GroupOf(const stored::v1::ReportPointer& pointer);

}  // namespace sitrep::query::corroboration
