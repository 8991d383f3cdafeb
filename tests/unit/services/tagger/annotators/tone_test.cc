#include "services/tagger/annotators/tone.h"
#include "tests/unit/services/tagger/annotators/sentence_reading.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace sitrep::tagger {
namespace {

Document Read(std::string_view text) {
  Document document = MakeDocument(text, {}, {{text::SegmentKind::kBody, 0, static_cast<uint32_t>(text.size())}});
  DivideIntoSentences(document);
  return document;
}

Document WithTone(Document document) {
  static const ToneAnnotator& annotator = *new ToneAnnotator(ToneAnnotator::Create(ModelsDir()).value());
  EXPECT_TRUE(annotator.Annotate(document).ok());
  return document;
}

float ScoreOf(std::string_view text) { return WithTone(Read(text)).tone.score; }

TEST(ToneTest, SignsFollowTheWords) {
  EXPECT_GT(ScoreOf("The peace agreement was praised as a triumph."), 0.3F);
  EXPECT_LT(ScoreOf("The brutal attack devastated the town."), -0.3F);
  EXPECT_EQ(ScoreOf("The train left from the third platform."), 0);
  EXPECT_EQ(ScoreOf(""), 0);
}

TEST(ToneTest, NegationTurnsAndDegreeStrengthens) {
  EXPECT_LT(ScoreOf("The talks were not successful."), 0);
  EXPECT_LT(ScoreOf("It was an extremely brutal act."), ScoreOf("It was a brutal act."));
}

TEST(ToneTest, EntitiesTakeTheToneAroundThem) {
  Document document = Read("Rebels massacred villagers near Alfa. The people of Bravo celebrated the peace.");
  for (const std::string_view name : {"Alfa", "Bravo"}) {
    const auto begin = static_cast<uint32_t>(document.text.find(name));
    for (uint32_t t = 0; t < document.tokens.size(); ++t) {
      if (document.tokens[t].begin != begin) continue;
      document.mentions.push_back({.span = {begin, document.tokens[t].end},
                                   .first_token = t,
                                   .end_token = t + 1,
                                   .sentence = document.tokens[t].sentence,
                                   .entity_id = "place:" + std::string(name)});
    }
  }
  const Document toned = WithTone(std::move(document));
  ASSERT_EQ(toned.tone.entities.size(), 2u);
  EXPECT_EQ(toned.tone.entities[0].entity_id, "place:Alfa");
  EXPECT_LT(toned.tone.entities[0].score, -0.2F);
  EXPECT_GT(toned.tone.entities[1].score, 0.2F);
  EXPECT_EQ(toned.tone.entities[1].mentions, 1u);
}

TEST(ToneTest, NamesCarryNoTone) {
  Document document = Read("Victory Square lies in the centre.");
  document.mentions.push_back(
      {.span = {0, 14}, .first_token = 0, .end_token = 2, .sentence = 0, .entity_id = "place:v"});
  EXPECT_EQ(WithTone(std::move(document)).tone.score, 0);
}

TEST(ToneTest, AMissingLexiconIsNamed) {
  const auto annotator = ToneAnnotator::Create("/nonexistent");
  EXPECT_EQ(annotator.status().code(), absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace sitrep::tagger
