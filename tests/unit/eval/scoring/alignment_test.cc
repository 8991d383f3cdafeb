#include "tests/eval/scoring/alignment.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sitrep::eval {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

// The words of a text without white space, one after the other.
std::vector<AlignedWord> Words(const std::vector<std::string>& forms) {
  std::vector<AlignedWord> words;
  size_t at = 0;
  for (const std::string& form : forms) {
    words.push_back({at, at + form.size(), false, form});
    at += form.size();
  }
  return words;
}

TEST(AlignWordsTest, EqualWordsPairUp) {
  const auto words = Words({"the", "mill", "burned"});
  EXPECT_THAT(AlignWords(words, words), ElementsAre(Pair(0, 0), Pair(1, 1), Pair(2, 2)));
}

TEST(AlignWordsTest, WordsCutOtherwiseDoNot) {
  EXPECT_THAT(AlignWords(Words({"anti", "-", "tank", "mines"}), Words({"anti-tank", "mines"})),
              ElementsAre(Pair(3, 1)));
  EXPECT_THAT(AlignWords(Words({"U.S.", "mines"}), Words({"U.S", ".", "mines"})), ElementsAre(Pair(1, 2)));
}

TEST(AlignWordsTest, AMultiwordTokenAlignsByForm) {
  // "don't go": gold has one token of two words, found are three tokens.
  const std::vector<AlignedWord> gold = {{0, 5, true, "do"}, {0, 5, true, "n't"}, {5, 7, false, "go"}};
  EXPECT_THAT(AlignWords(gold, Words({"do", "n't", "go"})), ElementsAre(Pair(0, 0), Pair(1, 1), Pair(2, 2)));
  EXPECT_THAT(AlignWords(gold, Words({"don", "'t", "go"})), ElementsAre(Pair(2, 2)));
  EXPECT_THAT(AlignWords(gold, Words({"don't", "go"})), ElementsAre(Pair(2, 1)));
}

TEST(AlignWordsTest, WordsAcrossTheEndOfAMultiwordTokenStayOut) {
  const std::vector<AlignedWord> gold = {{0, 5, true, "do"}, {0, 5, true, "n't"}, {5, 7, false, "go"}};
  EXPECT_THAT(AlignWords(gold, Words({"do", "n'tgo"})), ElementsAre(Pair(0, 0)));
}

TEST(AlignWordsTest, NothingAlignsWithNothing) {
  EXPECT_THAT(AlignWords({}, Words({"a"})), IsEmpty());
  EXPECT_THAT(AlignWords(Words({"a"}), {}), IsEmpty());
}

}  // namespace
}  // namespace sitrep::eval
