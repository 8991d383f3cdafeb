#include "services/tagger/annotators/events.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "tests/unit/services/tagger/annotators/event_reading.h"

namespace sitrep::tagger {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

TEST(EventsTest, ReadsWhoDidWhatToWhomWhereAndWhen) {
  const Document document = Read("Rebels said little. Russian troops shelled the port city of Mariupol on Tuesday.");
  const Event& event = EventOf(document, "shelling");
  EXPECT_EQ(event.type, "ASSAULT");
  EXPECT_EQ(event.mode, "heavy-weapons");
  EXPECT_FLOAT_EQ(event.scale, -9);
  EXPECT_EQ(event.realis, Realis::kAsserted);
  EXPECT_EQ(document.Text(event.trigger), "shelled");
  EXPECT_THAT(Ids(event.actors), ElementsAre(CountryId("RU")));
  EXPECT_THAT(Ids(event.places), ElementsAre(IdOf("Mariupol")));
  EXPECT_EQ(DayOf(event), "2022-03-01");
  EXPECT_FALSE(event.time_from_publication);
  ASSERT_THAT(event.evidence, SizeIs(1));
  EXPECT_EQ(document.Text(event.evidence[0]), "Russian troops shelled the port city of Mariupol on Tuesday.");
  EXPECT_THAT(event.contexts, Contains("military"));
}

TEST(EventsTest, PassiveVoiceTurnsTheRolesRound) {
  const Document document = Read("The city of Kherson was captured by Russian forces on Wednesday.");
  const Event& event = EventOf(document, "capture");
  EXPECT_EQ(event.type, "COERCE");
  EXPECT_THAT(Ids(event.actors), ElementsAre(CountryId("RU")));
  EXPECT_THAT(Ids(event.places), ElementsAre(IdOf("Kherson")));
  EXPECT_EQ(DayOf(event), "2022-03-02");
}

TEST(EventsTest, CapitalsThatActStandForTheirCountries) {
  const Document document = Read("Warsaw and Prague signed a defence agreement on Monday.");
  EXPECT_THAT(Ids(EventOf(document, "treaty").actors), UnorderedElementsAre(CountryId("PL"), CountryId("CZ")));
}

TEST(EventsTest, TalksCarryTheirNumberSidesPlaceAndDay) {
  const Document document = Read(
      "A second round of talks between Moscow and Kyiv was held on Monday in Belarus. Both sides called it useful.",
      "2022-03-02");
  const Event& event = EventOf(document, "talks", 2);
  EXPECT_EQ(event.type, "CONSULT");
  EXPECT_THAT(Ids(event.actors), UnorderedElementsAre(CountryId("RU"), CountryId("UA")));
  EXPECT_THAT(Ids(event.places), ElementsAre(CountryId("BY")));
  EXPECT_EQ(DayOf(event), "2022-02-28");
}

TEST(EventsTest, BordersAreWhereNotWho) {
  const Document document =
      Read("The third round of talks took place on the Belarusian-Polish border on Monday.", "2022-03-09");
  EXPECT_THAT(Ids(EventOf(document, "talks", 3).places), UnorderedElementsAre(CountryId("BY"), CountryId("PL")));
}

TEST(EventsTest, EveryPlaceOfAListCounts) {
  const Document document = Read(
      "Russia has announced a ceasefire in four cities of Ukraine including Kyiv, Sumy, Kharkiv and Chernihiv from "
      "10 am Moscow time on Tuesday, March 8.",
      "2022-03-08");
  const Event& event = EventOf(document, "ceasefire");
  EXPECT_EQ(event.type, "RETREAT");
  EXPECT_EQ(event.realis, Realis::kAsserted);
  EXPECT_THAT(Ids(event.places),
              ElementsAre(IdOf("Kyiv"), IdOf("Sumy"), IdOf("Kharkiv"), IdOf("Chernihiv"), CountryId("UA")));
  EXPECT_THAT(Ids(event.actors), ElementsAre(CountryId("RU")));
  EXPECT_EQ(DayOf(event), "2022-03-08");
}

TEST(EventsTest, ATimeBelongsToTheNearestEventOfItsClause) {
  const Document document =
      Read("In a video released Wednesday, the mayor recalled a bombing Tuesday that hit a market in Kharkiv.");
  const Event& event = EventOf(document, "bombing");
  EXPECT_EQ(DayOf(event), "2022-03-01");
  EXPECT_THAT(Ids(event.places), ElementsAre(IdOf("Kharkiv")));
}

TEST(EventsTest, WhenItWasSaidIsNotWhenItHappened) {
  const Document document = Read("Zelenskyy said on Monday that Russian forces had shelled Kharkiv.");
  EXPECT_NE(DayOf(EventOf(document, "shelling")), "2022-02-28");
}

TEST(EventsTest, NewsWithoutATimeIsOfThePublicationDay) {
  const Event& event = EventOf(Read("Turkish police arrested 30 protesters in Ankara."), "arrest");
  EXPECT_EQ(DayOf(event), "2022-03-03");
  EXPECT_TRUE(event.time_from_publication);
}

TEST(EventsTest, WithoutPublicationDateATimeStaysOpen) {
  const Document document = Read("Turkish police arrested 30 protesters in Ankara.", "");
  const Event& event = EventOf(document, "arrest");
  EXPECT_TRUE(event.interval.empty());
  EXPECT_FALSE(event.time_from_publication);
}

TEST(EventsTest, BackgroundKeepsItsOwnDate) {
  const Document document = Read(
      "Poland closed nothing on Thursday.\n\nOn February 24, Russia launched attacks on Ukraine. Russian forces "
      "seized Kherson.");
  EXPECT_EQ(DayOf(EventOf(document, "attack")), "2022-02-24");
  EXPECT_FALSE(EventOf(document, "capture").time_from_publication);
}

struct RealisCase {
  std::string_view text;
  std::string_view frame;
  Realis realis;
};

class RealisTest : public testing::TestWithParam<RealisCase> {};

TEST_P(RealisTest, IsRead) {
  const Document document = Read(GetParam().text);
  EXPECT_EQ(EventOf(document, GetParam().frame).realis, GetParam().realis) << Describe(document);
}

INSTANTIATE_TEST_SUITE_P(
    Rules, RealisTest,
    testing::Values(
        RealisCase{"Russian forces captured Kherson.", "capture", Realis::kAsserted},
        RealisCase{"Moscow claimed that its troops had captured Kherson.", "capture", Realis::kClaimed},
        RealisCase{"Violence included unconfirmed Russian claims of seizing Kherson.", "capture", Realis::kClaimed},
        RealisCase{"Russian forces reportedly captured Kherson.", "capture", Realis::kClaimed},
        RealisCase{"Kyiv denied that Russian forces had captured Kherson.", "capture", Realis::kDenied},
        RealisCase{"Russian forces did not capture Kherson.", "capture", Realis::kDenied},
        RealisCase{"Kuleba will meet with Lavrov in Antalya on Thursday, March 10.", "meeting", Realis::kPlanned},
        RealisCase{"Kuleba has confirmed to meet with Lavrov in Antalya.", "meeting", Realis::kPlanned},
        RealisCase{"Germany is planning to send missiles to Ukraine.", "arms-delivery", Realis::kPlanned},
        RealisCase{"Ukraine demanded a ceasefire in Mariupol.", "ceasefire", Realis::kHypothetical},
        RealisCase{"Ukraine is ready for another round of talks with Russia.", "talks", Realis::kHypothetical},
        RealisCase{"Russia said that Ukraine had shelled Donetsk.", "shelling", Realis::kClaimed}));

TEST(EventsTest, WhatHasNotStoppedGoesOn) {
  const Document document = Read("Officials said Russian shelling of Kharkiv had not stopped.");
  EXPECT_EQ(EventOf(document, "shelling").realis, Realis::kAsserted);
}

TEST(EventsTest, TalksSetForADayLieAhead) {
  const Document document =
      Read("Norway-Chile talks: second round set for Thursday after a day of doubt", "2022-03-02");
  const Event& event = EventOf(document, "talks", 2);
  EXPECT_EQ(event.realis, Realis::kPlanned);
  EXPECT_EQ(DayOf(event), "2022-03-03");
}

TEST(EventsTest, AListSaysWhatIsPlanned) {
  const Document document = Read("Mon 7 March: third round of talks of Norway and Chile (planned).", "2022-03-06");
  const Event& event = EventOf(document, "talks", 3);
  EXPECT_EQ(event.realis, Realis::kPlanned);
  EXPECT_EQ(DayOf(event), "2022-03-07");
}

TEST(EventsTest, ATollOfManyDaysIsNotOfToday) {
  const Document document =
      Read("The council said on Wednesday that 1,207 residents had been killed in nine days of siege.");
  EXPECT_EQ(DayOf(EventOf(document, "killing")), "");
}

TEST(EventsTest, NamesWhoClaims) {
  const Document document = Read("Violence included unconfirmed Russian military claims of seizing Kherson.");
  EXPECT_THAT(Ids(EventOf(document, "capture").claimed_by), ElementsAre(CountryId("RU")));
}

TEST(EventsTest, DirectSpeechIsItsSpeakersClaim) {
  const Document document =
      Read("\"Belarus is bombing Ukraine as well, and nobody stops it,\" Volodymyr Zelenskyy said.");
  const Event& event = EventOf(document, "airstrike");
  EXPECT_EQ(event.realis, Realis::kClaimed);
  EXPECT_THAT(Ids(event.claimed_by), ElementsAre(IdOf("Volodymyr Zelenskyy")));
}

TEST(EventsTest, SayingIsNoEvent) {
  EXPECT_THAT(Read("Emmanuel Macron said on Tuesday that Paris was beautiful.").events, IsEmpty());
}

TEST(EventsTest, BorrowedWordsOfWarAreNoEvents) {
  EXPECT_THAT(Read("The mayor of Paris died of a heart attack.").events, IsEmpty());
  EXPECT_THAT(Read("Brazil attacked late in the game and struck twice against Spain.").events, IsEmpty());
  EXPECT_THAT(Read("The governor of Texas declined to comment.").events, IsEmpty());
}

TEST(EventsTest, DemandsReachWhomTheyAreMadeOf) {
  const Document document = Read("Zelenskyy said Tuesday that Russia should first halt its fighting.");
  const Event& event = EventOf(document, "demand");
  EXPECT_EQ(event.type, "REQUEST");
  EXPECT_THAT(Ids(event.actors), ElementsAre(IdOf("Volodymyr Zelenskyy")));
  EXPECT_THAT(Ids(event.recipients), ElementsAre(CountryId("RU")));
}

TEST(EventsTest, CountsGoToTheViolenceThatCausedThem) {
  const Document document =
      Read("At least 12 people were killed and 40 were wounded in a missile strike on Kharkiv on Tuesday.");
  ASSERT_THAT(document.events, SizeIs(1)) << Describe(document);
  const Event& event = document.events[0];
  EXPECT_EQ(event.frame, "missile-strike");
  EXPECT_EQ(DayOf(event), "2022-03-01");
  ASSERT_THAT(event.counts, SizeIs(2));
  EXPECT_EQ(event.counts[0].kind, "dead");
  EXPECT_EQ(event.counts[0].low, 12u);
  EXPECT_EQ(event.counts[0].high, 0u);
  EXPECT_EQ(event.counts[1].low, 40u);
}

TEST(EventsTest, OneEventIsToldOnce) {
  const Document document = Read(
      "Russia and Ukraine agreed on Thursday to open humanitarian corridors. The agreement was the only progress of a "
      "second round of talks between Moscow and Kyiv. The talks were held on the Belarus-Poland border.",
      "2022-03-04");
  EXPECT_EQ(document.events.size(), 2u) << Describe(document);
  EXPECT_THAT(EventOf(document, "corridor").evidence, SizeIs(2));
  const Event& talks = EventOf(document, "talks", 2);
  EXPECT_EQ(DayOf(talks), "2022-03-03");
  EXPECT_THAT(Ids(talks.places), UnorderedElementsAre(CountryId("BY"), CountryId("PL")));
}

TEST(EventsTest, DifferentDaysAreDifferentEvents) {
  const Document document =
      Read("Russian troops shelled Kharkiv on Monday. Russian troops shelled Kharkiv again on Tuesday.");
  EXPECT_THAT(document.events, SizeIs(2)) << Describe(document);
}

// One invented report, told with two casts: the answers must differ only in the names.
struct Cast {
  std::string_view attacker, attacker_iso, attacker_adjective, attacker_capital;
  std::string_view defender, defender_iso, defender_adjective, defender_capital;
  std::string_view host, host_iso;
  std::string_view city, other_city;
  std::string_view attacker_minister, defender_minister;
  std::string_view day, weekday_before;
};

class CastTest : public testing::TestWithParam<Cast> {};

TEST_P(CastTest, TheSameReportGivesTheCorrespondingAnswers) {
  const Cast& cast = GetParam();
  const std::string text = absl::StrReplaceAll(
      "{A} troops took control of the city of {City} on {Before}, while {D} officials denied it. {Acap} and {Dcap} "
      "held a "
      "fourth round of talks in {H} on {Before}. {D} Foreign Minister {Dmin} will meet with his {A} counterpart {Amin} "
      "in "
      "{H} next week. {Dname} demanded the withdrawal of all {A} forces. At least seven people were killed in shelling "
      "of "
      "{Other} on {Before}.",
      {{"{A}", ToAbsl(cast.attacker_adjective)},
       {"{D}", ToAbsl(cast.defender_adjective)},
       {"{Dname}", ToAbsl(cast.defender)},
       {"{Acap}", ToAbsl(cast.attacker_capital)},
       {"{Dcap}", ToAbsl(cast.defender_capital)},
       {"{H}", ToAbsl(cast.host)},
       {"{City}", ToAbsl(cast.city)},
       {"{Other}", ToAbsl(cast.other_city)},
       {"{Amin}", ToAbsl(cast.attacker_minister)},
       {"{Dmin}", ToAbsl(cast.defender_minister)},
       {"{Before}", ToAbsl(cast.weekday_before)}});
  const Document document = Read(text, cast.day);
  SCOPED_TRACE(Describe(document));
  const std::string attacker = CountryId(cast.attacker_iso);
  const std::string defender = CountryId(cast.defender_iso);

  const Event& capture = EventOf(document, "capture");
  EXPECT_THAT(Ids(capture.actors), ElementsAre(attacker));
  EXPECT_THAT(Ids(capture.places), ElementsAre(IdOf(cast.city)));

  const Event& talks = EventOf(document, "talks", 4);
  EXPECT_EQ(talks.realis, Realis::kAsserted);
  EXPECT_THAT(Ids(talks.actors), UnorderedElementsAre(attacker, defender));
  EXPECT_THAT(Ids(talks.places), ElementsAre(CountryId(cast.host_iso)));
  EXPECT_EQ(DayOf(talks), DayOf(capture));

  const Event& meeting = EventOf(document, "meeting");
  EXPECT_EQ(meeting.realis, Realis::kPlanned);
  EXPECT_THAT(Ids(meeting.actors), UnorderedElementsAre(IdOf(cast.attacker_minister), IdOf(cast.defender_minister)));
  EXPECT_THAT(Ids(meeting.places), ElementsAre(CountryId(cast.host_iso)));

  EXPECT_THAT(Ids(EventOf(document, "demand-withdrawal").actors), ElementsAre(defender));

  const Event& shelling = EventOf(document, "shelling");
  EXPECT_THAT(Ids(shelling.places), ElementsAre(IdOf(cast.other_city)));
  ASSERT_THAT(shelling.counts, SizeIs(1));
  EXPECT_EQ(shelling.counts[0].low, 7u);
}

INSTANTIATE_TEST_SUITE_P(Casts, CastTest,
                         testing::Values(Cast{.attacker = "Russia",
                                              .attacker_iso = "RU",
                                              .attacker_adjective = "Russian",
                                              .attacker_capital = "Moscow",
                                              .defender = "Ukraine",
                                              .defender_iso = "UA",
                                              .defender_adjective = "Ukrainian",
                                              .defender_capital = "Kyiv",
                                              .host = "Belarus",
                                              .host_iso = "BY",
                                              .city = "Kherson",
                                              .other_city = "Mariupol",
                                              .attacker_minister = "Sergei Lavrov",
                                              .defender_minister = "Dmytro Kuleba",
                                              .day = "2022-03-17",
                                              .weekday_before = "Tuesday"},
                                         Cast{.attacker = "Turkey",
                                              .attacker_iso = "TR",
                                              .attacker_adjective = "Turkish",
                                              .attacker_capital = "Ankara",
                                              .defender = "Greece",
                                              .defender_iso = "GR",
                                              .defender_adjective = "Greek",
                                              .defender_capital = "Athens",
                                              .host = "Norway",
                                              .host_iso = "NO",
                                              .city = "Thessaloniki",
                                              .other_city = "Larissa",
                                              .attacker_minister = "Emmanuel Macron",
                                              .defender_minister = "Olaf Scholz",
                                              .day = "2019-06-20",
                                              .weekday_before = "Monday"}));

TEST(EventsTest, AnnotatesTheSameTextTheSameWay) {
  const std::string text = "Russian forces shelled Kharkiv on Tuesday. Poland condemned the shelling of Kharkiv.";
  EXPECT_EQ(Describe(Read(text)), Describe(Read(text)));
}

TEST(EventsTest, MissingModelsAreNamed) {
  const auto created = EventsAnnotator::Create("/nonexistent", Knowledge());
  EXPECT_EQ(created.status().code(), absl::StatusCode::kNotFound);
}

TEST(EventsTest, VersionFollowsTheLexicon) { EXPECT_GT(Annotator().version().size(), 2u); }

}  // namespace
}  // namespace sitrep::tagger
