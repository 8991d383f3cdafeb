#include "services/tagger/annotators/names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/string_views.h"
#include "tests/unit/services/tagger/annotators/reading_pipeline.h"

namespace sitrep::tagger {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// "PERSON Ada Roe", in the order of the text.
std::vector<std::string> Names(std::string_view text, std::string_view headline = {}) {
  static constexpr std::string_view kTypes[] = {"PERSON", "ORGANISATION", "PLACE",    "GROUP", "EVENT",
                                                "WORK",   "WEAPON",       "DOCUMENT", "OTHER"};
  const Document document = ReadingPipeline::Shared().Read(text, "2022-03-03", headline);
  std::vector<std::string> names;
  for (const Mention& mention : document.mentions) {
    names.push_back(
        absl::StrCat(ToAbsl(kTypes[static_cast<int>(mention.type)]), " ", ToAbsl(document.Text(mention.span))));
  }
  return names;
}

TEST(NamesTest, FindsKnownNames) {
  EXPECT_THAT(Names("Envoys of Norway and the United Nations met Emmanuel Macron in Geneva."),
              ElementsAre("PLACE Norway", "ORGANISATION United Nations", "PERSON Emmanuel Macron", "PLACE Geneva"));
}

TEST(NamesTest, FindsUnknownPeopleByTitleOfficeAndGivenName) {
  EXPECT_THAT(Names("Mr Qvortel met lawmaker Oddny Brask and Peter Zumstrull."),
              ElementsAre("PERSON Qvortel", "PERSON Oddny Brask", "PERSON Peter Zumstrull"));
  EXPECT_THAT(Names("Later Gov. J.B. Zumstrull spoke to John A. Brask Jr. about it."),
              ElementsAre("PERSON J.B. Zumstrull", "PERSON John A. Brask Jr."));
}

TEST(NamesTest, ASecondSurnameBehindAHyphenIsNoTown) {
  EXPECT_THAT(Names("Later Tamila Zumstrull-Lutsk spoke to Peter Brask-Rivne."),
              ElementsAre("PERSON Tamila Zumstrull-Lutsk", "PERSON Peter Brask-Rivne"));
  EXPECT_THAT(Names("They spoke of the Emmanuel Macron-China talks."),
              ElementsAre("PERSON Emmanuel Macron", "PLACE China"));
}

TEST(NamesTest, FindsSurnamesOfPeopleNamedBefore) {
  EXPECT_THAT(Names("The talks were led by Peter Zumstrull. They ended when Zumstrull left."),
              ElementsAre("PERSON Peter Zumstrull", "PERSON Zumstrull"));
  EXPECT_THAT(Names("The actor Denzel Washington waved. Reporters asked Washington about it."),
              ElementsAre("PERSON Denzel Washington", "PERSON Washington"));
}

TEST(NamesTest, FindsOrganisationsByTheirHeads) {
  EXPECT_THAT(Names("She left the Zumstrull Institute for Brask & Sons and the Ministry of Fisheries."),
              ElementsAre("ORGANISATION Zumstrull Institute", "ORGANISATION Brask & Sons",
                          "ORGANISATION Ministry of Fisheries"));
  EXPECT_THAT(Names("They joined the Zumstrull Relief Committee (ZRC) early."),
              ElementsAre("ORGANISATION Zumstrull Relief Committee", "ORGANISATION ZRC"));
}

TEST(NamesTest, FindsPlacesByPrepositionHeadAndList) {
  EXPECT_THAT(Names("Snow fell in Zumstrull and along the Brask River."),
              ElementsAre("PLACE Zumstrull", "PLACE Brask River"));
  EXPECT_THAT(Names("It snowed from Oslo, Zumstrull, Bergen and beyond."),
              ElementsAre("PLACE Oslo", "PLACE Zumstrull", "PLACE Bergen"));
}

TEST(NamesTest, TellsAdjectivesFromPeoples) {
  const Document document = ReadingPipeline::Shared().Read("Norwegian officials told the Norwegians nothing.");
  EXPECT_TRUE(MentionOf(document, "Norwegian").adjectival);
  EXPECT_FALSE(MentionOf(document, "Norwegians").adjectival);
  EXPECT_EQ(MentionOf(document, "Norwegians").type, MentionType::kGroup);
}

TEST(NamesTest, FindsNamesInsideHyphenatedWords) {
  EXPECT_THAT(Names("A Macron-led group and pro-Norwegian voters at the Norway-Sweden border disagreed."),
              ElementsAre("PERSON Macron", "GROUP Norwegian", "PLACE Norway", "PLACE Sweden"));
}

TEST(NamesTest, CapitalsOfSentencesAndHeadingsAreNoNames) {
  EXPECT_THAT(Names("Talks ended. Nobody knew why. Soldiers slept on Monday in March."), IsEmpty());
  EXPECT_THAT(Names("Envoys Leave Talks Without Deal In Norway\n\nNothing more is known.",
                    "Envoys Leave Talks Without Deal In Norway"),
              ElementsAre("PLACE Norway"));
}

TEST(NamesTest, ReadsHeadlinesInCapitalsAndWithout) {
  EXPECT_THAT(
      Names("MACRON ARRIVES IN NORWAY FOR TALKS\n\nNothing more is known.", "MACRON ARRIVES IN NORWAY FOR TALKS"),
      ElementsAre("PERSON MACRON", "PLACE NORWAY"));
  EXPECT_THAT(Names("storm hits norway again\n\nNothing more is known.", "storm hits norway again"),
              ElementsAre("PLACE norway"));
}

TEST(NamesTest, FindsWeaponsEventsAndDocuments) {
  EXPECT_THAT(Names("An F-16 and two HIMARS were used. The Brask Treaty followed the Brask War."),
              ElementsAre("WEAPON F-16", "WEAPON HIMARS", "DOCUMENT Brask Treaty", "EVENT Brask War"));
}

TEST(NamesTest, ReadsNamesAcrossHyphens) {
  EXPECT_THAT(Names("They met at Mar-a-Lago, said Jean-Claude Juncker of the US-backed group."),
              ElementsAre("PLACE Mar-a-Lago", "PERSON Jean-Claude Juncker", "PLACE US"));
}

TEST(NamesTest, AZoneOfTimeIsNoPlace) {
  EXPECT_THAT(Names("Guns fall silent at 10 am Moscow time on Tuesday."), IsEmpty());
}

TEST(NamesTest, MentionsAreSortedAndDisjoint) {
  const Document document = ReadingPipeline::Shared().Read(
      "The U.S.-backed Kyiv City Council of Ukraine's capital, Kyiv, met Gen. A. Roe (R-Ohio) & Co. in New York, N.Y.");
  uint32_t end = 0;
  for (const Mention& mention : document.mentions) {
    EXPECT_GE(mention.span.begin, end);
    EXPECT_LT(mention.first_token, mention.end_token);
    EXPECT_LE(document.tokens[mention.first_token].begin, mention.span.begin);
    EXPECT_GE(document.tokens[mention.end_token - 1].end, mention.span.end);
    end = mention.span.end;
  }
}

}  // namespace
}  // namespace sitrep::tagger
