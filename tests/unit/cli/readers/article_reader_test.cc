#include "cli/readers/article_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "common/testing/temp_dir.h"

namespace sitrep::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(JsonLineTest, ReadsTheFieldsAndKeepsTheOthers) {
  const auto article = ReadJsonLine(
      R"({"id":"x1","date":"March 8, 2022","source":"The Ledger","url":"https://e.example/1","authors":"Ann Bo, Cy Di",)"
      R"("title":"A headline","text":"A text.","topic":"markets","words":12,"nested":{"a":1}})");
  ASSERT_TRUE(article.ok()) << article.status();
  const ingest::v1::ArticleSubmission& submission = article->submission;
  EXPECT_EQ(submission.article_id(), "x1");
  EXPECT_EQ(submission.publication_time(), "2022-03-08");
  EXPECT_THAT(submission.authors(), ElementsAre("Ann Bo", "Cy Di"));
  EXPECT_EQ(submission.headline(), "A headline");
  ASSERT_EQ(submission.attributes_size(), 2);
  EXPECT_EQ(submission.attributes(0).name(), "topic");
  EXPECT_EQ(submission.attributes(1).value(), "12");
  EXPECT_FALSE(article->undated);
}

TEST(JsonLineTest, ADateThatCannotBeReadIsKeptAsAnAttribute) {
  const auto article = ReadJsonLine(R"({"text":"A text.","date":"the ides of March"})");
  ASSERT_TRUE(article.ok());
  EXPECT_TRUE(article->undated);
  EXPECT_TRUE(article->date_unreadable);
  EXPECT_TRUE(article->submission.publication_time().empty());
  ASSERT_EQ(article->submission.attributes_size(), 1);
  EXPECT_EQ(article->submission.attributes(0).name(), "original_date");
  EXPECT_EQ(article->submission.attributes(0).value(), "the ides of March");
}

TEST(JsonLineTest, RefusesWhatIsNoObject) {
  EXPECT_FALSE(ReadJsonLine("[1,2]").ok());
  EXPECT_FALSE(ReadJsonLine("{\"text\":").ok());
}

TEST(FeedTest, ReadsRssAndAtom) {
  const auto rss = ReadFeed(
      "<rss version='2.0'><channel><title>Wire</title><item><title>One</title><link>https://e.example/1</link>"
      "<pubDate>Tue, 08 Mar 2022 10:00:00 GMT</pubDate><description>&lt;p&gt;Body one.&lt;/p&gt;</description></item>"
      "</channel></rss>");
  ASSERT_TRUE(rss.ok()) << rss.status();
  ASSERT_EQ(rss->size(), 1u);
  EXPECT_EQ((*rss)[0].submission.source(), "Wire");
  EXPECT_EQ((*rss)[0].submission.html(), "<p>Body one.</p>");
  EXPECT_EQ((*rss)[0].submission.publication_time(), "2022-03-08T10:00:00Z");
  const auto atom = ReadFeed(
      "<feed xmlns='http://www.w3.org/2005/Atom'><title>Atomic</title><entry><title>Two</title>"
      "<link rel='alternate' href='https://e.example/2'/><published>2022-03-09T01:02:03+02:00</published>"
      "<content type='html'>Body two.</content><author><name>Ann Bo</name></author></entry></feed>");
  ASSERT_TRUE(atom.ok());
  ASSERT_EQ(atom->size(), 1u);
  EXPECT_EQ((*atom)[0].submission.uri(), "https://e.example/2");
  EXPECT_EQ((*atom)[0].submission.publication_time(), "2022-03-09T01:02:03+02:00");
  EXPECT_THAT((*atom)[0].submission.authors(), ElementsAre("Ann Bo"));
  EXPECT_FALSE(ReadFeed("<html/>").ok());
}

TEST(InputFilesTest, FoldersGiveIdsAndSources) {
  const testing::TempDir dir;
  std::filesystem::create_directories(dir.path() / "in" / "the-ledger");
  for (const char* name : {"in/direct.txt", "in/the-ledger/story.html", "in/README.md"}) {
    std::ofstream(dir.File(name)) << "A text.";
  }
  const auto files = FindInputFiles({dir.File("in")});
  ASSERT_TRUE(files.ok()) << files.status();
  ASSERT_EQ(files->size(), 2u);
  EXPECT_EQ((*files)[0].article_id, "in/direct");
  EXPECT_EQ((*files)[0].source, "");
  EXPECT_EQ((*files)[1].article_id, "in/the-ledger/story");
  EXPECT_EQ((*files)[1].source, "the-ledger");
  EXPECT_TRUE(absl::IsNotFound(FindInputFiles({dir.File("absent")}).status()));
  EXPECT_TRUE(absl::IsInvalidArgument(FindInputFiles({dir.File("in/README.md")}).status()));
}

TEST(ReadFileTest, BadLinesAreNamedAndTheOthersRead) {
  const testing::TempDir dir;
  std::ofstream(dir.File("wire.jsonl")) << "{\"text\":\"One.\"}\n\nnot json\n{\"text\":\"Two.\"}\n";
  const auto files = FindInputFiles({dir.File("*.jsonl")});
  ASSERT_TRUE(files.ok() && files->size() == 1);
  std::vector<std::string> texts;
  std::vector<std::string> problems;
  ASSERT_TRUE(ReadFile((*files)[0],
                       [&](ReadArticle article, uint64_t) {
                         texts.push_back(article.submission.text());
                         return absl::OkStatus();
                       },
                       [&](std::string problem) { problems.push_back(std::move(problem)); })
                  .ok());
  EXPECT_THAT(texts, ElementsAre("One.", "Two."));
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_THAT(problems[0], HasSubstr("wire.jsonl:3"));
}

}  // namespace
}  // namespace sitrep::cli
