#include "tests/eval/gold/timeml.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/eval/gold/written_file.h"

namespace sitrep::eval {
namespace {

using ::testing::HasSubstr;

constexpr char kDocument[] =
    "<?xml version=\"1.0\" ?>\n<TimeML>\n"
    "<DCT><TIMEX3 tid=\"t0\" type=\"DATE\" value=\"2021-05-04\">4 May</TIMEX3></DCT>\n"
    "<TEXT>The dam &amp; the mill <EVENT eid=\"e1\">closed</EVENT> "
    "<TIMEX3 tid=\"t1\" type=\"DATE\" value=\"2021-05-03\">on <SIGNAL>Monday</SIGNAL></TIMEX3>.\n"
    "<TIMEX3 tid=\"t2\" type=\"DURATION\" value=\"P2D\"/></TEXT>\n</TimeML>\n";

TEST(ReadTimemlTest, ReadsTextTimesAndCreationTime) {
  const WrittenFile file("mini.tml", kDocument);
  const auto document = ReadTimeml(file.path());
  ASSERT_TRUE(document.ok()) << document.status();
  EXPECT_EQ(document->text, "The dam & the mill closed on Monday.\n");
  EXPECT_EQ(document->creation, text::PublicationTime::OfDay({2021, 5, 4}));
  // Neither the creation time nor a time without words.
  ASSERT_EQ(document->times.size(), 1u);
  const ScoredTimex& time = document->times[0];
  EXPECT_EQ(document->text.substr(time.span.begin, time.span.end - time.span.begin), "on Monday");
  EXPECT_EQ(time.value, "2021-05-03");
  EXPECT_EQ(time.type, "DATE");
}

TEST(ReadTimemlTest, ErrorsNameFileAndLine) {
  const WrittenFile no_xml("broken.tml", "<TimeML>\n<TEXT>\n</TimeML>\n");
  EXPECT_THAT(std::string(ReadTimeml(no_xml.path()).status().message()), HasSubstr("broken.tml:3: is no XML"));
  const WrittenFile no_day("broken.tml",
                           "<TimeML><DCT>\n<TIMEX3 value=\"yesterday\">x</TIMEX3></DCT><TEXT>y</TEXT></TimeML>");
  EXPECT_THAT(std::string(ReadTimeml(no_day.path()).status().message()),
              HasSubstr("broken.tml:2: creation time yesterday"));
}

}  // namespace
}  // namespace sitrep::eval
