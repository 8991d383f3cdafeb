#include "services/tagger/annotators/quotes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

#include "services/tagger/annotators/times.h"
#include "tests/unit/services/tagger/annotators/reading_pipeline.h"

namespace sitrep::tagger {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;

Document Read(std::string_view text, std::string_view day = "2022-03-03") {
  static const auto& knowledge = *new std::unique_ptr<const KnowledgeBase>([] {
    const char* dir = std::getenv("SITREP_MODELS");
    return KnowledgeBase::Load(dir == nullptr ? "models" : dir).value();
  }());
  Document document = ReadingPipeline::Shared().Read(text, day);
  EXPECT_TRUE(TimesAnnotator().Annotate(document).ok());
  EXPECT_TRUE(QuotesAnnotator(*knowledge).Annotate(document).ok());
  return document;
}

// The quote whose content is `content`; fails the test when there is none.
const Quote& QuoteOf(const Document& document, std::string_view content) {
  static const Quote kNothing;
  std::string all;
  for (const Quote& quote : document.quotes) {
    if (document.Text(quote.content) == content) return quote;
    all += "\n  " + std::string(document.Text(quote.content));
  }
  ADD_FAILURE() << "no quote: " << content << "; there are:" << all;
  return kNothing;
}

TEST(QuotesTest, SpeakerBehindTheQuotation) {
  const Document document = Read("\"We shall not give up the city,\" President Volodymyr Zelenskyy said on Thursday.");
  const Quote& quote = QuoteOf(document, "We shall not give up the city");
  EXPECT_EQ(quote.kind, QuoteKind::kDirect);
  EXPECT_EQ(quote.speaker_entity_id, "person:volodymyr-zelenskyy");
  EXPECT_EQ(document.Text(quote.cue), "said");
}

TEST(QuotesTest, SpeakerBehindTheVerb) {
  const Document document = Read("\u201cThe road is open,\u201d said Sergey Lavrov, who had come from Moscow.");
  EXPECT_EQ(QuoteOf(document, "The road is open").speaker_entity_id, "person:sergei-lavrov");
}

TEST(QuotesTest, SpeakerBeforeTheQuotation) {
  const Document document = Read("After the talks Dmytro Kuleba said, \"Little was achieved today. We go on.\"");
  EXPECT_EQ(QuoteOf(document, "Little was achieved today. We go on.").speaker_entity_id, "person:dmytro-kuleba");
}

TEST(QuotesTest, OfficesAreTheirHoldersOnTheDay) {
  const Document document = Read("\"The guns must fall silent,\" said the Ukrainian President.");
  EXPECT_EQ(QuoteOf(document, "The guns must fall silent").speaker_entity_id, "person:volodymyr-zelenskyy");
  const Document earlier = Read("\"The guns must fall silent,\" said the Ukrainian President.", "2016-03-03");
  EXPECT_EQ(QuoteOf(earlier, "The guns must fall silent").speaker_entity_id, "person:petro-poroshenko");
}

TEST(QuotesTest, PronounsAreTheLastFittingPerson) {
  const Document document = Read(
      "Angela Merkel met Emmanuel Macron in Paris. \"We agree on most points,\" she said. \"It was time,\" he added.");
  EXPECT_EQ(QuoteOf(document, "We agree on most points").speaker_entity_id, "person:angela-merkel");
  EXPECT_EQ(QuoteOf(document, "It was time").speaker_entity_id, "person:emmanuel-macron");
}

TEST(QuotesTest, WhoIsNamedInsideDoesNotSpeak) {
  const Document document = Read(
      "Volodymyr Zelenskyy spoke to reporters. \"I have to talk to Vladimir Putin,\" he said, adding, \"There is no "
      "other way.\"");
  const Quote& quote = QuoteOf(document, "I have to talk to Vladimir Putin");
  EXPECT_EQ(quote.speaker_entity_id, "person:volodymyr-zelenskyy");
  EXPECT_THAT(quote.about_entity_ids, Contains("person:vladimir-putin"));
  EXPECT_EQ(QuoteOf(document, "There is no other way.").speaker_entity_id, "person:volodymyr-zelenskyy");
}

TEST(QuotesTest, AQuotationNeverClosedEndsBeforeItsAttribution) {
  const Document document = Read(
      "\"Many people lost their homes. The help comes late, said the Ukrainian President.\n\n"
      "\"It comes at last,\" he said.");
  const Quote& quote = QuoteOf(document, "Many people lost their homes. The help comes late");
  EXPECT_TRUE(quote.unclosed);
  EXPECT_EQ(quote.speaker_entity_id, "person:volodymyr-zelenskyy");
  EXPECT_EQ(QuoteOf(document, "It comes at last").speaker_entity_id, "person:volodymyr-zelenskyy");
}

TEST(QuotesTest, AQuotationNeverClosedEndsWithItsParagraph) {
  const Document document = Read("Sergey Lavrov said: \"We wait for an answer.\n\nThe ministry had no comment.");
  EXPECT_TRUE(QuoteOf(document, "We wait for an answer.").unclosed);
}

TEST(QuotesTest, AQuotationOverParagraphsKeepsItsSpeaker) {
  const Document document = Read(
      "\"We saw the first tanks at dawn,\" Dmytro Kuleba said. \"Then came the rest.\n\n\"By noon the bridge was "
      "gone.\"");
  const Quote& second = QuoteOf(document, "Then came the rest.");
  EXPECT_FALSE(second.unclosed);
  EXPECT_EQ(second.speaker_entity_id, "person:dmytro-kuleba");
  EXPECT_EQ(QuoteOf(document, "By noon the bridge was gone.").speaker_entity_id, "person:dmytro-kuleba");
}

TEST(QuotesTest, AQuotationAloneBelongsToWhomTheTextToldOf) {
  const Document document = Read(
      "In a video President Volodymyr Zelenskyy recalled the bombing.\n\n\"They want to erase our history and all of "
      "us.\"");
  EXPECT_EQ(QuoteOf(document, "They want to erase our history and all of us.").speaker_entity_id,
            "person:volodymyr-zelenskyy");
}

TEST(QuotesTest, PartsInMarksMakeAClauseMixed) {
  const Document document =
      Read("Vladimir Putin told Emmanuel Macron that the advance was \"going to plan\" and would go on.");
  const Quote& quote = QuoteOf(document, "the advance was \"going to plan\" and would go on");
  EXPECT_EQ(quote.kind, QuoteKind::kMixed);
  EXPECT_EQ(quote.speaker_entity_id, "person:vladimir-putin");
  EXPECT_EQ(quote.addressee_entity_id, "person:emmanuel-macron");
}

TEST(QuotesTest, ReportedClauses) {
  const Document document = Read(
      "Dmytro Kuleba said on Thursday that he was ready to talk. The port had been closed, AFP reported. "
      "According to NATO, the convoy has stopped.");
  EXPECT_EQ(QuoteOf(document, "he was ready to talk").kind, QuoteKind::kIndirect);
  EXPECT_EQ(QuoteOf(document, "he was ready to talk").speaker_entity_id, "person:dmytro-kuleba");
  EXPECT_EQ(QuoteOf(document, "The port had been closed").speaker_entity_id, "org:afp");
  EXPECT_EQ(QuoteOf(document, "the convoy has stopped").speaker_entity_id, "org:nato");
}

TEST(QuotesTest, ASpokesmanIsNotWhomHeSpeaksFor) {
  const Document document = Read("A spokesman for Alexei Navalny said that he was well.");
  const Quote& quote = QuoteOf(document, "he was well");
  EXPECT_THAT(quote.speaker_entity_id, IsEmpty());
  EXPECT_EQ(quote.speaker_name, "A spokesman for Alexei Navalny");
}

TEST(QuotesTest, TermsInMarksAreNoQuotes) {
  EXPECT_THAT(Read("The so-called \"iron ring\" around the city held.").quotes, IsEmpty());
  EXPECT_THAT(Read("The film \"A Long Way Home\" opened in the United States.").quotes, IsEmpty());
}

}  // namespace
}  // namespace sitrep::tagger
