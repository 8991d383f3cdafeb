#include "services/query/corroboration_view/incidents.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "services/query/corroboration_view/event_filter.h"
#include "services/query/corroboration_view/frames.h"
#include "services/query/corroboration_view/incident_message.h"
#include "tests/unit/services/query/corroboration_view/report_maker.h"

namespace sitrep::query::corroboration {
namespace {

using type::v1::Event;

GroupIncidents Form(std::vector<Report> reports, int32_t day = kDay) {
  std::sort(reports.begin(), reports.end(), [](const Report& a, const Report& b) { return a.id < b.id; });
  const std::string family = FamilyOf(reports.front().row.event());
  return FormIncidents({{TimeClass::kShort, day, day}, family}, std::move(reports));
}

std::vector<size_t> SizesOf(const GroupIncidents& group) {
  std::vector<size_t> sizes;
  for (const Cluster& cluster : group.clusters) sizes.push_back(cluster.reports.size());
  std::sort(sizes.begin(), sizes.end());
  return sizes;
}

using ::testing::ElementsAre;

TEST(IncidentsTest, TheSameCityUnderOtherWordsIsOneHappening) {
  const auto group =
      Form({ReportMaker("shelling").By(kRussia).In(kMariupol).Of(1), ReportMaker("attack").In(kMariupol).Of(2),
            ReportMaker("killing").In(kMariupol).Dead(3, 3).Of(3)});
  EXPECT_THAT(SizesOf(group), ElementsAre(3));
}

TEST(IncidentsTest, OtherCitiesAreOtherHappenings) {
  const auto group = Form({ReportMaker("shelling").By(kRussia).In(kMariupol).Of(1),
                           ReportMaker("shelling").By(kRussia).In(kKherson).Of(2),
                           ReportMaker("shelling").By(kRussia).To(kUkraine).In(kUkraine).Of(3)});
  EXPECT_THAT(SizesOf(group), ElementsAre(1, 1, 1));
}

TEST(IncidentsTest, ADistrictIsItsCity) {
  const auto group = Form({ReportMaker("airstrike").In(kObolon).Of(1), ReportMaker("airstrike").In(kKyiv).Of(2)});
  EXPECT_THAT(SizesOf(group), ElementsAre(2));
}

TEST(IncidentsTest, OtherNumbersAreOtherRounds) {
  const ReportMaker base = ReportMaker("talks", "CONSULT").By(kRussia).By(kUkraine);
  const auto group = Form(
      {ReportMaker(base).Ordinal(2).Of(1), ReportMaker(base).Ordinal(1).Of(2), ReportMaker(base).Ordinal(2).Of(3)});
  EXPECT_THAT(SizesOf(group), ElementsAre(1, 2));
}

TEST(IncidentsTest, TalksAgreeByParticipantsWhereverSourcesPlaceThem) {
  const auto group =
      Form({ReportMaker("talks", "CONSULT").By(kRussia).By(kUkraine).In(kGomel).Ordinal(1).Of(1),
            ReportMaker("meeting", "CONSULT").By(kUkraine).To(kRussia).In(kBelarus).Of(2),
            ReportMaker("talks", "CONSULT").By(Person("Medinsky", "RU")).By(Person("Podolyak", "UA")).Of(3)});
  EXPECT_THAT(SizesOf(group), ElementsAre(3));
}

TEST(IncidentsTest, TwoOfOneTableAreNotTwoOfAnother) {
  const auto group = Form({ReportMaker("talks", "CONSULT").By(kRussia).By(kUkraine).Of(1),
                           ReportMaker("talks", "CONSULT").By(kRussia).By(Country("FR", "France")).Of(2)});
  EXPECT_THAT(SizesOf(group), ElementsAre(1, 1));
}

TEST(IncidentsTest, WishesAreNotReports) {
  const auto group =
      Form({ReportMaker("ceasefire", "RETREAT").By(kRussia).In(kMariupol).Of(1),
            ReportMaker("ceasefire", "RETREAT").By(kRussia).In(kMariupol).Realis(Event::HYPOTHETICAL).Of(2)});
  EXPECT_THAT(SizesOf(group), ElementsAre(1, 1));
}

TEST(IncidentsTest, OrderOfArrivalDoesNotMatter) {
  std::vector<ReportMaker> makers = {ReportMaker("shelling").By(kRussia).In(kMariupol),
                                     ReportMaker("attack").By(kRussia), ReportMaker("attack").In(kKherson).By(kRussia),
                                     ReportMaker("shelling").In(kKherson)};
  std::vector<Report> reports;
  for (size_t i = 0; i < makers.size(); ++i) reports.push_back(makers[i].Of(static_cast<int>(i)));
  const std::vector<size_t> expected = SizesOf(Form(reports));
  EXPECT_THAT(expected, ElementsAre(1, 1, 2));
  std::reverse(reports.begin(), reports.end());
  EXPECT_EQ(SizesOf(Form(reports)), expected);
}

TEST(IncidentsTest, WhatIsToldADayLaterWithoutADayJoinsTheDayBefore) {
  const ReportMaker capture = ReportMaker("capture", "COERCE").By(kRussia).In(kKherson);
  const auto third = Form({capture.Of(1)});
  const auto fourth = Form({ReportMaker(capture).On(kDay + 1).FromPublication().Of(2)}, kDay + 1);
  const Meant meant = MeantTheDayBefore(fourth, third);
  EXPECT_THAT(meant, ElementsAre(0));
  EXPECT_TRUE(IncidentsOf(fourth, meant, {}).empty());
  const auto incidents = IncidentsOf(third, {}, {{&fourth, meant}});
  ASSERT_EQ(incidents.size(), 1u);
  EXPECT_EQ(incidents[0].reports.size(), 2u);
}

TEST(IncidentsTest, AClaimOfTheDayBeforeStaysApart) {
  const ReportMaker capture = ReportMaker("capture", "COERCE").By(kRussia).In(kKherson);
  const auto second = Form({ReportMaker(capture).On(kDay - 1).ClaimedBy(kRussia).Of(1)}, kDay - 1);
  const auto third = Form({ReportMaker(capture).FromPublication().Of(2)});
  EXPECT_THAT(MeantTheDayBefore(third, second), ElementsAre(-1));
}

TEST(IncidentsTest, ADayThatIsStatedStays) {
  const ReportMaker capture = ReportMaker("capture", "COERCE").By(kRussia).In(kKherson);
  const auto third = Form({capture.Of(1)});
  const auto fourth = Form({ReportMaker(capture).On(kDay + 1).Of(2)}, kDay + 1);
  EXPECT_THAT(MeantTheDayBefore(fourth, third), ElementsAre(-1));
}

TEST(IncidentsTest, ARoundToldOfAWeekIsTheRoundOfItsDay) {
  const ReportMaker talks = ReportMaker("talks", "CONSULT").By(kRussia).By(kUkraine);
  const auto week = Form({ReportMaker(talks).Ordinal(1).Of(1), ReportMaker(talks).Ordinal(2).Of(2)});
  const auto day = Form({ReportMaker(talks).Ordinal(2).Of(3)});
  EXPECT_THAT(MeantRoundOf(week, day), ElementsAre(-1, 0));
}

TEST(IncidentsTest, TheSameNumberOfDeadIsTheSameHappeningThoughOneSaysNotWhere) {
  const auto group = Form({ReportMaker("airstrike").In(kMariupol).Dead(21, 21).Of(1),
                           ReportMaker("airstrike").Dead(21, 21).Of(2), ReportMaker("airstrike").Dead(9, 9).Of(3)});
  EXPECT_THAT(SizesOf(group), ElementsAre(1, 2));
}

TEST(IncidentsTest, ThousandsOfVagueReportsStayCheap) {
  std::vector<Report> reports;
  for (int i = 0; i < 20'000; ++i) {
    reports.push_back(ReportMaker("accusation", "ACCUSE").By(Person("p" + std::to_string(i % 4000), "US")).Of(i));
  }
  EXPECT_EQ(Form(std::move(reports)).reports.size(), 20'000u);
}

v1::Incident Summary(std::vector<Report> reports) {
  const GroupIncidents group = Form(std::move(reports));
  return SummaryOf(IncidentsOf(group, {}, {}).front());
}

TEST(SummaryTest, AClaimThatAnotherReportAssertsIsAsserted) {
  const auto incident = Summary({ReportMaker("capture", "COERCE").By(kRussia).In(kKherson).ClaimedBy(kRussia).Of(1),
                                 ReportMaker("capture", "COERCE").By(kRussia).In(kKherson).Of(2)});
  EXPECT_EQ(incident.realis(), Event::ASSERTED);
  EXPECT_EQ(incident.title(), "Capture of Kherson by Russia");
  EXPECT_EQ(incident.claimed_by_size(), 1);
}

TEST(SummaryTest, TitlesSayWhatIsOnlyClaimedOrPlanned) {
  EXPECT_EQ(Summary({ReportMaker("capture", "COERCE").By(kRussia).In(kKherson).ClaimedBy(kRussia).Of(1)}).title(),
            "Claimed by Russia: Capture of Kherson by Russia");
  EXPECT_EQ(Summary({ReportMaker("meeting", "CONSULT")
                         .By(Person("Kuleba", "UA"))
                         .By(Person("Lavrov", "RU"))
                         .Realis(Event::PLANNED)
                         .Of(1)})
                .title(),
            "Planned: Meeting: Kuleba, Lavrov");
  EXPECT_EQ(Summary({ReportMaker("talks", "CONSULT").By(kRussia).By(kUkraine).In(kGomel).Ordinal(2).Of(1)}).title(),
            "Talks, round 2: Russia, Ukraine — Gomel");
  EXPECT_EQ(Summary({ReportMaker("ceasefire", "RETREAT").By(kRussia).In(kKyiv).In(kMariupol).Of(1)}).title(),
            "Ceasefire: Kyiv, Mariupol");
  EXPECT_EQ(Summary({ReportMaker("", "THREATEN").By(kRussia).To(kUkraine).Of(1)}).title(),
            "Threat against Ukraine by Russia");
  EXPECT_EQ(Summary({ReportMaker("rocket-launch", "MOBILIZE").By(kRussia).Of(1)}).title(), "Rocket launch: Russia");
}

TEST(SummaryTest, CountsAreARangeOverTheReports) {
  auto incident = Summary({ReportMaker("shelling").In(kMariupol).Dead(21, 21).Of(1),
                           ReportMaker("shelling").In(kMariupol).Dead(22, 22).Of(2)});
  ASSERT_EQ(incident.counts_size(), 1);
  EXPECT_EQ(incident.counts(0).low(), 21u);
  EXPECT_EQ(incident.counts(0).high(), 22u);
  incident = Summary({ReportMaker("shelling").In(kMariupol).Dead(7, 10).Of(1),
                      ReportMaker("shelling").In(kMariupol).Dead(12, 0).Of(2)});
  EXPECT_EQ(incident.counts(0).low(), 7u);
  EXPECT_EQ(incident.counts(0).high(), 0u) << "at least 12 is open";
}

TEST(FilterTest, EveryConditionHoldsForTheReportsTogether) {
  const GroupIncidents group = Form({ReportMaker("shelling").By(kRussia).In(kMariupol).Of(1),
                                     ReportMaker("attack").In(kMariupol).ClaimedBy(kUkraine).Of(2)});
  const Incident incident = IncidentsOf(group, {}, {}).front();
  EventFilter filter;
  EXPECT_TRUE(Matches(filter, incident));
  filter.entities = {{kRussia.entity_id()}, {"somebody", kUkraine.entity_id()}};
  filter.types = {"shelling"};
  filter.realis = {Event::ASSERTED};
  filter.place = PlaceCondition{.country_codes = {"UA"}};
  EXPECT_TRUE(Matches(filter, incident));
  filter.near = PlaceCondition{.circle = PlaceCondition::Circle{47.0, 37.5, 50}};
  EXPECT_TRUE(Matches(filter, incident));
  filter.near->circle->radius_km = 5;
  EXPECT_FALSE(Matches(filter, incident));
  filter.near.reset();
  filter.place = PlaceCondition{.admin1_areas = {"UA.05"}};
  EXPECT_TRUE(Matches(filter, incident));
  filter.entities = {{kBelarus.entity_id()}};
  EXPECT_FALSE(Matches(filter, incident));
}

}  // namespace
}  // namespace sitrep::query::corroboration
