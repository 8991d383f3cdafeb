#include "services/query/query_language/term_key.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "common/text/iso_date.h"

namespace sitrep::query {
namespace {

int32_t Day(int year, int month, int day) {
  return static_cast<int32_t>(text::DaysSinceEpoch({.year = year, .month = month, .day = day}));
}

bool Overlaps(const std::vector<std::string>& keys, int32_t first, int32_t last) {
  const std::vector<KeyRange> ranges = MentionedRanges(first, last);
  return std::any_of(keys.begin(), keys.end(), [&](const std::string& key) {
    return std::any_of(ranges.begin(), ranges.end(),
                       [&](const KeyRange& range) { return key >= range.first && key <= range.last; });
  });
}

TEST(MentionedTest, UsesTheLargestUnits) {
  EXPECT_EQ(MentionedKeys(Day(2022, 3, 3), Day(2022, 3, 3)).size(), 1u);
  EXPECT_EQ(MentionedKeys(Day(2022, 3, 1), Day(2022, 3, 31)).size(), 1u);
  EXPECT_EQ(MentionedKeys(Day(2020, 1, 1), Day(2029, 12, 31)).size(), 10u);
  // 31 December, 2022, January, 1 February.
  EXPECT_EQ(MentionedKeys(Day(2021, 12, 31), Day(2023, 2, 1)).size(), 4u);
  EXPECT_TRUE(MentionedKeys(Day(1000, 1, 1), Day(1999, 12, 31)).empty());
  EXPECT_TRUE(MentionedKeys(5, 4).empty());
}

TEST(MentionedTest, RangesFindExactlyWhatTouches) {
  std::mt19937 random(7);
  for (int i = 0; i < 2000; ++i) {
    const int32_t a = static_cast<int32_t>(random() % 3000) + 17'000;
    const int32_t b = a + static_cast<int32_t>(random() % 800);
    const int32_t c = static_cast<int32_t>(random() % 3000) + 17'000;
    const int32_t d = c + static_cast<int32_t>(random() % 100);
    EXPECT_EQ(Overlaps(MentionedKeys(a, b), c, d), a <= d && c <= b) << a << ' ' << b << ' ' << c << ' ' << d;
  }
}

TEST(PointTest, SurvivesTheKey) {
  for (const Point point : {Point{47.0951, 37.5413}, Point{-33.9, -180}, Point{90, 180}, Point{-90, 0}, Point{0, 0}}) {
    const std::optional<Point> read = PointOfKey(PointKey(point));
    ASSERT_TRUE(read);
    EXPECT_NEAR(read->latitude, point.latitude, 1e-5);
    EXPECT_NEAR(read->longitude, point.longitude, 1e-5);
  }
  EXPECT_FALSE(PointOfKey("gx"));
  EXPECT_FALSE(PointOfKey(std::string(10, '\xff')));
}

TEST(PointTest, MeasuresTheEarth) {
  // Kyiv to Kharkiv, about 410 km.
  EXPECT_NEAR(DistanceKm({50.4501, 30.5234}, {49.9935, 36.2304}), 410, 5);
  EXPECT_NEAR(DistanceKm({0, 179.5}, {0, -179.5}), 111.2, 0.1);
}

TEST(PointTest, RangesHoldEveryPointWithinTheRadius) {
  std::mt19937 random(11);
  std::uniform_real_distribution<double> latitude(-90, 90), longitude(-180, 180), spread(-8, 8);
  for (int i = 0; i < 4000; ++i) {
    const Point centre{latitude(random), longitude(random)};
    Point point{std::clamp(centre.latitude + spread(random), -90.0, 90.0), centre.longitude + spread(random)};
    if (point.longitude > 180) point.longitude -= 360;
    if (point.longitude < -180) point.longitude += 360;
    const double distance = DistanceKm(centre, point);
    const std::string key = PointKey(point);
    const std::vector<KeyRange> ranges = PointRanges(centre, distance);
    EXPECT_TRUE(std::any_of(ranges.begin(), ranges.end(),
                            [&](const KeyRange& range) { return key >= range.first && key <= range.last; }))
        << centre.latitude << ' ' << centre.longitude << ' ' << point.latitude << ' ' << point.longitude;
  }
}

TEST(WordKeyTest, CutsWhatIsNoWordAndTellsItApart) {
  const std::string a = WordKey(TermKind::kWord, std::string(500, 'a'));
  const std::string b = WordKey(TermKind::kWord, std::string(501, 'a'));
  EXPECT_EQ(a.size(), kMaxWordBytes + 1);
  EXPECT_NE(a, b);
  EXPECT_EQ(WordKey(TermKind::kWord, "kyiv"), "wkyiv");
}

}  // namespace
}  // namespace sitrep::query
