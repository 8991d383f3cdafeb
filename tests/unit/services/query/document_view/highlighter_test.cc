#include "services/query/document_view/highlighter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "common/text/unicode.h"
#include "services/query/query_language/parser.h"
#include "sitrep/type/v1/article.pb.h"

namespace sitrep::query {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<v1::Passage> Passages(const stored::v1::DocumentText& text, const std::string& query, size_t limit = 3) {
  return BestPassages(text, TermsToHighlight(*ParseQuery(query), {}), limit);
}

stored::v1::DocumentText Text(std::string words) {
  stored::v1::DocumentText text;
  text.set_text(std::move(words));
  return text;
}

std::vector<std::string> Matched(const stored::v1::DocumentText& text, const v1::Passage& passage) {
  std::vector<std::string> words;
  for (const type::v1::Span& match : passage.matches()) {
    words.push_back(text.text().substr(match.begin_byte(), match.end_byte() - match.begin_byte()));
  }
  return words;
}

TEST(HighlighterTest, PrefersThePassageWithMoreOfTheWords) {
  const auto text = Text("The talks failed.\nLater a corridor was the subject of new talks.");
  const std::vector<v1::Passage> passages = Passages(text, "corridor talks");
  ASSERT_EQ(passages.size(), 2u);
  EXPECT_EQ(passages[0].text(), "Later a corridor was the subject of new talks");
  EXPECT_THAT(Matched(text, passages[0]), ElementsAre("corridor", "talks"));
  EXPECT_EQ(passages[1].text(), "The talks failed");
}

TEST(HighlighterTest, MarksWordsOfAPhraseOnlyWhereItStands) {
  const auto text = Text("A peace of mind, then a peace deal, then a deal.");
  const std::vector<v1::Passage> passages = Passages(text, "\"peace deal\"");
  ASSERT_EQ(passages.size(), 1u);
  EXPECT_THAT(Matched(text, passages[0]), ElementsAre("peace", "deal"));
}

TEST(HighlighterTest, LeavesExcludedWordsAndNoticesAlone) {
  auto text = Text("We use cookies. The baker sold cookies.");
  stored::v1::StoredSegment& notice = *text.add_segments();
  notice.set_type(type::v1::Segment::NOTICE);
  notice.set_begin_byte(0);
  notice.set_end_byte(15);
  const std::vector<v1::Passage> passages = Passages(text, "cookies -baker");
  ASSERT_EQ(passages.size(), 1u);
  EXPECT_EQ(passages[0].matches_size(), 1);
  EXPECT_GT(passages[0].matches(0).begin_byte(), 15u);
  EXPECT_THAT(Passages(text, "-baker"), IsEmpty());
  EXPECT_THAT(Passages(text, "source:x"), IsEmpty());
}

TEST(HighlighterTest, SpansLieOnCharactersAndDoNotOverlap) {
  std::string words;
  for (int i = 0; i < 300; ++i) words += i % 7 == 0 ? "Київ — \"Zürich\" " : "слово ";
  const auto text = Text(words);
  const std::vector<v1::Passage> passages = Passages(text, "київ zurich", 5);
  ASSERT_EQ(passages.size(), 5u);
  for (size_t i = 0; i < passages.size(); ++i) {
    EXPECT_FALSE(text::FindUtf8Fault(passages[i].text()));
    EXPECT_EQ(passages[i].text(), words.substr(passages[i].span().begin_byte(),
                                               passages[i].span().end_byte() - passages[i].span().begin_byte()));
    for (size_t j = 0; j < i; ++j) {
      EXPECT_TRUE(passages[i].span().end_byte() <= passages[j].span().begin_byte() ||
                  passages[j].span().end_byte() <= passages[i].span().begin_byte());
    }
  }
}

TEST(HighlighterTest, KeepsToTheLimitAndSurvivesAnEmptyText) {
  EXPECT_THAT(Passages(Text(""), "a"), IsEmpty());
  EXPECT_THAT(Passages(Text("a"), "a", 0), IsEmpty());
  EXPECT_EQ(Passages(Text("a"), "a").size(), 1u);
}

}  // namespace
}  // namespace sitrep::query
