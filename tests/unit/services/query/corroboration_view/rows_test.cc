#include "services/query/corroboration_view/rows.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/escaping.h"
#include "services/query/corroboration_view/duplicates.h"
#include "services/query/corroboration_view/report_record.h"

namespace sitrep::query::corroboration {
namespace {

std::string Hex(const std::string& bytes) { return absl::BytesToHexString(bytes); }

// The bytes of FORMAT.md. A change here is a change of the stored format: raise kRowVersion.
TEST(RowsTest, KeysAreAsDocumented) {
  EXPECT_EQ(Hex(CursorKey()), "01");
  EXPECT_EQ(Hex(ArticleKey("a1")), "016131");
  const ReportGroup group{{TimeClass::kShort, 19'054, 19'055}, "talks"};
  EXPECT_EQ(Hex(ReportKey(group, {1'646'265'600'000'000, "a1", 7})),
            "0101"              // version, time class
            "80004a6e80004a6f"  // first and last day
            "74616c6b730001"    // family
            "8005d945144b4000"  // append time
            "61310001"          // article id
            "0007");            // event index
  EXPECT_EQ(Hex(StoryDayKey({true, -1}, 1, "a1")), "01017fffffff80000000000000016131");
  EXPECT_EQ(Hex(StoryDayKey({false, 0}, 1, "a1")), "01028000000080000000000000016131");
  EXPECT_EQ(Hex(BandKey(0x0102030405060708, {2, 1, "a1"})),
            "01010203040506070880000002"
            "80000000000000016131");
}

TEST(RowsTest, BandsOfAMinHashNeverChange) {
  std::string min_hash;
  for (int i = 0; i < 256; ++i) min_hash.push_back(static_cast<char>(i));
  const auto bands = Bands(min_hash);
  ASSERT_EQ(bands.size(), 16u);
  EXPECT_EQ(bands[0], 4187271766389786872ull);
  EXPECT_EQ(bands[15], 13781496724774004517ull);
  EXPECT_TRUE(Bands("").empty());
}

TEST(RowsTest, KeysReadBack) {
  const ReportGroup group{{TimeClass::kLong, -400'000, 3}, std::string("a\0b", 3)};
  const ReportId id{-5, std::string("x\0y", 3), 65'535};
  const auto key = ParseReportKey(ReportKey(group, id));
  ASSERT_TRUE(key.has_value());
  EXPECT_EQ(key->group, group);
  EXPECT_EQ(key->id, id);
  const auto day = ParseStoryDayKey(StoryDayKey({false, -7}, 9, "z"));
  ASSERT_TRUE(day.has_value());
  EXPECT_EQ(day->day, (StoryDay{false, -7}));
  EXPECT_EQ(day->article_id, "z");
  const auto band = ParseBandKey(BandKey(1, {-3, 9, "z"}));
  ASSERT_TRUE(band.has_value());
  EXPECT_EQ(*band, (BandArticle{-3, 9, "z"}));
  EXPECT_FALSE(ParseReportKey("\x01\x01").has_value());
  EXPECT_FALSE(ParseBandKey("\x02").has_value());
}

TEST(BucketTest, TimesStandWhereTheyBelong) {
  const StoryDay publication{true, 100};
  type::v1::Event event;
  EXPECT_EQ(BucketOf(event, publication), (TimeBucket{TimeClass::kPublished, 100, 100}));
  EXPECT_EQ(BucketOf(event, {false, 7}), (TimeBucket{TimeClass::kUndated, 7, 7}));
  constexpr int64_t kHour = 3600;
  const auto with = [&](int64_t begin_hour, int64_t end_hour, type::v1::Interval::Granularity granularity) {
    event.mutable_interval()->set_begin_unix_s(begin_hour * kHour);
    event.mutable_interval()->set_end_unix_s(end_hour * kHour);
    event.mutable_interval()->set_granularity(granularity);
    return BucketOf(event, publication);
  };
  using type::v1::Interval;
  EXPECT_EQ(with(48, 72, Interval::DAY), (TimeBucket{TimeClass::kShort, 2, 2}));
  EXPECT_EQ(with(45, 69, Interval::DAY), (TimeBucket{TimeClass::kShort, 2, 2})) << "a day of Moscow";
  EXPECT_EQ(with(47, 49, Interval::HOUR), (TimeBucket{TimeClass::kShort, 1, 1}));
  EXPECT_EQ(with(48, 24 * 9, Interval::WEEK), (TimeBucket{TimeClass::kShort, 2, 8}));
  EXPECT_EQ(with(0, 24 * 31, Interval::MONTH), (TimeBucket{TimeClass::kMedium, 0, 30}));
  EXPECT_EQ(with(0, 24 * 3650, Interval::DECADE), (TimeBucket{TimeClass::kLong, 0, 3649}));
  EXPECT_EQ(with(5, 5, Interval::HOUR), (TimeBucket{TimeClass::kPublished, 100, 100})) << "empty";
}

}  // namespace
}  // namespace sitrep::query::corroboration
