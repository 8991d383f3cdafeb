#include "tests/eval/tasks/conllu_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/eval/reading/text_reader.h"

namespace sitrep::eval {
namespace {

using ::testing::ElementsAre;

ConlluSentence Sentence(const std::string& text, const std::vector<std::string>& words) {
  ConlluSentence sentence{.text = text};
  for (const std::string& word : words) {
    const auto at = static_cast<uint32_t>(sentence.words.size());
    sentence.words.push_back({.form = word});
    sentence.tokens.push_back({word, at, at + 1});
  }
  return sentence;
}

TEST(MakeRawTextTest, SentencesAreJoinedAndParagraphsKeptApart) {
  ConlluDocument document{.sentences = {Sentence("Rain fell.", {"Rain", "fell", "."}), Sentence("So?", {"So", "?"}),
                                        Sentence("Yes.", {"Yes", "."})}};
  document.sentences[2].begins_paragraph = true;
  const RawText raw = MakeRawText(document);
  EXPECT_EQ(raw.text, "Rain fell. So?\n\nYes.");
  EXPECT_THAT(raw.sentences, ElementsAre(Span{0, 9}, Span{9, 12}, Span{12, 16}));
  EXPECT_EQ(raw.words[3].begin, 9u);
  EXPECT_EQ(raw.words[3].form, "so");
}

TEST(MakeRawTextTest, WordsOfATokenShareItsSpan) {
  ConlluSentence sentence{.text = "can't"};
  sentence.words = {{.form = "ca"}, {.form = "n't"}};
  sentence.tokens = {{"can't", 0, 2}};
  const RawText raw = MakeRawText({.sentences = {sentence}});
  ASSERT_EQ(raw.words.size(), 2u);
  EXPECT_TRUE(raw.words[1].multiword);
  EXPECT_EQ(raw.words[1].begin, 0u);
  EXPECT_EQ(raw.words[1].end, 5u);
}

TEST(ReadBackTest, LeavesWhiteSpaceOut) {
  tagger::Document document = tagger::MakeDocument("A dam.", {});
  document.tokens = {{.begin = 0, .end = 1}, {.begin = 2, .end = 5}, {.begin = 5, .end = 6}};
  document.sentences = {{.span = {0, 6}}};
  const RawText raw = ReadBack(document);
  EXPECT_EQ(raw.words[1].begin, 1u);
  EXPECT_EQ(raw.words[1].form, "dam");
  EXPECT_THAT(raw.sentences, ElementsAre(Span{0, 5}));
}

TEST(UnwrapTest, LinesJoinAndParagraphsStay) {
  const UnwrappedText unwrapped = Unwrap("The old\nmill  fell.\n\t It rained.\n");
  EXPECT_EQ(unwrapped.text, "The old mill fell.\n\nIt rained.");
  EXPECT_EQ(unwrapped.text.substr(unwrapped.new_byte[4], 8), "old mill");
  EXPECT_EQ(unwrapped.new_byte.back(), unwrapped.text.size());
}

TEST(BodyParagraphsTest, BlankLinesDivide) {
  const std::string text = "One.\nStill one.\n\n Two. \n";
  const auto segments = BodyParagraphs(text);
  ASSERT_EQ(segments.size(), 2u);
  EXPECT_EQ(text.substr(segments[1].begin_byte, segments[1].end_byte - segments[1].begin_byte), "Two.");
}

}  // namespace
}  // namespace sitrep::eval
