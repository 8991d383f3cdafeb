#include "services/tagger/annotators/amounts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "services/tagger/annotators/number_words.h"
#include "services/tagger/annotators/times.h"
#include "tests/unit/services/tagger/annotators/sentence_reading.h"

namespace sitrep::tagger {
namespace {

using ::testing::IsEmpty;

Document Read(std::string_view text) {
  Document document = MakeDocument(text, text::ParseIsoDate("2022-03-04").value(),
                                   {{text::SegmentKind::kBody, 0, static_cast<uint32_t>(text.size())}});
  DivideIntoSentences(document);
  EXPECT_TRUE(TimesAnnotator().Annotate(document).ok());
  EXPECT_TRUE(AmountsAnnotator().Annotate(document).ok());
  return document;
}

// "type value unit" of the only amount.
std::string Only(std::string_view text) {
  const Document document = Read(text);
  if (document.amounts.size() != 1) return std::to_string(document.amounts.size()) + " amounts";
  const Amount& amount = document.amounts.front();
  return amount.type + " " + std::to_string(static_cast<int64_t>(amount.value)) + " " + amount.unit;
}

// "kind low-high" of the n-th amount.
std::string Casualties(std::string_view text, size_t n = 0) {
  const Document document = Read(text);
  if (document.amounts.size() <= n) return "none";
  const Count& count = document.amounts[n].casualties;
  return count.kind + " " + std::to_string(count.low) + "-" + std::to_string(count.high);
}

TEST(NumberWordsTest, ReadsDigits) {
  EXPECT_EQ(ReadDigits("2,700"), 2700);
  EXPECT_EQ(ReadDigits("1.5"), 1.5);
  EXPECT_EQ(ReadDigits("1,000,000"), 1e6);
  EXPECT_EQ(ReadDigits("1,00"), std::nullopt);
  EXPECT_EQ(ReadDigits("12th"), std::nullopt);
  EXPECT_EQ(ReadDigits(""), std::nullopt);
}

TEST(NumberWordsTest, AddsUpWords) {
  NumberComposer composer;
  for (const std::string_view word : {"two", "hundred", "five", "thousand"}) {
    EXPECT_TRUE(composer.Add(FindNumberWord(word))) << word;
  }
  EXPECT_FALSE(composer.Add(FindNumberWord("million")));
  EXPECT_EQ(composer.value(), 205'000);
}

TEST(AmountsTest, Measures) {
  EXPECT_EQ(Only("It cost $1.5 billion."), "MONEY 1500000000 USD");
  EXPECT_EQ(Only("It cost 20 million euros."), "MONEY 20000000 EUR");
  EXPECT_EQ(Only("Prices rose by 12 percent."), "PERCENT 12 percent");
  EXPECT_EQ(Only("Prices rose by 12 per cent."), "PERCENT 12 percent");
  EXPECT_EQ(Only("The column is 40 miles long."), "DISTANCE 40 mile");
  EXPECT_EQ(Only("Fire burnt 300 square kilometres."), "AREA 300 km2");
  EXPECT_EQ(Only("They brought 90 tonnes of flour."), "WEIGHT 90 t");
}

TEST(AmountsTest, CountedThings) {
  EXPECT_EQ(Only("They sent another 2,700 anti-aircraft missiles."), "COUNT 2700 missiles");
  EXPECT_EQ(Only("It lies between two hundred and five villages away."), "COUNT 205 villages");
}

TEST(AmountsTest, CasualtiesHaveKindAndRange) {
  EXPECT_EQ(Casualties("At least 12 people were killed."), "dead 12-0");
  EXPECT_EQ(Casualties("The officials counted 2,000 civilians dead."), "dead 2000-2000");
  EXPECT_EQ(Casualties("The blast left dozens injured."), "injured 24-0");
  EXPECT_EQ(Casualties("A rocket killed three people."), "dead 3-3");
  EXPECT_EQ(Casualties("As many as 30 soldiers were captured."), "captured 0-30");
  EXPECT_EQ(Casualties("Police detained 40 to 50 protesters."), "arrested 40-50");
  EXPECT_EQ(Casualties("The camp houses more than one million refugees."), "displaced 1000000-0");
  EXPECT_EQ(Casualties("The death toll rose to 45."), "dead 45-45");
}

TEST(AmountsTest, EveryNumberHasItsOwnKind) {
  constexpr std::string_view kText = "The strike killed 12 people and wounded 40.";
  EXPECT_EQ(Casualties(kText, 0), "dead 12-12");
  EXPECT_EQ(Casualties(kText, 1), "injured 40-40");
  constexpr std::string_view kPassive = "Seven were killed and at least 20 injured.";
  EXPECT_EQ(Casualties(kPassive, 0), "dead 7-7");
  EXPECT_EQ(Casualties(kPassive, 1), "injured 20-0");
}

TEST(AmountsTest, SpansHoldTheWords) {
  const Document document = Read("Officials say at least 12 people were killed there.");
  ASSERT_EQ(document.amounts.size(), 1u);
  EXPECT_EQ(document.Text(document.amounts[0].casualties.span), "at least 12 people were killed");
}

TEST(AmountsTest, LettersBehindMoneyAreScales) {
  EXPECT_EQ(Only("They lost $2.5m in a week."), "MONEY 2500000 USD");
  EXPECT_EQ(Only("It is worth \u20AC3bn today."), "MONEY 3000000000 EUR");
  EXPECT_EQ(Only("They marched 10km on."), "DISTANCE 10 km");
}

TEST(AmountsTest, PartsOfCompoundsAreNoAmounts) {
  EXPECT_EQ(Only("They saw F-16 jets and COVID-19 patients in one-on-one meetings."), "0 amounts");
}

TEST(AmountsTest, DatesAgesAndOrdinalsAreNoAmounts) {
  EXPECT_THAT(Read("On March 10, 2022 the second round began.").amounts, IsEmpty());
  EXPECT_THAT(Read("Jane Roe, 34, was killed by a 12-year-old.").amounts, IsEmpty());
}

}  // namespace
}  // namespace sitrep::tagger
