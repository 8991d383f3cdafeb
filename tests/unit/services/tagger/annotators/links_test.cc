#include "services/tagger/annotators/links.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "tests/unit/services/tagger/annotators/reading_pipeline.h"

namespace sitrep::tagger {
namespace {

Document Read(std::string_view text, std::string_view day = "2022-03-03") {
  return ReadingPipeline::Shared().Read(text, day);
}

const DocumentEntity& EntityOf(const Document& document, std::string_view surface, int n = 0) {
  static const DocumentEntity kNothing;
  const DocumentEntity* entity = document.FindEntity(MentionOf(document, surface, n).entity_id);
  EXPECT_NE(entity, nullptr) << surface;
  return entity == nullptr ? kNothing : *entity;
}

TEST(LinksTest, DemonymsAreTheirCountries) {
  const Document document = Read("Ukrainian officials and Ukraine's friends met the Ukrainians.");
  const std::string& country = MentionOf(document, "Ukraine").entity_id;
  EXPECT_TRUE(country.starts_with("geonames:"));
  EXPECT_EQ(MentionOf(document, "Ukrainian").entity_id, country);
  EXPECT_EQ(MentionOf(document, "Ukrainians").entity_id, country);
  EXPECT_EQ(MentionOf(document, "Ukrainians").chain, MentionOf(document, "Ukraine").chain);
  EXPECT_EQ(EntityOf(document, "Ukraine").country, "UA");
}

TEST(LinksTest, OldAndMisspeltNamesAreTheirCities) {
  const Document document = Read("In Ukraine, shells fell on Kharkov, Kiev, Maripol, Sumy and Chernigov.");
  EXPECT_EQ(EntityOf(document, "Kharkov").name, "Kharkiv");
  EXPECT_EQ(EntityOf(document, "Kiev").name, "Kyiv");
  EXPECT_EQ(EntityOf(document, "Maripol").name, "Mariupol");
  EXPECT_TRUE(EntityOf(document, "Kharkov").has_location);
  EXPECT_NEAR(EntityOf(document, "Kharkov").latitude, 50.0, 0.2);
}

TEST(LinksTest, WhatStandsBesideAPlaceDecides) {
  EXPECT_EQ(EntityOf(Read("The fair in Paris, Texas, was small."), "Paris").admin1_code, "TX");
  EXPECT_EQ(EntityOf(Read("He was born in Alexandria, La., long ago."), "Alexandria").admin1_code, "LA");
  EXPECT_EQ(EntityOf(Read("The fair in Paris was small."), "Paris").country, "FR");
}

TEST(LinksTest, OtherPlacesDecide) {
  EXPECT_EQ(EntityOf(Read("Talks between Georgia, Armenia and Azerbaijan began in Tbilisi."), "Georgia").country, "GE");
  EXPECT_EQ(
      EntityOf(Read("Storms hit Alabama, Florida and Georgia; Atlanta and Savannah were flooded."), "Georgia").country,
      "US");
  EXPECT_EQ(EntityOf(Read("The Georgia Governor spoke in Alabama."), "Georgia").country, "US");
}

TEST(LinksTest, RomanisationsAreOnePerson) {
  const Document document =
      Read("President Volodymyr Zelensky spoke. Zelenskyy then left, and Zelenskiy's aides followed.");
  const Mention& full = MentionOf(document, "Volodymyr Zelensky");
  EXPECT_TRUE(full.entity_id.starts_with("person:"));
  EXPECT_EQ(MentionOf(document, "Zelenskyy").entity_id, full.entity_id);
  EXPECT_EQ(MentionOf(document, "Zelenskyy").chain, full.chain);
  EXPECT_EQ(MentionOf(document, "Zelenskiy").chain, full.chain);
}

TEST(LinksTest, ASurnameIsThePersonNamedInFull) {
  const Document document = Read("Boris Johnson called. His neighbour Magnus Johnson laughed. Mr Johnson hung up.");
  EXPECT_EQ(MentionOf(document, "Johnson").chain, MentionOf(document, "Magnus Johnson").chain);
  EXPECT_NE(MentionOf(document, "Johnson").chain, MentionOf(document, "Boris Johnson").chain);
}

TEST(LinksTest, UnknownPeopleGetAnIdOfTheirOwn) {
  const Document document = Read("Russian negotiator Pyotr Zumstrullov arrived. Zumstrullov said nothing.");
  EXPECT_EQ(MentionOf(document, "Pyotr Zumstrullov").entity_id, "name:PERSON:pyotr zumstrullov");
  EXPECT_EQ(MentionOf(document, "Zumstrullov").entity_id, "name:PERSON:pyotr zumstrullov");
  EXPECT_EQ(MentionOf(document, "Zumstrullov").link_score, 0);
  EXPECT_EQ(EntityOf(document, "Zumstrullov").country, "RU");
  EXPECT_EQ(EntityOf(document, "Zumstrullov").name, "Pyotr Zumstrullov");
}

TEST(LinksTest, AnAcronymIsWhatTheTextSaysItIs) {
  const Document document = Read("The Zumstrull Relief Committee (ZRC) met. The ZRC then closed.");
  EXPECT_EQ(MentionOf(document, "ZRC", 1).chain, MentionOf(document, "Zumstrull Relief Committee").chain);
  EXPECT_EQ(MentionOf(document, "ZRC").entity_id, "name:ORGANISATION:zumstrull relief committee");
}

TEST(LinksTest, UnknownMinistriesHaveCountryAndSector) {
  const Document document = Read("The Norwegian Ministry of Zumstrull Affairs denied it.");
  const DocumentEntity& entity = EntityOf(document, "Norwegian Ministry of Zumstrull Affairs");
  EXPECT_EQ(entity.country, "NO");
}

TEST(LinksTest, WorksWithoutADate) {
  EXPECT_EQ(EntityOf(Read("Emmanuel Macron spoke in Paris.", ""), "Emmanuel Macron").country, "FR");
}

TEST(LinksTest, EntitiesAreSortedAndEachOnce) {
  const Document document = Read("Norway, Oslo, Norwegian ships and Norway's king; Bergen and Oslo.");
  EXPECT_TRUE(std::ranges::is_sorted(document.entities, std::ranges::less_equal(), &DocumentEntity::id));
  for (const Mention& mention : document.mentions) EXPECT_NE(document.FindEntity(mention.entity_id), nullptr);
}

}  // namespace
}  // namespace sitrep::tagger
