#include "services/query/query_language/document_terms.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "services/query/query_language/parser.h"

namespace sitrep::query {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<uint32_t> Phrase(const std::vector<std::vector<uint32_t>>& words) {
  return PhrasePositions(std::vector<absl::Span<const uint32_t>>(words.begin(), words.end()));
}

TEST(PhraseTest, FindsWordsInARow) {
  EXPECT_THAT(Phrase({{1, 5, 9}, {2, 7, 10}}), ElementsAre(1, 9));
  EXPECT_THAT(Phrase({{1, 2, 3}, {2, 3, 4}, {3, 4, 5}}), ElementsAre(1, 2, 3));
  EXPECT_THAT(Phrase({{5}, {4}}), IsEmpty());
  EXPECT_THAT(Phrase({{5}, {}}), IsEmpty());
}

DocumentTerms Document() {
  DocumentTerms document;
  document.article_id = "a1";
  const auto add = [&](const std::string& key, const std::vector<uint32_t>& positions) {
    TermOccurrences& term = document.terms[key];
    term.weight = 1;
    term.positions.assign(positions.begin(), positions.end());
  };
  add("wceasefire", {0});
  add("wtalk", {1, 7});
  add("safp", {});
  document.range_keys = MentionedKeys(19'050, 19'052);
  document.range_keys.push_back(PointKey({50.45, 30.52}));
  document.publication_unix_s = 86'400;
  document.publication_day = 1;
  return document;
}

TEST(MatchesTest, UnderstandsEveryCondition) {
  const DocumentTerms document = Document();
  const auto matches = [&](const std::string& text) { return Matches(*ParseQuery(text), document); };
  EXPECT_TRUE(matches(""));
  EXPECT_TRUE(matches("ceasefire talks"));
  EXPECT_TRUE(matches("\"ceasefire talks\""));
  EXPECT_FALSE(matches("\"talks ceasefire\""));
  EXPECT_FALSE(matches("ceasefire -talks"));
  EXPECT_TRUE(matches("source:AFP OR nothing"));
  EXPECT_TRUE(matches("published:1970-01-02"));
  EXPECT_FALSE(matches("published:1970-01-03.."));
  EXPECT_TRUE(matches("mentioned:2022-02-27..2022-02-28"));
  EXPECT_FALSE(matches("mentioned:2022-03-02"));
  EXPECT_TRUE(matches("id:a1"));
  EXPECT_FALSE(matches("entity:Unresolved"));
  EXPECT_TRUE(Matches({NearNode{50, 30, 80}}, document));
  EXPECT_FALSE(Matches({NearNode{50, 30, 20}}, document));
}

TEST(MatchesTest, UndatedArticlesMatchNoDate) {
  DocumentTerms document = Document();
  document.publication_unix_s.reset();
  document.publication_day.reset();
  EXPECT_FALSE(Matches(*ParseQuery("published:..2100"), document));
}

}  // namespace
}  // namespace sitrep::query
