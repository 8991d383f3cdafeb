#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Keys of everything a document can be found by: one letter for the kind, then the value. The index, the matcher of
// subscriptions and parsed queries all build them here, so that they agree. Stored: never to change without a new
// format version of the shard. Pure functions, thread-safe.
namespace sitrep::query {

enum class TermKind : char {
  kWord = 'w',       // A stemmed word of the text or headline.
  kTitleWord = 'h',  // A stemmed word of the headline.
  kSource = 's',     // The source, folded.
  kEntity = 'e',     // An entity the article mentions, places included.
  kCountry = 'c',    // The country of a place it mentions, ISO 3166-1 alpha-2.
  kAdmin1 = 'a',     // The first-order area of such a place: "UA.12".
  kEventType = 't',  // Type or frame of an event, folded.
  kTopic = 'o',      // A topic, folded.
  kSpeaker = 'q',    // The entity that says something in it.
  kState = 'x',      // "failed".
  kMentioned = 'd',  // A day, month or year that a time expression covers.
  kPoint = 'g',      // Coordinates of a place it mentions.
};

std::string TermKey(TermKind kind, std::string_view value);
// For kinds that compare folded: source, event type, topic.
std::string FoldedTermKey(TermKind kind, std::string_view value);
// For words (Word::term): those over kMaxWordBytes, which are no words of any language, are cut and told apart by a
// hash.
inline constexpr size_t kMaxWordBytes = 128;
void AppendWordKey(TermKind kind, std::string_view term, std::string& key);
std::string WordKey(TermKind kind, std::string_view term);
// The key of articles whose tagging failed.
std::string FailedStateKey();

// True for the kinds that are looked up by ranges of keys.
bool IsRangeTerm(std::string_view key);

// Calendar units that time expressions are broken into. Numbers: days since 1970, months since 0000-01, years.
enum class CalendarUnit : char { kDay = '1', kMonth = '2', kYear = '3' };
std::string MentionedKey(CalendarUnit unit, int32_t number);

// The fewest years, months and days that make up [first_day, last_day] exactly, as keys. Empty for intervals longer
// than kMaxMentionedDays, which say nothing about a day, and for empty ones.
inline constexpr int32_t kMaxMentionedDays = 150 * 366;
std::vector<std::string> MentionedKeys(int32_t first_day, int32_t last_day);

// The ranges of keys, both ends inclusive, one of which a document holds exactly when some expression of it covers a
// day in [first_day, last_day].
struct KeyRange {
  std::string first;
  std::string last;
};
std::vector<KeyRange> MentionedRanges(int32_t first_day, int32_t last_day);

// Degrees, WGS 84. Keys sort by whole degree of latitude, then longitude; precision 1e-5 degrees (about a metre).
struct Point {
  double latitude = 0;
  double longitude = 0;
};
bool IsOnEarth(const Point& point);
std::string PointKey(const Point& point);
// nullopt for anything PointKey never made.
std::optional<Point> PointOfKey(std::string_view key);
// Ranges that hold every point at most `radius_km` from `centre`, and others: test with DistanceKm.
std::vector<KeyRange> PointRanges(const Point& centre, double radius_km);
// Great-circle distance on a sphere of 6371.0088 km (haversine; R. W. Sinnott, 1984).
double DistanceKm(const Point& a, const Point& b);

}  // namespace sitrep::query
