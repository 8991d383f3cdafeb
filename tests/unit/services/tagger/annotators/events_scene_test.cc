// Where violence happened that is told without its place, and what is no place.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/services/tagger/annotators/event_reading.h"

namespace sitrep::tagger {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

TEST(SceneTest, ThePlaceIsThatOfTheSentenceBefore) {
  const Document document =
      Read("Rockets fell on residential districts of Odesa. The governor said at least 11 people had been killed.");
  const Event& event = EventOf(document, "killing");
  EXPECT_THAT(Ids(event.places), ElementsAre(IdOf("Odesa")));
  // The sentence that names it proves it.
  ASSERT_THAT(event.evidence, SizeIs(2));
  EXPECT_EQ(document.Text(event.evidence[1]), "Rockets fell on residential districts of Odesa.");
}

TEST(SceneTest, TwoTownsAreNoAnswer) {
  const Document document = Read("A train ran from Lutsk to Rivne on Tuesday. Three people were killed by shells.");
  EXPECT_THAT(EventOf(document, "killing").places, IsEmpty());
}

TEST(SceneTest, ALabelHoldsForItsLine) {
  const Document document = Read("Lutsk: two depots hit this morning; four killed. Rivne: calm.");
  EXPECT_THAT(Ids(EventOf(document, "damage").places), ElementsAre(IdOf("Lutsk")));
}

TEST(SceneTest, TheHeadlineComesBeforeTheDateline) {
  const std::string text =
      "Clinic hit in Lutsk\n\nRIVNE, March 3 (EXP) — Smoke rose above the roofs.\n\n"
      "Six people were wounded on Thursday, doctors said.";
  const Document document = ReadArticle(text, "Clinic hit in Lutsk");
  EXPECT_THAT(Ids(EventOf(document, "injury").places), ElementsAre(IdOf("Lutsk")));
}

TEST(SceneTest, TheDatelineServesUnlessItIsACapital) {
  const std::string told = " (EXP) — Six people were wounded on Thursday, doctors said.";
  const std::string town = "LUTSK, March 3" + told;
  const Document of_town = ReadArticle(town);
  EXPECT_THAT(Ids(EventOf(of_town, "injury").places), ElementsAre(IdOf("Lutsk")));
  const std::string capital = "KYIV, March 3" + told;
  const Document of_capital = ReadArticle(capital);
  EXPECT_THAT(EventOf(of_capital, "injury").places, IsEmpty());
}

TEST(SceneTest, ATollOfWeeksHasNoTown) {
  const Document document = ReadArticle("RIVNE, March 3 (EXP) — In January 900 people were killed.");
  EXPECT_THAT(EventOf(document, "killing").places, IsEmpty());
}

TEST(SceneTest, WhoAsksIsNeitherPlaceNorRecipient) {
  const Document document =
      Read("The council met on Monday after a missile attack on Lutsk on Friday, at the request of France.");
  const Event& event = EventOf(document, "missile-strike");
  EXPECT_THAT(Ids(event.places), ElementsAre(IdOf("Lutsk")));
  EXPECT_THAT(Ids(event.recipients), Not(Contains(CountryId("FR"))));
}

TEST(SceneTest, AFlagIsNoPlace) {
  const Document document = Read("The Panama-flagged freighter was struck by a missile near Odesa.");
  const Event& event = EventOf(document, "attack");
  EXPECT_THAT(Ids(event.places), ElementsAre(IdOf("Odesa")));
  EXPECT_THAT(event.recipients, IsEmpty());
}

TEST(SceneTest, TheLargestInEuropeIsNotSaidToBeThere) {
  const Document document = Read("Rebels seized the airport of Lutsk, the largest in Europe.");
  const Event& event = EventOf(document, "capture");
  EXPECT_THAT(Ids(event.places), ElementsAre(IdOf("Lutsk")));
}

TEST(SceneTest, WhatIsToldNextOfNobodysDoingIsTheSameViolence) {
  const Document document = Read("Bombs hit a residential quarter of Lutsk on Tuesday, and 33 people were killed.");
  const Event& event = EventOf(document, "attack");
  ASSERT_THAT(event.counts, SizeIs(1));
  EXPECT_EQ(event.counts[0].low, 33u);
  EXPECT_THAT(document.events, SizeIs(1));
}

TEST(SceneTest, ARoundOfTalksIsHeldWhereItIsReportedFrom) {
  const std::string text =
      "LUTSK, March 3 (EXP) — Envoys from Norway and Chile shook hands.\n\nSecond round:\n\nNobody would say more.\n\n"
      "The talks had been planned for Wednesday evening, but it snowed.";
  const Document document = ReadArticle(text);
  const Event& event = EventOf(document, "talks", 2);
  EXPECT_EQ(event.realis, Realis::kAsserted);
  EXPECT_EQ(DayOf(event), "2022-03-03");  // Not the day for which they had been planned.
  EXPECT_THAT(Ids(event.places), ElementsAre(IdOf("Lutsk")));
}

TEST(SceneTest, WhatAProtestIsAboutIsNotWhereItIs) {
  const Document document =
      Read("Police in Finland detained 30 people on Sunday at demonstrations against the war in Yemen.", "2022-03-06");
  EXPECT_THAT(Ids(EventOf(document, "arrest").places), Not(Contains(IdOf("Yemen"))));
  EXPECT_THAT(Ids(EventOf(document, "protest").places), Not(Contains(IdOf("Yemen"))));
}

TEST(SceneTest, EnvoysActForWhoSentThem) {
  const Document document =
      Read("Negotiators from Norway and Chile agreed on Thursday to open humanitarian corridors.");
  EXPECT_THAT(Ids(EventOf(document, "corridor").actors), ElementsAre(CountryId("NO"), CountryId("CL")));
}

TEST(SceneTest, AStrikeIsWhereWhatItDestroysIs) {
  const Document document =
      Read("An air strike shattered a children's and maternity ward in the port of Odesa on Tuesday.");
  EXPECT_THAT(Ids(EventOf(document, "airstrike").places), ElementsAre(IdOf("Odesa")));
}

TEST(SceneTest, AModifierDoesNotAct) {
  const Document document = Read("Police headquarters and a school in Lutsk hit this morning.");
  const Event& event = EventOf(document, "damage");
  EXPECT_THAT(event.actors, IsEmpty());
  EXPECT_THAT(event.recipients, IsEmpty());
}

}  // namespace
}  // namespace sitrep::tagger
