#include "services/tagger/knowledge/facts.h"

#include <gtest/gtest.h>

namespace sitrep::tagger {
namespace {

TEST(ParseDayRangeTest, CoarseDatesCoverTheirPeriod) {
  EXPECT_EQ(ParseDayRange("1970-01-01")->begin, 0);
  EXPECT_EQ(ParseDayRange("1970-01-01")->end, 1);
  EXPECT_EQ(ParseDayRange("1970-02")->begin, 31);
  EXPECT_EQ(ParseDayRange("1970-02")->end, 59);
  EXPECT_EQ(ParseDayRange("1972")->end - ParseDayRange("1972")->begin, 366);
}

TEST(ParseDayRangeTest, RefusesWhatIsNoDay) {
  for (const std::string_view text : {"", "2021-02-29", "2021-13", "21-01-01", "2021-1-1", "2021-01-01-01", "today"}) {
    EXPECT_FALSE(ParseDayRange(text).ok()) << text;
  }
}

}  // namespace
}  // namespace sitrep::tagger
