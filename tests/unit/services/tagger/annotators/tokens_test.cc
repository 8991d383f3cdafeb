#include "services/tagger/annotators/tokens.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "services/tagger/document/document.h"

namespace sitrep::tagger {
namespace {

using ::testing::ElementsAre;

Document Tokenise(std::string_view text, text::SegmentKind kind = text::SegmentKind::kBody) {
  Document document = MakeDocument(text, {}, {{kind, 0, static_cast<uint32_t>(text.size())}});
  EXPECT_TRUE(TokensAnnotator().Annotate(document).ok());
  return document;
}

std::vector<std::string> Words(std::string_view text) {
  const Document document = Tokenise(text);
  std::vector<std::string> words;
  for (const Token& token : document.tokens) words.emplace_back(document.Text(token));
  return words;
}

TEST(TokensTest, SplitsMarksFromWords) {
  EXPECT_THAT(Words("Both sides met, (briefly)."), ElementsAre("Both", "sides", "met", ",", "(", "briefly", ")", "."));
}

TEST(TokensTest, SplitsClitics) {
  EXPECT_THAT(Words("Norway's crew don't think they'll win"),
              ElementsAre("Norway", "'s", "crew", "do", "n't", "think", "they", "'ll", "win"));
  EXPECT_THAT(Words("It\u2019s what O\u2019Brien can\u2019t say"),
              ElementsAre("It", "\u2019s", "what", "O\u2019Brien", "ca", "n\u2019t", "say"));
  EXPECT_THAT(Words("who'd've thought"), ElementsAre("who", "'d", "'ve", "thought"));
  EXPECT_THAT(Words("the workers' vote"), ElementsAre("the", "workers", "'", "vote"));
}

TEST(TokensTest, DividesContractionsWithoutAnApostrophe) {
  EXPECT_THAT(Words("I cannot, dont and gonna"), ElementsAre("I", "can", "not", ",", "do", "nt", "and", "gon", "na"));
  EXPECT_THAT(Words("its a test of its name"), ElementsAre("it", "s", "a", "test", "of", "its", "name"));
}

TEST(TokensTest, MarksWhatContinuesASurfaceToken) {
  const Document document = Tokenise("Don't ask the workers' 'boss' if Kyiv's cannot");
  std::vector<std::string> continuing;
  for (const Token& token : document.tokens) {
    if (token.continues) continuing.emplace_back(document.Text(token));
  }
  EXPECT_THAT(continuing, ElementsAre("n't", "'", "'s", "not"));
}

TEST(TokensTest, SplitsAtHyphensExceptBehindPrefixesAndInCodes) {
  EXPECT_THAT(Words("a well-known 19-year-old"), ElementsAre("a", "well", "-", "known", "19", "-", "year", "-", "old"));
  EXPECT_THAT(Words("anti-aircraft, pro-Russian, ex-vice-president"),
              ElementsAre("anti-aircraft", ",", "pro-Russian", ",", "ex-vice", "-", "president"));
  EXPECT_THAT(Words("U.S.-China trade"), ElementsAre("U.S.", "-", "China", "trade"));
  EXPECT_THAT(Words("an F-16 and SS-N-22"), ElementsAre("an", "F", "-", "16", "and", "SS-N-22"));
}

TEST(TokensTest, KeepsNumbersWhole) {
  EXPECT_THAT(Words("2,700 men, 1.5 km, 10:30, 9/11, 2022-03-03, 10th"),
              ElementsAre("2,700", "men", ",", "1.5", "km", ",", "10:30", ",", "9/11", ",", "2022-03-03", ",", "10th"));
  EXPECT_THAT(Words("won 3-0 for $2.7m or 20%"),
              ElementsAre("won", "3", "-", "0", "for", "$", "2.7", "m", "or", "20", "%"));
  EXPECT_THAT(Words("at 10am and 9 p.m. on"), ElementsAre("at", "10", "am", "and", "9", "p.m.", "on"));
  EXPECT_THAT(Words("10km, 5G, 1980s, 303-832-8160 and #5"),
              ElementsAre("10", "km", ",", "5G", ",", "1980s", ",", "303-832-8160", "and", "#", "5"));
}

TEST(TokensTest, KeepsFullStopsOfAbbreviationsAndInitials) {
  EXPECT_THAT(Words("Gen. A. Roe of the U.S. met Mr. J.K. Doe"),
              ElementsAre("Gen.", "A.", "Roe", "of", "the", "U.S.", "met", "Mr.", "J.K.", "Doe"));
  EXPECT_THAT(Words("No. 5 said no. Then"), ElementsAre("No.", "5", "said", "no", ".", "Then"));
  EXPECT_THAT(Words("went to mass. They"), ElementsAre("went", "to", "mass", ".", "They"));
  EXPECT_THAT(Words("eggs, etc., till 5 p.m. The end, etc."),
              ElementsAre("eggs", ",", "etc.", ",", "till", "5", "p.m", ".", "The", "end", ",", "etc", "."));
}

TEST(TokensTest, SplitsAtFullStopWithoutSpace) {
  EXPECT_THAT(Words("their land.The army"), ElementsAre("their", "land", ".", "The", "army"));
}

TEST(TokensTest, KeepsLinksAddressesAndTags) {
  const Document document =
      Tokenise("See https://example.org/a?b=1, mail a.b@example.org. @some_one #peace pic.example.com/x");
  std::vector<std::string> links;
  for (const Token& token : document.tokens) {
    if (token.kind == Token::kLink) links.emplace_back(document.Text(token));
  }
  EXPECT_THAT(links,
              ElementsAre("https://example.org/a?b=1", "a.b@example.org", "@some_one", "#peace", "pic.example.com/x"));
  EXPECT_THAT(Words("Amazon.com sent plan_2.doc. So"), ElementsAre("Amazon.com", "sent", "plan_2.doc", ".", "So"));
}

TEST(TokensTest, UnderstandsQuotesDashesAndEmoji) {
  EXPECT_THAT(Words("\u201CYes,\u201D he said \u2014 \u20AC5 \U0001F1FA\U0001F1E6\u26A1\uFE0F"),
              ElementsAre("\u201C", "Yes", ",", "\u201D", "he", "said", "\u2014", "\u20AC", "5", "\U0001F1FA\U0001F1E6",
                          "\u26A1\uFE0F"));
  EXPECT_THAT(Words("wait... what?! << --> :-) >>"),
              ElementsAre("wait", "...", "what", "?!", "<<", "-->", ":-)", ">>"));
}

TEST(TokensTest, ReadsOtherScripts) {
  EXPECT_THAT(Words("S\u00E3o Tom\u00E9 \u041A\u0438\u0457\u0432, \u6771\u4EAC"),
              ElementsAre("S\u00E3o", "Tom\u00E9", "\u041A\u0438\u0457\u0432", ",", "\u6771", "\u4EAC"));
}

TEST(TokensTest, SetsCaseKindAndSpace) {
  const Document document = Tokenise("UN talks, 3 \u00C9lys\u00E9e");
  ASSERT_EQ(document.tokens.size(), 5u);
  EXPECT_TRUE(document.tokens[0].all_capitals);
  EXPECT_FALSE(document.tokens[1].capitalised);
  EXPECT_EQ(document.tokens[2].kind, Token::kPunctuation);
  EXPECT_FALSE(document.tokens[2].space_before);
  EXPECT_EQ(document.tokens[3].kind, Token::kNumber);
  EXPECT_TRUE(document.tokens[4].capitalised);
  EXPECT_FALSE(document.tokens[4].all_capitals);
}

TEST(TokensTest, LeavesNoticesAlone) {
  EXPECT_TRUE(Tokenise("We use cookies.", text::SegmentKind::kNotice).tokens.empty());
  EXPECT_FALSE(Tokenise("Talks begin", text::SegmentKind::kHeadline).tokens.empty());
}

TEST(TokensTest, StaysInsideTextAndMovesOnWhateverItHolds) {
  const std::string alphabet = "aA.'-@#&:/1 \n\"\xE2\x80\x99\xF0\x9F\x87\xBA\xC3\xFF";
  uint32_t state = 20220303;  // Linear congruential, so that a failure repeats.
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    for (int i = 0; i < 40; ++i) {
      state = state * 1664525u + 1013904223u;
      text += alphabet[(state >> 16) % alphabet.size()];
    }
    const Document document = Tokenise(text);
    uint32_t end = 0;
    for (const Token& token : document.tokens) {
      ASSERT_GE(token.begin, end) << text;
      ASSERT_GT(token.end, token.begin) << text;
      ASSERT_LE(token.end, text.size()) << text;
      end = token.end;
    }
  }
}

}  // namespace
}  // namespace sitrep::tagger
