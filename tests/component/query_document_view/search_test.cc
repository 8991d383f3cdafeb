#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "common/base/error.h"
#include "common/base/page_bytes.h"
#include "services/query/document_view/article_search.h"
#include "services/query/document_view/document_reader.h"
#include "services/query/query_language/article_filter.h"
#include "services/query/query_language/parser.h"
#include "tests/component/query_document_view/view_fixture.h"

namespace sitrep::query {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

std::vector<std::string> Ids(const v1::SearchArticlesResponse& response) {
  std::vector<std::string> ids;
  for (const v1::ArticleHit& hit : response.hits()) ids.push_back(hit.article().article_id());
  return ids;
}

class SearchTest : public ::testing::Test {
 protected:
  void SetUp() override {
    fixture_.Add(ArticleBuilder("talks", "Delegations met near the border. The talks lasted five hours.")
                     .Day("2022-02-28")
                     .Source("Meridian")
                     .Headline("First round of talks ends")
                     .Place("geonames:627907", "Gomel", "BY", "02", 52.4345, 30.9754)
                     .Event("CONSULT", "talks")
                     .Topic("diplomatic")
                     .Mentioned(19051, 19052));
    fixture_.Add(ArticleBuilder("siege", "Shells fell on the port city. Talks about a corridor go on.")
                     .Day("2022-03-05")
                     .Source("Saffron")
                     .Place("geonames:701822", "Mariupol", "UA", "05", 47.0951, 37.5413)
                     .Event("ASSAULT", "shelling")
                     .Topic("military")
                     .Mentioned(19055, 19057));
    fixture_.Add(ArticleBuilder("sport", "The striker scored thrice. Nobody talked of talks.")
                     .Day("2022-03-05")
                     .Source("Saffron")
                     .Topic("sport"));
    fixture_.Add(ArticleBuilder("undated", "A corridor for the port, with no date."));
    fixture_.Commit();
  }

  v1::SearchArticlesResponse Search(const std::string& query, SearchSpec spec = {}) {
    absl::StatusOr<Query> parsed = ParseQuery(query);
    EXPECT_TRUE(parsed.ok()) << parsed.status();
    spec.query = *parsed;
    return Run(spec);
  }
  v1::SearchArticlesResponse Run(const SearchSpec& spec) {
    absl::StatusOr<v1::SearchArticlesResponse> response = SearchArticles(fixture_.Sources(), spec);
    EXPECT_TRUE(response.ok()) << response.status();
    return *response;
  }

  ViewFixture fixture_;
};

TEST_F(SearchTest, RanksTheArticleWhoseHeadlineHoldsTheWordFirst) {
  const v1::SearchArticlesResponse response = Search("talks");
  EXPECT_EQ(response.total(), 3u);
  ASSERT_EQ(response.hits_size(), 3);
  EXPECT_EQ(response.hits(0).article().article_id(), "talks");
  EXPECT_GT(response.hits(0).score(), response.hits(1).score());
}

TEST_F(SearchTest, CombinesWordsPhrasesAndExclusions) {
  EXPECT_THAT(Ids(Search("corridor port")), UnorderedElementsAre("siege", "undated"));
  EXPECT_THAT(Ids(Search("\"port city\"")), ElementsAre("siege"));
  EXPECT_THAT(Ids(Search("\"city port\"")), IsEmpty());
  EXPECT_THAT(Ids(Search("talks -corridor -striker")), ElementsAre("talks"));
  EXPECT_THAT(Ids(Search("striker OR border")), UnorderedElementsAre("talks", "sport"));
  EXPECT_THAT(Ids(Search("title:talks")), ElementsAre("talks"));
  EXPECT_THAT(Ids(Search("title:\"round of talks\"")), ElementsAre("talks"));
}

TEST_F(SearchTest, NoPhraseReachesFromTheTextIntoTheHeadline) {
  EXPECT_THAT(Ids(Search("\"hours first\"")), IsEmpty());
}

TEST_F(SearchTest, FindsByFieldsAndDates) {
  EXPECT_THAT(Ids(Search("source:saffron")), UnorderedElementsAre("siege", "sport"));
  EXPECT_THAT(Ids(Search("type:assault")), ElementsAre("siege"));
  EXPECT_THAT(Ids(Search("type:talks")), ElementsAre("talks"));
  EXPECT_THAT(Ids(Search("topic:sport")), ElementsAre("sport"));
  EXPECT_THAT(Ids(Search("id:undated")), ElementsAre("undated"));
  EXPECT_THAT(Ids(Search("published:2022-02-28..2022-03-01")), ElementsAre("talks"));
  EXPECT_THAT(Ids(Search("published:2022-03")), UnorderedElementsAre("siege", "sport"));
  EXPECT_THAT(Ids(Search("mentioned:2022-02-28")), ElementsAre("talks"));
  EXPECT_THAT(Ids(Search("mentioned:2022-03-05..2022-03-20")), ElementsAre("siege"));
}

TEST_F(SearchTest, FindsPlacesByAreaAndDistance) {
  EXPECT_THAT(Ids(Run({.query = MentionsPlace({.country_codes = {"UA"}})})), ElementsAre("siege"));
  EXPECT_THAT(Ids(Run({.query = MentionsPlace({.admin1_areas = {"BY.02"}})})), ElementsAre("talks"));
  EXPECT_THAT(Ids(Run({.query = MentionsPlace({.entity_ids = {"geonames:701822"}})})), ElementsAre("siege"));
  // Donetsk lies about 100 km from Mariupol.
  EXPECT_THAT(Ids(Run({.query = {NearNode{48.023, 37.802, 120}}})), ElementsAre("siege"));
  EXPECT_THAT(Ids(Run({.query = {NearNode{48.023, 37.802, 90}}})), IsEmpty());
  EXPECT_THAT(Ids(Run({.query = {NearNode{0, 0, 20'000}}})), UnorderedElementsAre("siege", "talks"));
}

TEST_F(SearchTest, OrdersByTimeWithUndatedLast) {
  EXPECT_THAT(Ids(Run({.order = Order::kOldest})).back(), "undated");
  EXPECT_THAT(Ids(Run({.order = Order::kNewest})).back(), "undated");
  EXPECT_THAT(Ids(Run({.order = Order::kOldest})).front(), "talks");
}

TEST_F(SearchTest, CountsFacetsExactlyAndNamesPlaces) {
  const v1::SearchArticlesResponse response =
      Run({.facets = {FacetField::kSource, FacetField::kPlace, FacetField::kDay, FacetField::kMonth}});
  ASSERT_EQ(response.facets_size(), 4);
  EXPECT_EQ(response.facets(0).field(), "source");
  EXPECT_EQ(response.facets(0).values(0).value(), "Saffron");
  EXPECT_EQ(response.facets(0).values(0).articles(), 2u);
  std::set<std::string> labels;
  for (const v1::FacetValue& value : response.facets(1).values()) labels.insert(value.label());
  EXPECT_THAT(labels, ElementsAre("Gomel", "Mariupol"));
  EXPECT_EQ(response.facets(2).values(0).value(), "2022-03-05");
  EXPECT_EQ(response.facets(3).values(0).value(), "2022-03");
}

TEST_F(SearchTest, PagesNeitherRepeatNorSkipWhileArticlesComeIn) {
  SearchSpec spec{.order = Order::kRelevance, .page_size = 1, .request_hash = 7};
  spec.query = *ParseQuery("talks");
  const v1::SearchArticlesResponse whole = Search("talks");
  std::vector<std::string> seen;
  for (int page = 0; page < 10; ++page) {
    const v1::SearchArticlesResponse response = Run(spec);
    for (const std::string& id : Ids(response)) {
      if (!id.starts_with("late")) seen.push_back(id);
    }
    if (response.next_page_token().empty()) break;
    spec.page_token = response.next_page_token();
    fixture_.Add(ArticleBuilder("late" + std::to_string(page), "More talks about talks").Day("2022-03-09"));
    fixture_.Commit();
  }
  EXPECT_EQ(seen, Ids(whole));
}

TEST_F(SearchTest, PagesStayWithinTheirBytes) {
  for (int i = 0; i < 20; ++i) {
    // Several to a page, and one larger than a page.
    const size_t bytes = i == 7 ? kMaxPageBytes + 1'000 : 500'000;
    fixture_.Add(ArticleBuilder("large-" + std::to_string(i), "Lighthouse number " + std::to_string(i) + ".")
                     .Headline(std::string(bytes, 'x')));
  }
  fixture_.Commit();
  std::vector<std::string> seen;
  SearchSpec spec{.page_size = 1'000};
  do {
    const v1::SearchArticlesResponse page = Search("lighthouse", spec);
    EXPECT_EQ(page.total(), 20u);
    EXPECT_GT(page.hits_size(), 0);
    EXPECT_TRUE(page.hits_size() == 1 || page.ByteSizeLong() <= kMaxPageBytes) << page.ByteSizeLong();
    for (std::string& id : Ids(page)) seen.push_back(std::move(id));
    spec.page_token = page.next_page_token();
  } while (!spec.page_token.empty());
  EXPECT_EQ(seen.size(), 20u);
  EXPECT_EQ(std::set<std::string>(seen.begin(), seen.end()).size(), 20u);
}

TEST_F(SearchTest, RefusesTokensOfOtherQueries) {
  SearchSpec spec{.page_size = 1, .request_hash = 7};
  spec.page_token = Run(spec).next_page_token();
  ASSERT_FALSE(spec.page_token.empty());
  spec.request_hash = 8;
  const absl::Status other = SearchArticles(fixture_.Sources(), spec).status();
  EXPECT_EQ(ReadErrorDetail(other).reason, "PAGE_TOKEN_INVALID");
}

TEST_F(SearchTest, ANewerRevisionReplacesAndAnOlderOneDoesNot) {
  fixture_.Add(ArticleBuilder("sport", "A referee apologised.").Revision(3));
  fixture_.Commit();
  EXPECT_THAT(Ids(Search("striker")), IsEmpty());
  EXPECT_THAT(Ids(Search("referee")), ElementsAre("sport"));
  fixture_.Add(ArticleBuilder("sport", "An umpire apologised.").Revision(2));
  fixture_.Commit();
  EXPECT_THAT(Ids(Search("umpire")), IsEmpty());
  EXPECT_EQ(fixture_.view().Counts().documents, 4u);
}

TEST_F(SearchTest, ARetractionLeavesNothingButTheFact) {
  fixture_.Retract("siege");
  fixture_.Commit();
  EXPECT_THAT(Ids(Search("corridor")), ElementsAre("undated"));
  const Partition partition = PartitionOf(ArticleId{"siege"}, fixture_.partitions());
  const auto document = ReadDocument(*fixture_.view().Pin(), partition, "siege", {});
  EXPECT_EQ(ReadErrorDetail(document.status()).reason, "ARTICLE_RETRACTED");
  const auto unknown = ReadDocument(*fixture_.view().Pin(), partition, "never", {});
  EXPECT_EQ(ReadErrorDetail(unknown.status()).reason, "ARTICLE_NOT_FOUND");
}

TEST_F(SearchTest, ArticlesWhoseTaggingFailedAreFoundByTheirWords) {
  fixture_.Add(ArticleBuilder("poison", "An unparsable telegram").Failed("annotator gave up"));
  fixture_.Commit();
  const v1::SearchArticlesResponse response = Search("telegram");
  EXPECT_THAT(Ids(response), ElementsAre("poison"));
  EXPECT_EQ(response.hits(0).state(), v1::Document::TAGGING_FAILED);
  EXPECT_EQ(fixture_.view().Counts().tagging_failed, 1u);

  const Partition partition = PartitionOf(ArticleId{"poison"}, fixture_.partitions());
  const TaggedArticle retried = ArticleBuilder("poison", "An unparsable telegram").Topic("odd").Build();
  ASSERT_TRUE(fixture_.view().Replace({partition, Offset{0}, absl::FromUnixSeconds(1), retried}).ok());
  EXPECT_EQ(fixture_.view().Counts().tagging_failed, 0u);
  EXPECT_THAT(Ids(Search("topic:odd")), ElementsAre("poison"));
}

TEST_F(SearchTest, RecordsBeforeTheCursorAreSkipped) {
  const std::vector<TaggedRecord> again = fixture_.applied();
  ASSERT_TRUE(fixture_.view().Apply(again, fixture_.cursor()).ok());
  EXPECT_EQ(fixture_.view().Counts().documents, 4u);
  EXPECT_EQ(Search("talks").total(), 3u);
}

TEST_F(SearchTest, AnswersTheSameAfterARestart) {
  const std::string before = Search("talks OR corridor").SerializeAsString();
  fixture_.Restart();
  EXPECT_EQ(fixture_.view().cursor(), fixture_.cursor());
  EXPECT_EQ(Search("talks OR corridor").SerializeAsString(), before);
}

TEST_F(SearchTest, HighlightsHoldTheWordsTheySpan) {
  const v1::SearchArticlesResponse response = Search("talks corridor", {.passages = 3});
  ASSERT_EQ(response.hits_size(), 1);
  ASSERT_GT(response.hits(0).highlights_size(), 0);
  const std::string text = "Shells fell on the port city. Talks about a corridor go on.";
  for (const v1::Passage& passage : response.hits(0).highlights()) {
    EXPECT_EQ(passage.text(),
              text.substr(passage.span().begin_byte(), passage.span().end_byte() - passage.span().begin_byte()));
    for (const type::v1::Span& match : passage.matches()) {
      const std::string word = text.substr(match.begin_byte(), match.end_byte() - match.begin_byte());
      EXPECT_TRUE(word == "Talks" || word == "corridor") << word;
    }
  }
}

TEST_F(SearchTest, AReaderKeepsItsStateWhileTheViewMovesOn) {
  const FanOut before(fixture_.Sources());
  fixture_.Retract("talks");
  fixture_.Add(ArticleBuilder("new", "Talks again"));
  fixture_.Commit();
  SearchSpec spec;
  spec.query = *ParseQuery("talks");
  const auto response = SearchArticles(before, spec);
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_THAT(Ids(*response), UnorderedElementsAre("talks", "siege", "sport"));
}

TEST_F(SearchTest, CountsOverTime) {
  const auto counts = CountArticles(fixture_.Sources(), {.bucket = v1::CountArticlesRequest::WEEK});
  ASSERT_TRUE(counts.ok()) << counts.status();
  EXPECT_EQ(counts->total(), 4u);
  EXPECT_EQ(counts->undated(), 1u);
  ASSERT_EQ(counts->series_size(), 1);
  EXPECT_EQ(counts->series(0).day(), "2022-02-28");
  EXPECT_EQ(counts->series(0).articles(), 3u);
}

}  // namespace
}  // namespace sitrep::query
