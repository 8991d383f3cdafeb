#include "common/text/words.h"

#include <unicode/brkiter.h>
#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/utext.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "common/text/unicode.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/common/text/random_text.h"

namespace sitrep::text {
namespace {

using ::testing::ElementsAre;
using Span = std::pair<uint32_t, uint32_t>;

std::vector<std::string> TermsOf(std::string_view text) {
  std::vector<std::string> terms;
  ForEachWord(text, [&](const Word& word) { terms.emplace_back(word.term); });
  return terms;
}
std::vector<std::string> FoldsOf(std::string_view text) {
  std::vector<std::string> folds;
  ForEachWord(text, [&](const Word& word) { folds.emplace_back(word.fold); });
  return folds;
}
std::vector<Span> SpansOf(std::string_view text) {
  std::vector<Span> spans;
  ForEachWord(text, [&](const Word& word) { spans.emplace_back(word.begin_byte, word.end_byte); });
  return spans;
}

// The definition itself: ICU over the whole text.
std::vector<Span> SpansByIcu(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<icu::BreakIterator> breaks(
      icu::BreakIterator::createWordInstance(icu::Locale::getRoot(), status));
  UText utf8 = UTEXT_INITIALIZER;
  utext_openUTF8(&utf8, text.data(), static_cast<int64_t>(text.size()), &status);
  breaks->setText(&utf8, status);
  std::vector<Span> spans;
  int32_t from = breaks->first();
  for (int32_t to = breaks->next(); to != icu::BreakIterator::DONE; from = to, to = breaks->next()) {
    bool has_content = false;
    for (size_t i = static_cast<size_t>(from); i < static_cast<size_t>(to);) {
      const CodePoint c = DecodeCodePoint(text, i);
      has_content |= u_isalnum(static_cast<UChar32>(c.value)) != 0;
      i += c.length;
    }
    if (breaks->getRuleStatus() != UBRK_WORD_NONE && has_content) spans.emplace_back(from, to);
  }
  utext_close(&utf8);
  return spans;
}

TEST(ForEachWord, SplitsAndFolds) {
  EXPECT_THAT(FoldsOf("Kyiv's mayor, Vitali Klitschko, said: \"We don't sleep.\""),
              ElementsAre("kyiv", "mayor", "vitali", "klitschko", "said", "we", "don't", "sleep"));
  EXPECT_THAT(FoldsOf("At 10,000 ft. in the U.S. (3.5 km)"),
              ElementsAre("at", "10,000", "ft", "in", "the", "u.s", "3.5", "km"));
  EXPECT_THAT(FoldsOf("anti-tank note:this ___ -- "), ElementsAre("anti", "tank", "note", "this"));
  EXPECT_THAT(FoldsOf(""), ElementsAre());
}

TEST(ForEachWord, StripsPossessivesStraightAndCurly) {
  EXPECT_THAT(FoldsOf("Zelenskyy’s Ukraine's Russians'"), ElementsAre("zelenskyy", "ukraine", "russians"));
}

TEST(ForEachWord, KeepsHandlesWholeAndFoldsThemBare) {
  EXPECT_THAT(FoldsOf("@Desk_News wrote to info@example.org @"),
              ElementsAre("desk_news", "wrote", "to", "info@example.org"));
}

TEST(ForEachWord, GivesSpansAsWrittenAndPositions) {
  const std::string text = "  Ärzte’s “Tanks” ";
  std::vector<Word> words;
  ForEachWord(text, [&](const Word& word) {
    words.push_back({word.begin_byte, word.end_byte, word.position, {}, {}});
  });
  ASSERT_EQ(words.size(), 2u);
  EXPECT_EQ(text.substr(words[0].begin_byte, words[0].end_byte - words[0].begin_byte), "Ärzte’s");
  EXPECT_EQ(text.substr(words[1].begin_byte, words[1].end_byte - words[1].begin_byte), "Tanks");
  EXPECT_EQ(words[1].position, 1u);
}

TEST(ForEachWord, JoinsPluralsInTerms) {
  EXPECT_THAT(TermsOf("talks cities corridors forces news this bus crisis heroes"),
              ElementsAre("talk", "city", "corridor", "force", "news", "this", "bus", "crisi", "heroes"));
  EXPECT_EQ(TermOf("ceasefires"), "ceasefire");
  EXPECT_EQ(TermOf("armies"), "army");
  EXPECT_EQ(TermOf("gas"), "gas");
  EXPECT_EQ(TermOf("glass"), "glass");
  EXPECT_EQ(TermOf("1990s"), "1990s");
}

TEST(ForEachWord, SplitsScriptsWithoutBlanks) {
  EXPECT_GT(SpansOf("乌克兰和俄罗斯举行会谈").size(), 3u);
  EXPECT_EQ(SpansOf("乌克兰和俄罗斯举行会谈"), SpansByIcu("乌克兰和俄罗斯举行会谈"));
}

TEST(ForEachWord, AgreesWithIcu) {
  std::mt19937_64 random(TestSeed());
  for (int round = 0; round < 5000; ++round) {
    const std::string text = RandomText(random, 1 + round % 40);
    ASSERT_EQ(SpansOf(text), SpansByIcu(text)) << "round " << round << ": " << text;
  }
}

TEST(ForEachWord, AgreesWithIcuOnEveryPairAroundALetter) {
  std::vector<std::string> pieces;
  for (char c = 1; c < 127; ++c) pieces.emplace_back(1, c);
  for (const char* piece : {"é", "’", "“", "·", "\u00AD", "\u0301", "ב", "カ", "字", "👉", "\u200D"})
    pieces.emplace_back(piece);
  for (const std::string& first : pieces) {
    for (const std::string& second : pieces) {
      for (const std::string& text :
           {"a" + first + second + "b", "1" + first + second + "2", "a" + first + "1" + second}) {
        ASSERT_EQ(SpansOf(text), SpansByIcu(text)) << text;
      }
    }
  }
}

}  // namespace
}  // namespace sitrep::text
