#include "tests/eval/tasks/name_schemes.h"

#include <gtest/gtest.h>

namespace sitrep::eval {
namespace {

using tagger::MentionType;

TEST(NameSchemesTest, ASetIsKnownByItsLabels) {
  const auto conll = SchemeOf({"PER", "LOC", "MISC"});
  ASSERT_TRUE(conll.ok());
  EXPECT_EQ((*conll)->name, "CoNLL-2003");
  EXPECT_EQ((*conll)->ClassOf(MentionType::kGroup, true), "MISC");
  EXPECT_EQ((*conll)->ClassOf(MentionType::kGroup, false), "ORG");
  const auto re3d = SchemeOf({"Person", "Weapon"});
  ASSERT_TRUE(re3d.ok());
  EXPECT_EQ((*re3d)->ClassOfGold("Weapon"), "");
  EXPECT_EQ((*re3d)->ClassOfGold("Person"), "Person");
  EXPECT_TRUE(absl::IsInvalidArgument(SchemeOf({"PER", "NOVELTY"}).status()));
}

TEST(NameSchemesTest, FinePoliticalTypesAreOurs) {
  const auto politics = SchemeOf({"politician", "politicalparty", "election", "country"});
  ASSERT_TRUE(politics.ok());
  EXPECT_EQ((*politics)->ClassOfGold("politicalparty"), "organisation");
  EXPECT_EQ((*politics)->ClassOfGold("election"), "event");
  EXPECT_EQ((*politics)->ClassOf(MentionType::kPlace, false), "location");
}

TEST(NameSchemesTest, NominalsBeginInLowerCaseOrArePronouns) {
  EXPECT_TRUE(IsNominal("the harbour"));
  EXPECT_TRUE(IsNominal("We"));
  EXPECT_FALSE(IsNominal("The Hague"));
}

TEST(NameSchemesTest, PeoplesAreToldFromOrganisations) {
  tagger::Document document;
  document.entities = {{.id = "group:a", .type = MentionType::kGroup, .sector = "CVL"},
                       {.id = "group:b", .type = MentionType::kGroup, .sector = "REB"}};
  EXPECT_TRUE(IsPeople(document, {.type = MentionType::kGroup, .entity_id = "group:a"}));
  EXPECT_FALSE(IsPeople(document, {.type = MentionType::kGroup, .entity_id = "group:b"}));
  EXPECT_TRUE(IsPeople(document, {.type = MentionType::kGroup, .adjectival = true}));
}

}  // namespace
}  // namespace sitrep::eval
