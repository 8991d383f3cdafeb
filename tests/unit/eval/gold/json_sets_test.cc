#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/eval/gold/attributions.h"
#include "tests/eval/gold/classified_articles.h"
#include "tests/eval/gold/coded_events.h"
#include "tests/eval/gold/entities.h"
#include "tests/eval/gold/judged_queries.h"
#include "tests/eval/gold/toned_sentences.h"
#include "tests/eval/gold/toponyms.h"
#include "tests/unit/eval/gold/written_file.h"

namespace sitrep::eval {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(ReadEntitiesTest, OffsetsAreCodePoints) {
  const WrittenFile file("mini.jsonl",
                         R"({"id":"1","text":"Zoë met Omar.","entities":[{"start":8,"end":12,"type":"PERSON"}]})");
  const auto documents = ReadEntities(file.path());
  ASSERT_TRUE(documents.ok()) << documents.status();
  EXPECT_EQ((*documents)[0].entities[0].span, (Span{9, 13}));
}

TEST(ReadEntitiesTest, ErrorsNameFileAndLine) {
  const WrittenFile file("broken.jsonl",
                         "\n{\"text\":\"Zoë\",\"entities\":[{\"start\":0,\"end\":4,\"type\":\"X\"}]}\n");
  EXPECT_THAT(std::string(ReadEntities(file.path()).status().message()),
              HasSubstr("broken.jsonl:2: span [0, 4) is not within the 3 characters of the text"));
  const WrittenFile no_json("broken.jsonl", "{\"text\":\n");
  EXPECT_THAT(std::string(ReadEntities(no_json.path()).status().message()), HasSubstr("broken.jsonl:1: is no JSON"));
  const WrittenFile no_list("broken.jsonl", "{\"text\":\"a\"}\n");
  EXPECT_THAT(std::string(ReadEntities(no_list.path()).status().message()),
              HasSubstr("field \"entities\" must be a list"));
}

TEST(ReadToponymsTest, CoordinatesMayBeMissing) {
  const WrittenFile file("mini.jsonl",
                         R"j({"text":"Ur and Uruk","toponyms":[)j"
                         R"j({"start":0,"end":2,"lat":30.96,"lon":46.1,"page":"https://x.org/wiki/Ur_(city)"},)j"
                         R"j({"start":7,"end":11,"lat":null,"lon":null,"geonameid":null}]})j");
  const auto documents = ReadToponyms(file.path());
  ASSERT_TRUE(documents.ok()) << documents.status();
  EXPECT_EQ((*documents)[0].toponyms[0].page_title, "Ur (city)");
  EXPECT_FALSE((*documents)[0].toponyms[1].position.has_value());
}

TEST(TitleOfAddressTest, DecodesEscapes) {
  EXPECT_EQ(TitleOfAddress("http://dbpedia.org/resource/S%C3%A3o_Paulo"), "São Paulo");
  EXPECT_EQ(TitleOfAddress(""), "");
}

TEST(ReadAttributionsTest, TheFirstAnnotatorCounts) {
  const WrittenFile file(
      "mini.jsonl", R"({"text":"It fell, she said.","annotations":[{"attributions":[{"source":[{"spans":[[9,12]]}],)"
                    R"("cue":[{"spans":[[13,17]]}],"content":[{"spans":[[0,7]]}]}]},{"attributions":[]}]})");
  const auto documents = ReadAttributions(file.path());
  ASSERT_TRUE(documents.ok()) << documents.status();
  ASSERT_EQ((*documents)[0].attributions.size(), 1u);
  EXPECT_THAT((*documents)[0].attributions[0].cue, ElementsAre(Span{13, 17}));
}

TEST(QuotedBytesTest, AnUnclosedMarkRunsToTheParagraphsEnd) {
  const std::string text = "a \"b\" c \u201Cd\ne\u201D f";
  const std::vector<bool> quoted = QuotedBytes(text);
  EXPECT_FALSE(quoted[0]);
  EXPECT_TRUE(quoted[3]);
  EXPECT_FALSE(quoted[6]);
  EXPECT_TRUE(quoted[text.find('d')]);
  EXPECT_FALSE(quoted[text.find('e')]);
  EXPECT_FALSE(quoted[text.find('f')]);
}

TEST(CodedEventsTest, OlderTypesAndCodesAreMapped) {
  EXPECT_EQ(CurrentType("DEMAND"), "REQUEST");
  EXPECT_EQ(CurrentType("FIGHT"), "ASSAULT");
  EXPECT_EQ(CurrentType("AID"), "AID");
  EXPECT_EQ(TypeOfCameo("0871"), "RETREAT");
  EXPECT_EQ(TypeOfCameo("0831"), "CONCEDE");
  EXPECT_EQ(TypeOfCameo("193"), "ASSAULT");
  EXPECT_EQ(TypeOfCameo("191"), "COERCE");
  EXPECT_EQ(TypeOfCameo("903"), "");
}

TEST(ReadTonedSentencesTest, PolarityIsMinusOneToOne) {
  const WrittenFile file("mini.jsonl",
                         R"({"sentence_normalized":"Ada lied.","targets":[{"from":0,"to":3,"polarity":2.0}]})");
  const auto sentences = ReadTonedSentences(file.path());
  ASSERT_TRUE(sentences.ok()) << sentences.status();
  EXPECT_EQ((*sentences)[0].targets[0].polarity, -1);
}

TEST(ReadClassifiedArticlesTest, ReadsColumnsAndJson) {
  const WrittenFile columns("mini.tsv", "\"A \"\"clean\"\" raid\"\t1\t0\t0\t0\t0\t0\t1\n");
  const auto articles = ReadClassifiedArticles(columns.path());
  ASSERT_TRUE(articles.ok()) << articles.status();
  EXPECT_EQ((*articles)[0].text, "A \"clean\" raid");
  EXPECT_THAT((*articles)[0].topics, ElementsAre("contraband", "drugs"));
  const WrittenFile json("mini.jsonl",
                         "{\"text\":\"x\",\"topics\":[\"earn\"],\"has_topics\":\"YES\"}\n"
                         "{\"text\":\"y\",\"topics\":[],\"has_topics\":\"NO\"}\n");
  const auto reports = ReadClassifiedArticles(json.path());
  ASSERT_TRUE(reports.ok()) << reports.status();
  EXPECT_EQ(reports->size(), 1u);
}

TEST(ReadJudgedQueriesTest, QueriesWithoutRelevantDocumentsAreLeftOut) {
  const WrittenFile queries("mini.tsv", "1\tfallen dams\n2\tlost mills\n");
  const WrittenFile judgments("mini.txt", "1 0 7 1\n1 0 9 1\n2 0 8 0\n");
  const auto judged = ReadJudgedQueries(queries.path(), judgments.path());
  ASSERT_TRUE(judged.ok()) << judged.status();
  ASSERT_EQ(judged->size(), 1u);
  EXPECT_EQ((*judged)[0].text, "fallen dams");
  EXPECT_THAT((*judged)[0].relevant, ElementsAre("7", "9"));
}

}  // namespace
}  // namespace sitrep::eval
