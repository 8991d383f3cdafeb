#include "services/query/query_language/term_key.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "common/base/byte_codec.h"
#include "common/base/hash.h"
#include "common/text/iso_date.h"
#include "common/text/unicode.h"

namespace sitrep::query {
namespace {

constexpr double kEarthRadiusKm = 6371.0088;
constexpr double kKmPerDegree = kEarthRadiusKm * std::numbers::pi / 180;
constexpr double kSteps = 1e5;  // Per degree.

// Signed numbers as unsigned ones of the same order.
uint32_t Ordered(int32_t value) { return static_cast<uint32_t>(value) ^ 0x80000000u; }

std::string PointPrefix(int degree) {
  std::string key(1, static_cast<char>(TermKind::kPoint));
  key.push_back(static_cast<char>(degree + 90));
  return key;
}

uint32_t LongitudeSteps(double longitude) {
  return static_cast<uint32_t>(std::lround((std::clamp(longitude, -180.0, 180.0) + 180) * kSteps));
}

KeyRange LongitudeRange(int degree, double from, double to) {
  KeyRange range{PointPrefix(degree), PointPrefix(degree)};
  AppendBigEndian32(range.first, LongitudeSteps(from));
  AppendBigEndian32(range.last, LongitudeSteps(to));
  AppendBigEndian32(range.last, std::numeric_limits<uint32_t>::max());
  return range;
}

int32_t MonthNumber(const text::CivilDay& day) { return day.year * 12 + day.month - 1; }
int32_t MonthBegin(int32_t month) {
  return static_cast<int32_t>(text::DaysSinceEpoch({.year = month / 12, .month = month % 12 + 1, .day = 1}));
}
int32_t YearBegin(int32_t year) { return MonthBegin(year * 12); }

}  // namespace

std::string TermKey(TermKind kind, std::string_view value) {
  std::string key;
  key.reserve(value.size() + 1);
  key.push_back(static_cast<char>(kind));
  key.append(value);
  return key;
}

std::string FoldedTermKey(TermKind kind, std::string_view value) {
  std::string key(1, static_cast<char>(kind));
  text::AppendFolded(value, key);
  return key;
}

void AppendWordKey(TermKind kind, std::string_view term, std::string& key) {
  key.push_back(static_cast<char>(kind));
  if (term.size() <= kMaxWordBytes) {
    key.append(term);
    return;
  }
  key.append(term.substr(0, kMaxWordBytes - sizeof(uint64_t)));
  AppendBigEndian64(key, Hash64(term));
}

std::string WordKey(TermKind kind, std::string_view term) {
  std::string key;
  AppendWordKey(kind, term, key);
  return key;
}

std::string FailedStateKey() { return TermKey(TermKind::kState, "failed"); }

bool IsRangeTerm(std::string_view key) {
  return !key.empty() &&
         (key[0] == static_cast<char>(TermKind::kMentioned) || key[0] == static_cast<char>(TermKind::kPoint));
}

std::string MentionedKey(CalendarUnit unit, int32_t number) {
  std::string key(1, static_cast<char>(TermKind::kMentioned));
  key.push_back(static_cast<char>(unit));
  AppendBigEndian32(key, Ordered(number));
  return key;
}

std::vector<std::string> MentionedKeys(int32_t first_day, int32_t last_day) {
  std::vector<std::string> keys;
  if (last_day < first_day || last_day - first_day >= kMaxMentionedDays) return keys;
  for (int32_t day = first_day; day <= last_day;) {
    const text::CivilDay civil = text::DayFromEpoch(day);
    const int32_t month = MonthNumber(civil);
    if (civil.day == 1 && civil.month == 1 && YearBegin(civil.year + 1) - 1 <= last_day) {
      keys.push_back(MentionedKey(CalendarUnit::kYear, civil.year));
      day = YearBegin(civil.year + 1);
    } else if (civil.day == 1 && MonthBegin(month + 1) - 1 <= last_day) {
      keys.push_back(MentionedKey(CalendarUnit::kMonth, month));
      day = MonthBegin(month + 1);
    } else {
      keys.push_back(MentionedKey(CalendarUnit::kDay, day));
      ++day;
    }
  }
  return keys;
}

std::vector<KeyRange> MentionedRanges(int32_t first_day, int32_t last_day) {
  if (last_day < first_day) return {};
  const text::CivilDay first = text::DayFromEpoch(first_day);
  const text::CivilDay last = text::DayFromEpoch(last_day);
  return {
      {MentionedKey(CalendarUnit::kDay, first_day), MentionedKey(CalendarUnit::kDay, last_day)},
      {MentionedKey(CalendarUnit::kMonth, MonthNumber(first)), MentionedKey(CalendarUnit::kMonth, MonthNumber(last))},
      {MentionedKey(CalendarUnit::kYear, first.year), MentionedKey(CalendarUnit::kYear, last.year)},
  };
}

bool IsOnEarth(const Point& point) {
  return point.latitude >= -90 && point.latitude <= 90 && point.longitude >= -180 && point.longitude <= 180;
}

std::string PointKey(const Point& point) {
  const auto latitude = static_cast<uint32_t>(std::lround((std::clamp(point.latitude, -90.0, 90.0) + 90) * kSteps));
  // The degree follows from the rounded value, so that a point read back lies in the row it is stored in.
  std::string key(1, static_cast<char>(TermKind::kPoint));
  key.push_back(static_cast<char>(latitude / static_cast<uint32_t>(kSteps)));
  AppendBigEndian32(key, LongitudeSteps(point.longitude));
  AppendBigEndian32(key, latitude);
  return key;
}

std::optional<Point> PointOfKey(std::string_view key) {
  if (key.size() != 10 || key[0] != static_cast<char>(TermKind::kPoint)) return std::nullopt;
  key.remove_prefix(2);
  const auto longitude = ReadBigEndian32(key);
  const auto latitude = ReadBigEndian32(key);
  const Point point{.latitude = *latitude / kSteps - 90, .longitude = *longitude / kSteps - 180};
  if (!IsOnEarth(point)) return std::nullopt;
  return point;
}

std::vector<KeyRange> PointRanges(const Point& centre, double radius_km) {
  // A hair more than the radius, for the rounding of keys.
  const double reach = radius_km / kKmPerDegree + 0.001;
  const int south = static_cast<int>(std::floor(std::max(centre.latitude - reach, -90.0)));
  const int north = static_cast<int>(std::floor(std::min(centre.latitude + reach, 90.0)));
  // Half the width in longitude of a circle on a sphere; all of it when the circle holds a pole.
  const double angle = reach * std::numbers::pi / 180;
  const double cosine = std::cos(centre.latitude * std::numbers::pi / 180);
  const bool holds_pole = centre.latitude + reach >= 90 || centre.latitude - reach <= -90;
  const double sine = holds_pole || angle >= std::numbers::pi / 2 ? 1 : std::sin(angle) / cosine;
  const double width = sine >= 1 ? 180 : std::asin(sine) * 180 / std::numbers::pi;

  std::vector<KeyRange> ranges;
  for (int degree = south; degree <= north; ++degree) {
    const double west = centre.longitude - width;
    const double east = centre.longitude + width;
    if (width >= 180) {
      ranges.push_back(LongitudeRange(degree, -180, 180));
    } else if (west < -180) {
      ranges.push_back(LongitudeRange(degree, -180, east));
      ranges.push_back(LongitudeRange(degree, west + 360, 180));
    } else if (east > 180) {
      ranges.push_back(LongitudeRange(degree, west, 180));
      ranges.push_back(LongitudeRange(degree, -180, east - 360));
    } else {
      ranges.push_back(LongitudeRange(degree, west, east));
    }
  }
  return ranges;
}

double DistanceKm(const Point& a, const Point& b) {
  constexpr double kRadian = std::numbers::pi / 180;
  const double half_latitude = std::sin((b.latitude - a.latitude) * kRadian / 2);
  const double half_longitude = std::sin((b.longitude - a.longitude) * kRadian / 2);
  const double h = half_latitude * half_latitude +
                   std::cos(a.latitude * kRadian) * std::cos(b.latitude * kRadian) * half_longitude * half_longitude;
  return 2 * kEarthRadiusKm * std::asin(std::sqrt(std::min(h, 1.0)));
}

}  // namespace sitrep::query
