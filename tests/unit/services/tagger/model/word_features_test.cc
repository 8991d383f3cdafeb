#include "services/tagger/model/word_features.h"

#include <gtest/gtest.h>

namespace sitrep::tagger {
namespace {

WordFeatures Read(std::string_view form) {
  WordFeatures features;
  ReadFeatures("overwritten", features);
  ReadFeatures(form, features);
  return features;
}

TEST(WordFeaturesTest, PlainMarksLowerCaseZeroDigits) {
  const WordFeatures features = Read("O’Neill–2014");
  EXPECT_EQ(features.lower, "o'neill-2014");
  EXPECT_EQ(features.zero_lower, "o'neill-0000");
  EXPECT_EQ(features.zero_cased, "O'Neill-0000");
  EXPECT_EQ(features.shape, "X'Xxxx-000");
  EXPECT_EQ(features.prefix3(), "o'n");
  EXPECT_EQ(features.suffix3(), "000");
  EXPECT_EQ(features.suffix2(), "00");
}

TEST(WordFeaturesTest, CodePoints) {
  const WordFeatures features = Read("Éπ٣語");
  EXPECT_EQ(features.lower, "éπ٣語");
  EXPECT_EQ(features.zero_lower, "éπ0語");
  EXPECT_EQ(features.shape, "Xx0x");
  EXPECT_EQ(features.prefix3(), "éπ0");
  EXPECT_EQ(features.suffix3(), "π0語");
  EXPECT_EQ(Read("«„‹′″−»").lower, "\"\"''\"-\"");
}

TEST(WordFeaturesTest, ShortWordsAndRuns) {
  EXPECT_EQ(Read("a").prefix3(), "a");
  EXPECT_EQ(Read("a").suffix2(), "a");
  EXPECT_EQ(Read("").suffix3(), "");
  EXPECT_EQ(Read(".....").shape, "...");
  EXPECT_EQ(Read("USSR").shape, std::string(3, 'X'));
  EXPECT_EQ(Read("\xFFz").lower, "\uFFFDz");
}

}  // namespace
}  // namespace sitrep::tagger
