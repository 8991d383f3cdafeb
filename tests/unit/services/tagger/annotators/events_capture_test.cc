// Towns that change hands in the many ways in which that is written, claimed and denied.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/services/tagger/annotators/event_reading.h"

namespace sitrep::tagger {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

struct CaptureCase {
  const char* text;
  const char* place;
  Realis realis = Realis::kAsserted;
};

class CaptureTest : public ::testing::TestWithParam<CaptureCase> {};

TEST_P(CaptureTest, IsRead) {
  const Document document = Read(GetParam().text);
  const Event& event = EventOf(document, "capture");
  EXPECT_EQ(event.realis, GetParam().realis) << Describe(document);
  EXPECT_THAT(Ids(event.places), Contains(IdOf(GetParam().place))) << Describe(document);
}

INSTANTIATE_TEST_SUITE_P(
    Wordings, CaptureTest,
    ::testing::Values(CaptureCase{"Russian troops were in control of Lutsk on Thursday, officials acknowledged.",
                                  "Lutsk"},
                      CaptureCase{"Russian forces have taken full control of Lutsk.", "Lutsk"},
                      CaptureCase{"Lutsk falls to Russian troops after eight days.", "Lutsk"},
                      CaptureCase{"The mayor confirmed that soldiers had taken over all parts of Lutsk.", "Lutsk"},
                      CaptureCase{"Officials acknowledged that Russian troops control Lutsk.", "Lutsk"},
                      CaptureCase{"By evening Russian forces took the disused Lutsk power station.", "Lutsk"},
                      CaptureCase{"Gunfire was heard in Lutsk. The city was captured by rebels on Thursday.", "Lutsk"},
                      CaptureCase{"Russia claims Lutsk, mayor silent.", "Lutsk", Realis::kClaimed},
                      CaptureCase{"Russia had claimed the city of Lutsk on Wednesday.", "Lutsk", Realis::kClaimed},
                      CaptureCase{"Russia claimed full control of Lutsk.", "Lutsk", Realis::kClaimed},
                      CaptureCase{"Russia said on Friday that its airborne troops had captured the Petrov airfield at "
                                  "Lutsk, west of Kyiv.",
                                  "Lutsk", Realis::kClaimed}));

TEST(CapturesTest, OtherThingsAreTakenAndClaimed) {
  for (const char* text :
       {"Russia claims Crimea as its own.", "The minister claimed Lutsk was calm.", "The bank took Lutsk to court.",
        "Maria Kovalenko took Lutsk by surprise.", "Sunflower growers claim Lutsk on Thursday."}) {
    const Document document = Read(text);
    EXPECT_FALSE(std::ranges::any_of(document.events, [](const Event& event) { return event.frame == "capture"; }))
        << text;
  }
}

const Event& Denied(const Document& document) {
  static const Event kNothing;
  const auto found =
      std::ranges::find_if(document.events, [](const Event& event) { return event.realis == Realis::kDenied; });
  if (found != document.events.end()) return *found;
  ADD_FAILURE() << "nothing denied:" << Describe(document);
  return kNothing;
}

TEST(DenialsTest, OfWhatWasClaimedBefore) {
  const Document document = Read("Russia claimed Lutsk on Wednesday. Ukrainian officials denied it, then fell silent.");
  const Event& event = Denied(document);
  EXPECT_EQ(event.frame, "capture");
  EXPECT_EQ(DayOf(event), "2022-03-02");
  EXPECT_THAT(Ids(event.places), ElementsAre(IdOf("Lutsk")));
  EXPECT_THAT(Ids(event.claimed_by), ElementsAre(CountryId("UA")));
  EXPECT_EQ(document.Text(event.evidence[0]), "Ukrainian officials denied it, then fell silent.");
  EXPECT_EQ(EventOf(document, "capture").realis, Realis::kClaimed);
}

TEST(DenialsTest, InEveryWording) {
  for (const char* text : {"Russia claimed Lutsk. Ukrainian officials dismissed the claim.",
                           "Russia claimed Lutsk, a claim that local officials disputed."}) {
    const Document document = Read(text);
    EXPECT_EQ(Denied(document).frame, "capture") << text;
  }
}

TEST(DenialsTest, OnlyOfAClaimNearBy) {
  const Document document = Read("Nothing was known of Lutsk. Ukrainian officials denied it.");
  EXPECT_THAT(document.events, IsEmpty()) << Describe(document);
}

}  // namespace
}  // namespace sitrep::tagger
