#include "services/query/query_language/parser.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "common/base/error.h"

namespace sitrep::query {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// A query written out: (and a b), (or a b), (not a), words as keys.
std::string Show(const Query& query) {
  const auto list = [](const std::string& name, const std::vector<Query>& children) {
    std::string text = "(" + name;
    for (const Query& child : children) text += " " + Show(child);
    return text + ")";
  };
  return std::visit(Overloaded{
                        [](const EverythingNode&) { return std::string("everything"); },
                        [&](const AndNode& node) { return list("and", node.children); },
                        [&](const OrNode& node) { return list("or", node.children); },
                        [&](const NotNode& node) { return list("not", node.child); },
                        [](const TermNode& node) { return node.key; },
                        [](const PhraseNode& node) {
                          std::string text = "\"";
                          for (const std::string& key : node.keys) text += (text.size() == 1 ? "" : " ") + key;
                          return text + "\"";
                        },
                        [](const NameNode& node) {
                          return (node.field == NameNode::Field::kEntity ? "entity=" : "place=") + node.name;
                        },
                        [](const PublishedNode& node) {
                          const auto show = [](const auto& end) { return end ? std::to_string(*end) : std::string(); };
                          return "published=" + show(node.from_day) + ".." + show(node.to_day);
                        },
                        [](const MentionedNode& node) {
                          return "mentioned=" + std::to_string(node.first_day) + ".." + std::to_string(node.last_day);
                        },
                        [](const NearNode&) { return std::string("near"); },
                        [](const ArticleNode& node) { return "id=" + node.article_id; },
                    },
                    query.node);
}

std::string Parsed(const std::string& text) {
  const absl::StatusOr<Query> query = ParseQuery(text);
  return query.ok() ? Show(*query) : std::string(query.status().message());
}

TEST(ParserTest, JoinsWordsByAnd) {
  EXPECT_EQ(Parsed("ceasefire talks"), "(and wceasefire wtalk)");
  EXPECT_EQ(Parsed("a AND b c"), "(and wa wb wc)");
  EXPECT_EQ(Parsed("and or not"), "(and wand wor wnot)");
}

TEST(ParserTest, BlankTextIsEverything) {
  EXPECT_EQ(Parsed(""), "everything");
  EXPECT_EQ(Parsed(" \n "), "everything");
}

TEST(ParserTest, OrBindsLooserThanAnd) {
  EXPECT_EQ(Parsed("a b OR c"), "(or (and wa wb) wc)");
  EXPECT_EQ(Parsed("a (b OR c)"), "(and wa (or wb wc))");
}

TEST(ParserTest, NotBindsTightest) {
  EXPECT_EQ(Parsed("a -b c"), "(and wa (not wb) wc)");
  EXPECT_EQ(Parsed("NOT a OR b"), "(or (not wa) wb)");
  EXPECT_EQ(Parsed("-(a b)"), "(not (and wa wb))");
  EXPECT_EQ(Parsed("-\"a b\""), "(not \"wa wb\")");
  EXPECT_EQ(Parsed("a - b"), "(and wa wb)");
}

TEST(ParserTest, PhrasesKeepTheirOrder) {
  EXPECT_EQ(Parsed("\"humanitarian corridor\""), "\"whumanitarian wcorridor\"");
  EXPECT_EQ(Parsed("\"corridor\""), "wcorridor");
  EXPECT_EQ(Parsed("cease-fire"), "\"wcease wfire\"");
}

TEST(ParserTest, ReadsFields) {
  EXPECT_EQ(Parsed("title:Talks"), "htalk");
  EXPECT_EQ(Parsed("headline:\"second round\""), "\"hsecond hround\"");
  EXPECT_EQ(Parsed("source:AFP"), "safp");
  EXPECT_EQ(Parsed("Source:\"Meridian Wire\""), "smeridian wire");
  EXPECT_EQ(Parsed("type:ASSAULT topic:Military"), "(and tassault omilitary)");
  EXPECT_EQ(Parsed("entity:\"Volodymyr Zelensky\" place:Kyiv"), "(and entity=Volodymyr Zelensky place=Kyiv)");
  EXPECT_EQ(Parsed("-source:afp"), "(not safp)");
  EXPECT_EQ(Parsed("id:a:b/c"), "id=a:b/c");
}

TEST(ParserTest, ReadsDates) {
  EXPECT_EQ(Parsed("published:1970-01-02"), "published=1..1");
  EXPECT_EQ(Parsed("published:1970-01"), "published=0..30");
  EXPECT_EQ(Parsed("published:1970"), "published=0..364");
  EXPECT_EQ(Parsed("published:1970-01-02..1970-01"), "published=1..30");
  EXPECT_EQ(Parsed("published:..1970-01-02"), "published=..1");
  EXPECT_EQ(Parsed("published:1970-01-02.."), "published=1..");
  EXPECT_EQ(Parsed("mentioned:1970-01-03..1970-01-04"), "mentioned=2..3");
}

TEST(ParserTest, TakesColonsOfProseForPunctuation) {
  EXPECT_EQ(Parsed("Kyiv: calm"), "(and wkyiv wcalm)");
  EXPECT_THAT(Parsed("10:30"), HasSubstr("w10"));
  EXPECT_THAT(Parsed("https://example.org/a"), Not(HasSubstr("no field")));
}

struct Mistake {
  std::string query;
  std::string position;
  std::string says;
};

class MistakeTest : public ::testing::TestWithParam<Mistake> {};

TEST_P(MistakeTest, IsNamedWithItsPosition) {
  const absl::Status status = ParseQuery(GetParam().query).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  const ErrorDetail detail = ReadErrorDetail(status);
  EXPECT_EQ(detail.reason, "QUERY_SYNTAX") << status;
  EXPECT_EQ(detail.Find("position"), GetParam().position) << status;
  EXPECT_EQ(detail.Find("field"), "query");
  EXPECT_THAT(std::string(status.message()), HasSubstr(GetParam().says));
}

INSTANTIATE_TEST_SUITE_P(
    All, MistakeTest,
    ::testing::Values(Mistake{"talks \"never closed", "6", "not closed"}, Mistake{"(a OR b", "0", "not closed"},
                      Mistake{"a)", "1", "no parenthesis is open"}, Mistake{"a OR", "4", "missing"},
                      Mistake{"AND a", "0", "missing"}, Mistake{"a NOT", "5", "missing"},
                      Mistake{"()", "1", "hold nothing"}, Mistake{"sorce:AFP", "0", "sorce"},
                      Mistake{"a published:2022-02-31", "2", "2022-02-31"}, Mistake{"published:..", "0", "no end"},
                      Mistake{"published:2022-13", "0", "2022-13"}, Mistake{"published:2022..2021", "0", "ends before"},
                      Mistake{"title:\"!\"", "0", "no word"}, Mistake{"\"...\"", "0", "no word"},
                      Mistake{"?!", "0", "no word"}, Mistake{std::string(40, '(') + "a", "32", "deep"}));

TEST(ParserTest, BoundsTheSize) {
  EXPECT_EQ(ReadErrorDetail(ParseQuery(std::string(5000, 'a')).status()).reason, "QUERY_SYNTAX");
  std::string many;
  for (int i = 0; i < 300; ++i) many += "a ";
  EXPECT_EQ(ReadErrorDetail(ParseQuery(many).status()).reason, "QUERY_SYNTAX");
  EXPECT_FALSE(ParseQuery("bad \xff byte").ok());
}

TEST(AstTest, ScoresEachWordOnceAndNoExcludedOne) {
  EXPECT_THAT(ScoredKeys(*ParseQuery("b \"a b\" OR (title:c -d) source:e")), ElementsAre("wb", "wa", "hc"));
  EXPECT_THAT(ScoredKeys(*ParseQuery("-a")), IsEmpty());
}

}  // namespace
}  // namespace sitrep::query
