#include "services/tagger/annotators/sentences.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "services/tagger/document/document.h"
#include "tests/unit/services/tagger/annotators/sentence_reading.h"

namespace sitrep::tagger {
namespace {

using ::testing::ElementsAre;

Document Read(std::string_view text, std::vector<text::Segment> segments = {}) {
  if (segments.empty()) segments = {{text::SegmentKind::kBody, 0, static_cast<uint32_t>(text.size())}};
  Document document = MakeDocument(text, {}, std::move(segments));
  DivideIntoSentences(document);
  return document;
}

std::vector<std::string> Sentences(std::string_view text) {
  const Document document = Read(text);
  std::vector<std::string> sentences;
  for (const Sentence& sentence : document.sentences) sentences.emplace_back(document.Text(sentence.span));
  return sentences;
}

TEST(SentencesTest, EndsAtMarks) {
  EXPECT_THAT(Sentences("One ended. Two began! Did it? Yes"),
              ElementsAre("One ended.", "Two began!", "Did it?", "Yes"));
}

TEST(SentencesTest, KeepsAbbreviationsAndInitialsInside) {
  EXPECT_THAT(Sentences("Mr. Roe met U.S. President J. Doe at 10 a.m. Moscow time. They left."),
              ElementsAre("Mr. Roe met U.S. President J. Doe at 10 a.m. Moscow time.", "They left."));
  EXPECT_THAT(Sentences("He flew to the U.S. The trip was long."),
              ElementsAre("He flew to the U.S.", "The trip was long."));
}

TEST(SentencesTest, TakesClosingQuotesAlong) {
  EXPECT_THAT(Sentences("He said \u201Cno deal.\u201D She agreed."),
              ElementsAre("He said \u201Cno deal.\u201D", "She agreed."));
  EXPECT_THAT(Sentences("\"We go. You stay.\" That was it. \"Fine,\" she said."),
              ElementsAre("\"We go.", "You stay.\"", "That was it.", "\"Fine,\" she said."));
}

TEST(SentencesTest, GoesOnBehindQuotedQuestions) {
  EXPECT_THAT(Sentences("\u201CWhy now?\u201D Roe asked. Nobody knew."),
              ElementsAre("\u201CWhy now?\u201D Roe asked.", "Nobody knew."));
  EXPECT_THAT(Sentences("\"Stop!\" he said."), ElementsAre("\"Stop!\" he said."));
}

TEST(SentencesTest, BeginsAgainBehindAnAttribution) {
  EXPECT_THAT(Sentences("\"It was quiet,\" said Jane Roe, who works at the port. \"Then the sirens began.\""),
              ElementsAre("\"It was quiet,\" said Jane Roe, who works at the port.", "\"Then the sirens began.\""));
  EXPECT_THAT(
      Sentences("\u201CWe will stay,\u201D he said. \u201CWe have nowhere to go. It is our home.\u201D"),
      ElementsAre("\u201CWe will stay,\u201D he said.", "\u201CWe have nowhere to go.", "It is our home.\u201D"));
}

TEST(SentencesTest, GoesOnBehindAbbreviationsOfNews) {
  EXPECT_THAT(
      Sentences("Gen. Roe told U.S. Secretary of State Jane Doe at 9 a.m. MSK on Monday. Sen. Doe agreed."),
      ElementsAre("Gen. Roe told U.S. Secretary of State Jane Doe at 9 a.m. MSK on Monday.", "Sen. Doe agreed."));
  EXPECT_THAT(Sentences("The envoy asked the U.N. to send more observers by Jan. 5. Nobody came."),
              ElementsAre("The envoy asked the U.N. to send more observers by Jan. 5.", "Nobody came."));
  EXPECT_THAT(Sentences("Nearly 20,000 Ukrainians crossed the border in the first week."),
              ElementsAre("Nearly 20,000 Ukrainians crossed the border in the first week."));
}

TEST(SentencesTest, ReadsCapitals) {
  EXPECT_THAT(Sentences("THE TALKS HAVE ENDED. NO DATE WAS SET FOR ANOTHER ROUND."),
              ElementsAre("THE TALKS HAVE ENDED.", "NO DATE WAS SET FOR ANOTHER ROUND."));
}

TEST(SentencesTest, SplitsWhereTheSpaceIsMissing) {
  EXPECT_THAT(Sentences("They left the land.The army came."), ElementsAre("They left the land.", "The army came."));
}

TEST(SentencesTest, SegmentsAndBlankLinesEndSentences) {
  const std::string text = "Talks begin\nKYIV - The envoys met\n\nand left";
  const Document document = Read(text, {{text::SegmentKind::kHeadline, 0, 11},
                                        {text::SegmentKind::kDateline, 12, 18},
                                        {text::SegmentKind::kBody, 19, static_cast<uint32_t>(text.size())}});
  ASSERT_EQ(document.sentences.size(), 4u);
  EXPECT_EQ(document.sentences[0].segment, text::SegmentKind::kHeadline);
  EXPECT_EQ(document.sentences[1].paragraph, 1u);
  EXPECT_EQ(document.sentences[2].paragraph, 1u);
  EXPECT_EQ(document.sentences[3].paragraph, 2u);
}

TEST(SentencesTest, EveryTokenLiesInItsSentence) {
  const Document document = Read("A one. B two? \"C.\" (D)\n\n... E\u2026 f. 3 g");
  uint32_t next = 0;
  for (uint32_t i = 0; i < document.sentences.size(); ++i) {
    EXPECT_EQ(document.sentences[i].first_token, next);
    for (const Token& token : document.TokensOf(document.sentences[i])) EXPECT_EQ(token.sentence, i);
    next = document.sentences[i].end_token;
  }
  EXPECT_EQ(next, document.tokens.size());
}

}  // namespace
}  // namespace sitrep::tagger
