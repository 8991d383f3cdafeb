#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <re2/re2.h>

#include <functional>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "common/base/hash.h"
#include "services/query/document_view/article_search.h"
#include "services/query/document_view/entity_listing.h"
#include "services/query/document_view/quote_listing.h"
#include "services/query/query_language/parser.h"
#include "tests/component/query_peers/many_articles.h"
#include "tests/component/query_peers/pods.h"

namespace sitrep::query {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr uint32_t kPartitions = 8;

// A question to the corpus; its answer as text.
using Question = std::function<absl::StatusOr<std::string>(const FanOut& corpus)>;

SearchSpec SearchFor(const std::string& query, Order order, size_t page_size = 10) {
  SearchSpec spec;
  spec.query = *ParseQuery(query);
  spec.order = order;
  spec.page_size = page_size;
  spec.facets = {FacetField::kSource, FacetField::kEntity, FacetField::kPlace, FacetField::kEventType,
                 FacetField::kTopic,  FacetField::kDay,    FacetField::kMonth};
  spec.request_hash = Hash64(query);
  return spec;
}

template <typename Response>
absl::StatusOr<std::string> AsText(const absl::StatusOr<Response>& response) {
  if (!response.ok()) return response.status();
  return response->DebugString();
}

std::map<std::string, Question> Questions() {
  std::map<std::string, Question> questions;
  for (const std::string query :
       {"talks", "border OR grain", "\"spoke of talks\"", "talks -port source:Meridian", ""}) {
    for (const Order order : {Order::kRelevance, Order::kNewest, Order::kOldest}) {
      const SearchSpec spec = SearchFor(query, order);
      questions["search " + query + " " + std::to_string(static_cast<int>(order))] = [spec](const FanOut& corpus) {
        return AsText(SearchArticles(corpus, spec));
      };
    }
  }
  SearchSpec in_units = SearchFor("corridor", Order::kRelevance);
  in_units.offset_unit = type::v1::OFFSET_UNIT_UTF16;
  questions["units"] = [in_units](const FanOut& corpus) { return AsText(SearchArticles(corpus, in_units)); };
  questions["count"] = [](const FanOut& corpus) {
    return AsText(CountArticles(corpus, {.query = *ParseQuery("port"),
                                         .bucket = v1::CountArticlesRequest::WEEK,
                                         .facets = {FacetField::kEntity, FacetField::kDay}}));
  };
  questions["quotes"] = [](const FanOut& corpus) { return AsText(ListQuotes(corpus, {.page_size = 500})); };
  questions["quotes by"] = [](const FanOut& corpus) {
    QuoteSpec spec;
    spec.filter.speaker_ids = {"person:mayor"};
    spec.filter.about_words = {WordKey(TermKind::kWord, "grain")};
    spec.filter.kinds = {type::v1::Quote::DIRECT};
    return AsText(ListQuotes(corpus, spec));
  };
  questions["entities"] = [](const FanOut& corpus) { return AsText(ListEntities(corpus, {.name = "deputy"})); };
  questions["profile"] = [](const FanOut& corpus) {
    return AsText(ProfileEntity(corpus, {.entity_ids = {"person:mayor"}}));
  };
  questions["matching"] = [](const FanOut& corpus) -> absl::StatusOr<std::string> {
    const absl::StatusOr<std::vector<uint64_t>> hashes = corpus.MatchingIdHashes(*ParseQuery("bridge"));
    if (!hashes.ok()) return hashes.status();
    return std::string(reinterpret_cast<const char*>(hashes->data()), hashes->size() * sizeof(uint64_t));
  };
  for (const std::string id : {"article-3", "article-13", "article-5", "article-999"}) {
    questions["document " + id] = [id](const FanOut& corpus) -> absl::StatusOr<std::string> {
      const absl::StatusOr<v1::Document> document =
          corpus.Document(id, PartitionOf(ArticleId{id}, kPartitions), AnnotationChoice{});
      return document.ok() ? document->DebugString() : document.status().ToString();
    };
  }
  return questions;
}

class LayoutTest : public ::testing::Test {
 protected:
  LayoutTest() { AddManyArticles(whole_, 7); }

  static CorpusDemand Demand() { return {.scope = {.deadline = absl::Now() + absl::Seconds(30)}}; }
  static absl::StatusOr<std::string> AskPod(Pod& pod, const Question& question, const CorpusDemand& demand) {
    std::string answer;
    const absl::Status status = pod.corpus().Ask(demand, pod.Views(), [&](const FanOut& corpus) {
      absl::StatusOr<std::string> answered = question(corpus);
      if (answered.ok()) answer = *std::move(answered);
      return answered.status();
    });
    if (!status.ok()) return status;
    return answer;
  }
  std::string Expected(const Question& question) { return *question(FanOut(whole_.Sources())); }

  // Page tokens say where a page ended by a document's number on one replica; whether there is one must be the same.
  static std::string WithoutTokens(std::string answer) {
    static const LazyRE2 kToken = {R"re((next_page_token: )"[^"]+")re"};
    RE2::GlobalReplace(&answer, *kToken, R"re(\1"...")re");
    return answer;
  }

  void ExpectAllEqual(Pods& pods) {
    for (const auto& [name, question] : Questions()) {
      const std::string expected = Expected(question);
      for (size_t i = 0; i < pods.size(); ++i) {
        const absl::StatusOr<std::string> answer = AskPod(pods[i], question, Demand());
        ASSERT_TRUE(answer.ok()) << name << " at pod " << i << ": " << answer.status();
        EXPECT_EQ(WithoutTokens(*answer), WithoutTokens(expected)) << name << " at pod " << i;
      }
    }
  }

  ViewFixture whole_{kPartitions};
};

TEST_F(LayoutTest, AnswersDoNotDependOnWhoHoldsWhat) {
  for (const auto& held :
       std::vector<std::vector<std::vector<uint32_t>>>{{{0, 1, 2, 3}, {4, 5, 6, 7}, {0, 1, 2, 3}, {4, 5, 6, 7}},
                                                       {{0, 5}, {1, 2, 7}, {3, 4, 6}, {}},
                                                       {{0, 1, 2, 3, 4, 5, 6, 7}, {2, 3}, {}, {0, 1, 6, 7}}}) {
    Pods pods(kPartitions, held);
    pods.Replay(whole_.applied());
    ExpectAllEqual(pods);
  }
}

TEST_F(LayoutTest, PagesGoOnAtAnyPod) {
  Pods pods(kPartitions, {{0, 1, 2, 3}, {4, 5, 6, 7}, {0, 1, 2, 3}, {4, 5, 6, 7}});
  pods.Replay(whole_.applied());
  for (const Order order : {Order::kRelevance, Order::kNewest, Order::kOldest}) {
    std::vector<std::string> expected;
    const auto all = SearchArticles(whole_.Sources(), SearchFor("port", order, 500));
    for (const v1::ArticleHit& hit : all->hits()) {
      expected.push_back(hit.article().article_id());
    }
    ASSERT_GT(expected.size(), 20u);
    for (const size_t page_size : {1, 3}) {
      SearchSpec spec = SearchFor("port", order, page_size);
      std::vector<std::string> seen;
      size_t turn = 0;
      do {
        const auto ask = [&](const FanOut& corpus) {
          const absl::StatusOr<v1::SearchArticlesResponse> page = SearchArticles(corpus, spec);
          if (!page.ok()) return page.status();
          for (const v1::ArticleHit& hit : page->hits()) seen.push_back(hit.article().article_id());
          spec.page_token = page->next_page_token();
          return absl::OkStatus();
        };
        Pod& pod = pods[turn++ % pods.size()];
        ASSERT_TRUE(pod.corpus().Ask(Demand(), pod.Views(), ask).ok());
      } while (!spec.page_token.empty() && seen.size() <= expected.size());
      EXPECT_EQ(seen, expected) << page_size;
    }
  }
  std::vector<std::string> quotes;
  QuoteSpec spec{.page_size = 3};
  size_t turn = 0;
  do {
    const auto ask = [&](const FanOut& corpus) {
      const absl::StatusOr<v1::ListQuotesResponse> page = ListQuotes(corpus, spec);
      if (!page.ok()) return page.status();
      for (const v1::QuoteHit& quote : page->quotes()) quotes.push_back(quote.DebugString());
      spec.page_token = page->next_page_token();
      return absl::OkStatus();
    };
    Pod& pod = pods[turn++ % pods.size()];
    ASSERT_TRUE(pod.corpus().Ask(Demand(), pod.Views(), ask).ok());
  } while (!spec.page_token.empty());
  std::vector<std::string> expected;
  const auto all = ListQuotes(whole_.Sources(), {.page_size = 500});
  for (const v1::QuoteHit& quote : all->quotes()) {
    expected.push_back(quote.DebugString());
  }
  EXPECT_EQ(quotes, expected);
}

TEST_F(LayoutTest, AnotherReplicaTakesOver) {
  Pods pods(kPartitions, {{0, 1, 2, 3}, {4, 5, 6, 7}, {0, 1, 2, 3}, {4, 5, 6, 7}});
  pods.Replay(whole_.applied());
  const SearchSpec spec = SearchFor("talks", Order::kRelevance);
  const std::string expected = SearchArticles(whole_.Sources(), spec)->DebugString();
  int asked = 0;
  std::string answer;
  // The replica dies between two questions of the request, whose second is about documents as the first one named them.
  const absl::Status status = pods[0].corpus().Ask(Demand(), pods[0].Views(), [&](const FanOut& corpus) {
    if (++asked == 1) {
      const absl::StatusOr<CorpusStatistics> statistics = corpus.CollectStatistics(spec.query);
      EXPECT_TRUE(statistics.ok()) << statistics.status();
      for (const size_t i : {1, 3}) {
        if (pods[i].service().sessions().open() > 0) pods[i].Stop();
      }
    }
    const absl::StatusOr<v1::SearchArticlesResponse> response = SearchArticles(corpus, spec);
    if (response.ok()) answer = response->DebugString();
    return response.status();
  });
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_EQ(asked, 2);
  EXPECT_EQ(answer, expected);
  EXPECT_THAT(pods[0].Scrape(), HasSubstr("sitrep_peer_redone_requests_total 1"));
  // One of the two is left for whoever comes next.
  EXPECT_EQ(*AskPod(pods[2], Questions()["quotes"], Demand()), Expected(Questions()["quotes"]));
}

TEST_F(LayoutTest, SaysWhatIsMissing) {
  Pods pods(kPartitions, {{0, 1, 2, 3}, {4, 5}, {6, 7}});
  pods.Replay(whole_.applied());
  const std::string lost = pods[1].address();
  EXPECT_EQ(pods[0].corpus().CountMissing(), 0u);
  pods[1].Stop();
  const SearchSpec spec = SearchFor("talks", Order::kNewest, 500);
  v1::SearchArticlesResponse response;
  const auto ask = [&](const FanOut& corpus) {
    absl::StatusOr<v1::SearchArticlesResponse> answered = SearchArticles(corpus, spec);
    if (answered.ok()) response = *std::move(answered);
    return answered.status();
  };
  ASSERT_TRUE(pods[0].corpus().Ask(Demand(), pods[0].Views(), ask).ok());
  ASSERT_EQ(response.missing_size(), 1);
  EXPECT_THAT(response.missing(0).partitions(), ElementsAre(4, 5));
  EXPECT_THAT(response.missing(0).why(), HasSubstr(lost));
  EXPECT_EQ(pods[0].corpus().CountMissing(), 2u);
  EXPECT_GT(response.hits_size(), 0);
  for (const v1::ArticleHit& hit : response.hits()) {
    const Partition partition = PartitionOf(ArticleId{hit.article().article_id()}, kPartitions);
    EXPECT_TRUE(partition != Partition{4} && partition != Partition{5});
  }

  CorpusDemand complete = Demand();
  complete.complete = true;
  const absl::Status refused = pods[0].corpus().Ask(complete, pods[0].Views(), ask);
  EXPECT_TRUE(absl::IsUnavailable(refused)) << refused;
  EXPECT_THAT(refused.ToString(), HasSubstr("4, 5"));
  // A write token promises more than the rest can keep where it names what is missing.
  CorpusDemand fresh = Demand();
  fresh.min_freshness = EncodeCursor({.log_id = 1, .next = {{Partition{4}, Offset{1}}}});
  EXPECT_TRUE(absl::IsUnavailable(pods[0].corpus().Ask(fresh, pods[0].Views(), ask)));
  fresh.min_freshness = EncodeCursor({.log_id = 1, .next = {{Partition{7}, Offset{1}}}});
  EXPECT_TRUE(pods[0].corpus().Ask(fresh, pods[0].Views(), ask).ok());
  // Nothing of what is wanted is left.
  CorpusDemand only_lost = Demand();
  only_lost.partitions = {Partition{4}};
  EXPECT_TRUE(absl::IsUnavailable(pods[0].corpus().Ask(only_lost, pods[0].Views(), ask)));
}

TEST_F(LayoutTest, PeersWaitForAWriteTokenAndForNothingElse) {
  Pods pods(kPartitions, {{0, 1, 2, 3}, {4, 5, 6, 7}});
  pods.Replay(whole_.applied());
  CorpusDemand demand = Demand();
  CursorVector token = pods[1].view().cursor();
  token.Advance(Partition{4}, Offset{token.At(Partition{4}).value + 5});
  // Of this one, the peer knows nothing and waits for nothing.
  token.Advance(Partition{2}, Offset{1'000'000});
  demand.min_freshness = EncodeCursor(token);
  demand.scope.deadline = absl::Now() + absl::Seconds(1);
  const Question count = [](const FanOut& corpus) { return AsText(CountArticles(corpus, {})); };
  const absl::Status late = AskPod(pods[0], count, demand).status();
  EXPECT_TRUE(absl::IsDeadlineExceeded(late)) << late;

  demand.scope.deadline = absl::Now() + absl::Seconds(30);
  std::thread writer([&] {
    CursorVector reached = pods[1].view().cursor();
    reached.Advance(Partition{4}, Offset{reached.At(Partition{4}).value + 5});
    pods[1].freshness().Advance(reached);
  });
  const absl::StatusOr<std::string> answer = AskPod(pods[0], count, demand);
  writer.join();
  EXPECT_TRUE(answer.ok()) << answer.status();
}

TEST_F(LayoutTest, BusyPodsWaitForEachOtherWithoutEnd) {
  Pods pods(kPartitions, {{0, 1}, {2, 3}, {4, 5}, {6, 7}}, /*peer_threads=*/1);
  pods.Replay(whole_.applied());
  const std::map<std::string, Question> questions = Questions();
  const std::string expected = Expected(questions.at("quotes"));
  std::vector<std::thread> callers;
  for (size_t i = 0; i < 16; ++i) {
    callers.emplace_back([&, i] {
      for (int round = 0; round < 10; ++round) {
        const absl::StatusOr<std::string> answer = AskPod(pods[i % pods.size()], questions.at("quotes"), Demand());
        ASSERT_TRUE(answer.ok()) << answer.status();
        EXPECT_EQ(*answer, expected);
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
}

}  // namespace
}  // namespace sitrep::query
