#include "services/ingest/formats/html.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "common/base/error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sitrep::ingest {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;
using Kind = text::SegmentKind;

constexpr const char* kFirst =
    "Rescue crews reached the flooded valley on Tuesday and found 14 people alive, officials of the province said.";
constexpr const char* kSecond =
    "The governor, who had asked the army for help, thanked the pilots and promised that the bridge would be rebuilt.";

ReadArticle Read(const std::string& html, std::string_view headline = {}) {
  auto article = ReadHtml(html, headline);
  EXPECT_TRUE(article.ok()) << article.status();
  return article.ok() ? *std::move(article) : ReadArticle();
}

std::string Page(const std::string& content) {
  return "<!DOCTYPE html><html lang=\"en-GB\"><head><title>Boats reach valley</title></head><body>" + content +
         "</body></html>";
}

std::vector<std::pair<Kind, std::string>> Segments(const ReadArticle& article) {
  std::vector<std::pair<Kind, std::string>> segments;
  for (const text::Segment& segment : article.segments) {
    segments.emplace_back(segment.kind, article.text.substr(segment.begin_byte, segment.end_byte - segment.begin_byte));
  }
  return segments;
}

TEST(ReadHtml, KeepsTheArticleAndDropsTheFurniture) {
  const ReadArticle article = Read(Page(std::string("<nav><a href=/>Home</a> <a href=/w>World</a></nav>"
                                                    "<div class=\"cookie-banner\">Accept all of our cookies.</div>"
                                                    "<article><h1>Boats reach valley</h1><p>") +
                                        kFirst + "</p><script>var p = '<p>no</p>';</script><p>" + kSecond +
                                        "</p></article><div class=related><a href=/1>Ten floods in pictures</a></div>"
                                        "<footer>Imprint and contact</footer>"));
  EXPECT_THAT(Segments(article), ElementsAre(Pair(Kind::kHeadline, "Boats reach valley"), Pair(Kind::kBody, kFirst),
                                             Pair(Kind::kBody, kSecond)));
  EXPECT_EQ(article.text, std::string("Boats reach valley\n\n") + kFirst + "\n\n" + kSecond);
  EXPECT_EQ(article.language_code, "en-GB");
}

TEST(ReadHtml, LabelsByMarkup) {
  const ReadArticle article = Read(Page(
      std::string("<article><p>") + kFirst +
      "</p><figure><img src=a.jpg><figcaption>A boat on the main street</figcaption></figure><h2>Army called "
      "in.</h2><blockquote class=\"twitter-tweet\"><p>The water is falling</p>&mdash; Otto (@otto)</blockquote><p>" +
      kSecond + "</p><h3>Read more: other floods</h3></article>"));
  EXPECT_THAT(Segments(article),
              ElementsAre(Pair(Kind::kBody, kFirst), Pair(Kind::kCaption, "A boat on the main street"),
                          Pair(Kind::kSubheading, "Army called in."), Pair(Kind::kEmbeddedPost, "The water is falling"),
                          Pair(Kind::kEmbeddedPost, "— Otto (@otto)"), Pair(Kind::kBody, kSecond),
                          Pair(Kind::kRelatedLink, "Read more: other floods")));
}

TEST(ReadHtml, MapsEveryByteToTheSource) {
  const std::string html = Page(
      "<article><p>Crews &amp; pilots\n   met in  S&atilde;o Jos&#233;, 3&nbsp;km off &mdash; at <b>noon</b>, the "
      "mayor of the town said in the evening.</p></article>");
  const ReadArticle article = Read(html);
  EXPECT_THAT(article.text, HasSubstr("Crews & pilots met in São José, 3 km off — at noon, the mayor"));
  uint32_t covered = 0;
  for (const OffsetRun& run : article.offset_map) {
    EXPECT_EQ(run.text_begin_byte, covered) << "one paragraph, so the map has no gap";
    covered = run.text_end_byte;
    ASSERT_LE(run.html_end_byte, html.size());
    const std::string from_text = article.text.substr(run.text_begin_byte, run.text_end_byte - run.text_begin_byte);
    std::string from_html = html.substr(run.html_begin_byte, run.html_end_byte - run.html_begin_byte);
    std::replace(from_html.begin(), from_html.end(), '\n', ' ');  // White space of any kind is a blank in the text.
    if (from_text.size() == from_html.size() && from_html[0] != '&') {
      EXPECT_EQ(from_text, from_html);
    }
    if (from_text == "—") {
      EXPECT_EQ(from_html, "&mdash;");
    }
    if (from_text == "é") {
      EXPECT_EQ(from_html, "&#233;");
    }
  }
  EXPECT_EQ(covered, article.text.size());
}

TEST(ReadHtml, ReadsMetadata) {
  const ReadArticle article = Read(
      "<html><head><title>x | Valley Post</title><meta property=\"og:title\" content=\"Boats reach valley - Valley "
      "Post\">"
      "<meta property=\"og:site_name\" content=\"Valley Post\"><link rel=canonical href=\"https://valley.example/a/1\">"
      "<meta name=author content=\"By Mara Lindqvist\"><meta property=\"article:published_time\" "
      "content=\"2022-03-03T10:00:00+02:00\"></head><body><p>" +
      std::string(kFirst) + "</p></body></html>");
  EXPECT_EQ(article.headline, "Boats reach valley");
  EXPECT_EQ(article.site_name, "Valley Post");
  EXPECT_EQ(article.canonical_url, "https://valley.example/a/1");
  EXPECT_THAT(article.authors, ElementsAre("Mara Lindqvist"));
  EXPECT_EQ(article.publication.utc_offset_minutes, 120);
  EXPECT_EQ(text::FormatDay(article.publication.LocalDay()), "2022-03-03");
}

TEST(ReadHtml, TrustsJsonLdMostAndForgivesBrokenOnes) {
  const std::string json =
      "{\"@graph\":[{\"@type\":\"NewsArticle\",\"headline\":\"Boats\",\"datePublished\":\"2022-03-04\","
      "\"author\":[{\"name\":\"Mara Lindqvist\"},{\"name\":\"Otto Brandt\"}]}]}";
  const ReadArticle article =
      Read(Page("<script type=\"application/ld+json\">{broken</script><script type=\"application/ld+json\">" + json +
                "</script><time datetime=\"2021-01-01\">then</time><p>" + kFirst + "</p>"));
  EXPECT_EQ(text::FormatDay(article.publication.LocalDay()), "2022-03-04");
  EXPECT_THAT(article.authors, ElementsAre("Mara Lindqvist", "Otto Brandt"));
}

TEST(ReadHtml, IgnoresDatesThatDoNotExist) {
  const ReadArticle article = Read(Page("<time datetime=\"2022-02-31\">then</time><p>" + std::string(kFirst) + "</p>"));
  EXPECT_EQ(article.publication.granularity, text::PublicationTime::Granularity::kUnknown);
}

TEST(ReadHtml, ClientsHeadlineWins) {
  EXPECT_EQ(Read(Page("<p>" + std::string(kFirst) + "</p>"), "Given").headline, "Given");
}

TEST(ReadHtml, KeepsContentInMisnamedContainers) {
  const ReadArticle article = Read(
      Page("<form><div class=\"has sidebar\"><p>" + std::string(kFirst) + "</p><p>" + kSecond + "</p></div></form>"));
  EXPECT_THAT(article.text, HasSubstr(kFirst));
  EXPECT_THAT(article.text, HasSubstr(kSecond));
}

TEST(ReadHtml, NamesFieldAndReason) {
  std::string deep;
  for (int i = 0; i <= kMaxHtmlDepth; ++i) deep += "<div>";
  std::string attributes = "<p";
  for (int i = 0; i < 600; ++i) attributes += " a" + std::to_string(i) + "=1";
  struct Case {
    std::string html;
    const char* problem;
  };
  const Case cases[] = {
      {"", "has no text"},
      {Page("<nav>Home</nav>"), "has no text"},
      {"<p>\xFF</p>", "is not UTF-8 at byte 3"},
      {std::string("<p>\0</p>", 8), "has a NUL at byte 3"},
      {deep + kFirst, "nests elements deeper than 256"},
      {attributes + ">" + kFirst, "more than 500 attributes"},
      {std::string(kMaxHtmlBytes + 1, 'a'), "at most 8388608"},
      {Page("<p>" + std::string(1 << 21, 'a') + " " + kFirst + "</p>"), "bytes of text"},
  };
  for (const Case& test : cases) {
    const auto article = ReadHtml(test.html, "");
    EXPECT_EQ(article.status().code(), absl::StatusCode::kInvalidArgument) << test.problem;
    EXPECT_THAT(std::string(article.status().message()), HasSubstr(test.problem));
    EXPECT_EQ(ReadErrorDetail(article.status()).Find("field"), "html");
  }
}

// Each of these made the parser slow, deep or large out of proportion; they are read in linear time or refused.
TEST(ReadHtml, SurvivesPagesMadeToHurt) {
  const auto repeat = [](const std::string& piece, size_t bytes) {
    std::string all;
    while (all.size() < bytes) all += piece;
    return all;
  };
  constexpr size_t kBytes = 200'000;
  std::string fonts;
  for (int i = 0; fonts.size() < kBytes; ++i) fonts += "<div><font size=" + std::to_string(i) + "></div>";
  const std::string hurtful[] = {repeat("<div>", kBytes),
                                 repeat("<b>", kBytes),
                                 repeat("<a href=x>", kBytes),
                                 repeat("<table>", kBytes),
                                 repeat("<p><button>", kBytes),
                                 repeat("<svg><style><b>", kBytes),
                                 repeat("<svg><desc></svg>", kBytes) + repeat("<style><div>", kBytes),
                                 repeat("<select><style></select><div>", kBytes),
                                 repeat("<!--", kBytes),
                                 repeat("&amp", kBytes),
                                 repeat("</p>", kBytes),
                                 "<p " + repeat("a", kBytes),
                                 "<script>" + repeat("</", kBytes),
                                 repeat("<li><ul>", kBytes),
                                 fonts};
  for (const std::string& html : hurtful) {
    const auto article = ReadHtml(html, "");
    if (!article.ok()) {
      EXPECT_EQ(article.status().code(), absl::StatusCode::kInvalidArgument);
    }
  }
}

}  // namespace
}  // namespace sitrep::ingest
