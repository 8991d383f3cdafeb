#include "services/tagger/annotators/event_lexicon.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <set>
#include <string>
#include <vector>

#include "services/tagger/annotators/verb_forms.h"
#include "services/tagger/document/document.h"

namespace sitrep::tagger::events {
namespace {

using ::testing::Contains;
using ::testing::Field;
using ::testing::UnorderedElementsAre;

const EventLexicon& Lexicon() {
  static const auto& lexicon = *new EventLexicon([] {
    const char* dir = std::getenv("SITREP_MODELS");
    return EventLexicon::Load(dir == nullptr ? "models" : dir).value();
  }());
  return lexicon;
}

std::vector<std::string> Forms(std::string_view lemma, const VerbForms& verbs = {}) {
  std::vector<std::string> words;
  for (const VerbFormWord& form : verbs.FormsOf(lemma)) words.push_back(form.word);
  return words;
}

TEST(VerbFormsTest, SpellsRegularVerbs) {
  EXPECT_THAT(Forms("shell"), UnorderedElementsAre("shell", "shells", "shelled", "shelling"));
  EXPECT_THAT(Forms("seize"), UnorderedElementsAre("seize", "seizes", "seized", "seizing"));
  EXPECT_THAT(Forms("occupy"), UnorderedElementsAre("occupy", "occupies", "occupied", "occupying"));
  EXPECT_THAT(Forms("veto"), UnorderedElementsAre("veto", "vetoes", "vetoed", "vetoing"));
  EXPECT_THAT(Forms("clash"), UnorderedElementsAre("clash", "clashes", "clashed", "clashing"));
}

TEST(VerbFormsTest, KnowsIrregularAndDoublingVerbs) {
  VerbForms verbs;
  ASSERT_TRUE(verbs.AddIrregular("withdraw/withdrew/withdrawn").ok());
  ASSERT_TRUE(verbs.AddIrregular("hit/hit/hit/hitting").ok());
  ASSERT_TRUE(verbs.AddDoubled("ban").ok());
  EXPECT_THAT(Forms("withdraw", verbs),
              UnorderedElementsAre("withdraw", "withdraws", "withdrew", "withdrawn", "withdrawing"));
  EXPECT_THAT(Forms("hit", verbs), UnorderedElementsAre("hit", "hits", "hitting"));
  EXPECT_THAT(Forms("ban", verbs), UnorderedElementsAre("ban", "bans", "banned", "banning"));
}

TEST(VerbFormsTest, RefusesHalfAVerb) {
  EXPECT_EQ(VerbForms().AddIrregular("hold/held").code(), absl::StatusCode::kInvalidArgument);
}

TEST(VerbFormsTest, SpellsPlurals) {
  EXPECT_EQ(PluralOf("city"), "cities");
  EXPECT_EQ(PluralOf("clash"), "clashes");
  EXPECT_EQ(PluralOf("attack"), "attacks");
}

TEST(EventLexiconTest, FramesHavePloverTypesAndScales) {
  const Frame& capture = Lexicon().frame(Lexicon().FrameIndex("capture"));
  EXPECT_EQ(capture.type, "COERCE");
  EXPECT_EQ(capture.mode, "seize");
  EXPECT_FLOAT_EQ(capture.scale, -7);
  EXPECT_TRUE(capture.traits.needs_place);
  EXPECT_EQ(Lexicon().FrameIndex("no such frame"), kNone);
}

TEST(EventLexiconTest, EveryPloverTypeHasAFrame) {
  std::set<std::string> types;
  for (const char* frame :
       {"agreement", "talks", "support", "concession", "cooperation", "aid", "ceasefire", "demand", "rejection",
        "accusation", "threat", "protest", "sanction", "mobilisation", "arrest", "attack"}) {
    const uint32_t index = Lexicon().FrameIndex(frame);
    ASSERT_NE(index, kNone) << frame;
    types.insert(Lexicon().frame(index).type);
  }
  EXPECT_EQ(types.size(), 16u);
}

TEST(EventLexiconTest, WordsKnowTheirFormsAndClasses) {
  const WordFacts& said = Lexicon().Facts(Lexicon().WordId("said"));
  EXPECT_TRUE(said.Is(kSay));
  EXPECT_TRUE(said.verb_forms & kPast);
  EXPECT_TRUE(Lexicon().Facts(Lexicon().WordId("attacks")).noun);
  EXPECT_EQ(Lexicon().WordId("qvortelish"), EventLexicon::kUnknownWord);
}

TEST(EventLexiconTest, HeavierPatternsComeFirst) {
  const auto patterns = Lexicon().PatternsFrom(Lexicon().WordId("demanded"));
  ASSERT_GE(patterns.size(), 2u);
  for (size_t i = 0; i + 1 < patterns.size(); ++i) {
    EXPECT_GE(Lexicon().pattern(patterns[i]).weight, Lexicon().pattern(patterns[i + 1]).weight);
  }
}

TEST(EventLexiconTest, MissingFilesAreNamed) {
  const auto loaded = EventLexicon::Load("/nonexistent");
  EXPECT_EQ(loaded.status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(loaded.status().message()), testing::HasSubstr("words.tsv"));
}

}  // namespace
}  // namespace sitrep::tagger::events
