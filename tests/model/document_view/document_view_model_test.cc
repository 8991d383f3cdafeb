// Random additions, revisions, retractions, batches and restarts; after each burst random questions, all answered by
// the view and by ModelCorpus. Another seed: --gtest_random_seed=N.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "services/query/document_view/article_search.h"
#include "services/query/document_view/entity_listing.h"
#include "services/query/document_view/quote_listing.h"
#include "services/query/document_view/view_verifier.h"
#include "services/query/query_language/article_filter.h"
#include "services/query/query_language/parser.h"
#include "tests/component/query_document_view/view_fixture.h"
#include "tests/model/document_view/model_corpus.h"

namespace sitrep::query {
namespace {

class ModelTest : public ::testing::TestWithParam<uint32_t> {
 protected:
  ModelTest()
      : random_(GetParam() + static_cast<uint32_t>(::testing::UnitTest::GetInstance()->random_seed())),
        fixture_(1 + GetParam() % 4) {}

  uint32_t Below(uint32_t n) { return static_cast<uint32_t>(random_() % n); }
  std::string Word() {
    // Few words are frequent and many are rare, as in any language.
    const uint32_t r = Below(1000);
    return "w" + std::to_string(r < 600 ? r % 6 : r % 60);
  }
  std::string Text(uint32_t words) {
    std::string text;
    for (uint32_t i = 0; i < words; ++i) text += (i == 0 ? "" : " ") + Word();
    return text;
  }

  ArticleBuilder Article(const std::string& id, uint32_t revision) {
    ArticleBuilder article(id, Text(5 + Below(25)));
    article.Revision(revision).Source("Source " + std::to_string(Below(4)));
    if (Below(5) != 0) article.Day("2022-03-0" + std::to_string(1 + Below(9)));
    if (Below(3) == 0) article.Headline(Text(3));
    if (Below(20) == 0) return article.Failed("no luck");
    for (uint32_t i = Below(4); i > 0; --i) {
      const std::string id = std::to_string(Below(8));
      article.Entity("person:" + id, "Person w" + id, "PERSON");
    }
    if (Below(2) == 0) {
      const int place = static_cast<int>(Below(10));
      article.Place("place:" + std::to_string(place), "Place " + std::to_string(place), place % 2 == 0 ? "UA" : "BY",
                    std::to_string(place % 3), 45 + place, 30 + 2 * place);
    }
    if (Below(2) == 0) {
      const int64_t day = 19'000 + Below(60);
      article.Mentioned(day, day + 1 + Below(3) * Below(40));
    }
    if (Below(2) == 0) article.Event("CONSULT", Below(2) == 0 ? "talks" : "visit");
    if (Below(3) == 0) article.Topic("military");
    if (Below(2) == 0) {
      const std::string& text = article.Build().article.text();
      article.Quote("person:" + std::to_string(Below(3)), std::string_view(text).substr(0, text.find(' ', 9)));
    }
    return article;
  }

  void Burst(uint32_t operations) {
    for (uint32_t i = 0; i < operations; ++i) {
      const std::string id = "a" + std::to_string(Below(ids_));
      uint32_t& revision = revisions_[id];
      if (revision == kGone) continue;
      if (revision > 0 && Below(12) == 0) {
        fixture_.Retract(id);
        model_.Remove(id);
        revision = kGone;
      } else if (revision == 0 || Below(3) == 0) {
        const ArticleBuilder article = Article(id, ++revision);
        fixture_.Add(article);
        model_.Put(article.Build());
      }
      if (Below(40) == 0) fixture_.Commit();
    }
    fixture_.Commit();
  }

  std::string RandomQuery(int depth) {
    const uint32_t kind = Below(depth > 0 ? 9 : 6);
    switch (kind) {
      case 0:
        return "\"" + Word() + " " + Word() + "\"";
      case 1:
        return "title:" + Word();
      case 2:
        return "source:\"source " + std::to_string(Below(4)) + "\"";
      case 3:
        return Below(2) == 0 ? "type:talks" : "topic:military";
      case 6:
        return "(" + RandomQuery(depth - 1) + " OR " + RandomQuery(depth - 1) + ")";
      case 7:
        return "(" + RandomQuery(depth - 1) + " " + RandomQuery(depth - 1) + ")";
      case 8:
        return "-" + RandomQuery(0);
      default:
        return Word();
    }
  }

  Query RandomCondition() {
    std::string text = RandomQuery(2);
    if (Below(4) == 0) text += " published:2022-03-0" + std::to_string(1 + Below(9)) + "..";
    if (Below(4) == 0)
      text += " mentioned:2022-01-2" + std::to_string(Below(9)) + "..2022-02-0" + std::to_string(1 + Below(9));
    const absl::StatusOr<Query> query = ParseQuery(text);
    EXPECT_TRUE(query.ok()) << text << query.status();
    Query condition = *query;
    if (Below(4) == 0) condition = Both(condition, MentionsEntity({"person:" + std::to_string(Below(8))}));
    if (Below(4) == 0) condition = Both(condition, MentionsPlace({.country_codes = {"UA"}}));
    if (Below(4) == 0) condition = Both(condition, {NearNode{48, 36, 100.0 + Below(800)}});
    return condition;
  }

  std::vector<std::string> Ordered(const Query& query, Order order, std::map<std::string, double>& scores) {
    const std::vector<const ModelCorpus::Entry*> matching = model_.Matching(query);
    const Order effective = order == Order::kRelevance && ScoredKeys(query).empty() ? Order::kNewest : order;
    std::vector<std::pair<Rank, std::string>> ranked;
    for (const ModelCorpus::Entry* entry : matching) {
      const std::string& id = entry->terms.article_id;
      Rank rank;
      if (effective == Order::kRelevance) rank.score = scores[id] = model_.Score(query, *entry);
      rank.publication_unix_s = entry->terms.publication_unix_s.value_or(kUndatedUnixS);
      rank.id_hash = Hash64(id);
      ranked.emplace_back(rank, id);
    }
    std::sort(ranked.begin(), ranked.end(), [effective](const auto& a, const auto& b) {
      // Sums in another order differ in the last bits.
      if (effective == Order::kRelevance && std::abs(a.first.score - b.first.score) < 1e-9) {
        return Precedes(Order::kNewest, a.first, b.first);
      }
      return Precedes(effective, a.first, b.first);
    });
    std::vector<std::string> ids;
    for (const auto& [rank, id] : ranked) ids.push_back(id);
    return ids;
  }

  void CheckSearch() {
    SearchSpec spec{.page_size = 1 + Below(50),
                    .passages = 0,
                    .facets = {FacetField::kSource, FacetField::kEntity, FacetField::kPlace, FacetField::kMonth},
                    .facet_size = 100,
                    .request_hash = 5};
    spec.query = RandomCondition();
    spec.order = static_cast<Order>(Below(3));
    std::map<std::string, double> scores;
    const std::vector<std::string> expected = Ordered(spec.query, spec.order, scores);
    std::vector<std::string> found;
    while (true) {
      const absl::StatusOr<v1::SearchArticlesResponse> response = SearchArticles(fixture_.Sources(), spec);
      ASSERT_TRUE(response.ok()) << response.status();
      ASSERT_EQ(response->total(), expected.size());
      if (spec.page_token.empty()) CheckFacets(spec.query, *response);
      for (const v1::ArticleHit& hit : response->hits()) {
        found.push_back(hit.article().article_id());
        if (!scores.empty()) {
          ASSERT_NEAR(hit.score(), scores[found.back()], 1e-9);
        }
      }
      spec.page_token = response->next_page_token();
      if (spec.page_token.empty() || found.size() > 300) break;
    }
    ASSERT_LE(found.size(), expected.size());
    ASSERT_EQ(found,
              std::vector<std::string>(expected.begin(), expected.begin() + static_cast<ptrdiff_t>(found.size())));
  }

  void CheckFacets(const Query& query, const v1::SearchArticlesResponse& response) {
    std::vector<std::map<std::string, uint64_t>> expected(4);
    for (const ModelCorpus::Entry* entry : model_.Matching(query)) {
      const TaggedArticle& tagged = entry->tagged;
      ++expected[0][tagged.article.source()];
      std::set<std::string> entities, places;
      for (const auto& entity : tagged.annotations.entities()) {
        (entity.kind() == "PLACE" ? places : entities).insert(entity.entity_id());
      }
      for (const std::string& id : entities) ++expected[1][id];
      for (const std::string& id : places) ++expected[2][id];
      if (!tagged.article.publication_time().day().empty()) {
        ++expected[3][tagged.article.publication_time().day().substr(0, 7)];
      }
    }
    for (int i = 0; i < response.facets_size(); ++i) {
      std::map<std::string, uint64_t> counts;
      for (const v1::FacetValue& value : response.facets(i).values()) counts[value.value()] = value.articles();
      ASSERT_EQ(counts, expected[static_cast<size_t>(i)]) << response.facets(i).field();
    }
  }

  void CheckQuotes() {
    QuoteSpec spec{.page_size = 3, .request_hash = 9};
    if (Below(3) != 0) spec.filter.speaker_ids = {"person:" + std::to_string(Below(3))};
    if (Below(3) == 0) spec.filter.about_words = {WordKey(TermKind::kWord, Word())};
    // Copies of the same words by the same speaker are one.
    std::set<std::string> expected;
    std::set<std::string> seen;
    size_t count = 0;
    for (const auto& [id, entry] : model_.articles()) {
      for (const type::v1::Quote& quote : entry.tagged.annotations.quotes()) {
        const std::string words = entry.tagged.article.text().substr(0, quote.content().end_byte());
        if (!spec.filter.speaker_ids.empty() && quote.speaker_entity_id() != spec.filter.speaker_ids[0]) continue;
        if (!spec.filter.about_words.empty() &&
            (" " + words + " ").find(" " + spec.filter.about_words[0].substr(1) + " ") == std::string::npos) {
          continue;
        }
        const bool comparable = std::count(words.begin(), words.end(), ' ') >= 3;
        if (comparable && !seen.insert(quote.speaker_entity_id() + words).second) continue;
        ++count;
      }
    }
    size_t found = 0;
    do {
      const absl::StatusOr<v1::ListQuotesResponse> response = ListQuotes(fixture_.Sources(), spec);
      ASSERT_TRUE(response.ok()) << response.status();
      ASSERT_EQ(response->total(), count);
      found += static_cast<size_t>(response->quotes_size());
      for (const v1::QuoteHit& hit : response->quotes()) {
        const auto& text = model_.articles().at(hit.article().article_id()).tagged.article.text();
        ASSERT_TRUE(text.starts_with(hit.content_text()));
      }
      spec.page_token = response->next_page_token();
    } while (!spec.page_token.empty() && found < 60);
    if (spec.page_token.empty()) {
      ASSERT_EQ(found, count);
    }
  }

  void CheckRows() {
    std::vector<std::string> problems;
    const absl::Status status = VerifyView(*fixture_.view().Pin(), [&](const VerifyProgress& progress) {
      problems.insert(problems.end(), progress.problems.begin(), progress.problems.end());
      return true;
    });
    ASSERT_TRUE(status.ok()) << status;
    ASSERT_THAT(problems, ::testing::IsEmpty());
  }

  // The same records, all at once, into an empty view.
  void CheckReplay() {
    ViewFixture replay(fixture_.partitions());
    ASSERT_TRUE(replay.view().Apply(fixture_.applied(), fixture_.cursor()).ok());
    const auto expected = DigestOf(*replay.view().Pin());
    const auto found = DigestOf(*fixture_.view().Pin());
    ASSERT_TRUE(expected.ok() && found.ok());
    EXPECT_EQ(*found, *expected);
    EXPECT_EQ(found->documents, model_.articles().size());
  }

  static constexpr uint32_t kGone = 0xffffffff;

  std::mt19937 random_;
  ViewFixture fixture_;
  ModelCorpus model_;
  uint32_t ids_ = 3000;
  std::map<std::string, uint32_t> revisions_;
};

TEST_P(ModelTest, AnswersAsAMapWould) {
  std::cout << "seed " << GetParam() + static_cast<uint32_t>(::testing::UnitTest::GetInstance()->random_seed()) << '\n';
  for (int burst = 0; burst < 6; ++burst) {
    ASSERT_NO_FATAL_FAILURE(Burst(900));
    if (burst % 2 == 1) fixture_.Restart();
    for (int i = 0; i < 8; ++i) ASSERT_NO_FATAL_FAILURE(CheckSearch());
    for (int i = 0; i < 3; ++i) ASSERT_NO_FATAL_FAILURE(CheckQuotes());
    ASSERT_NO_FATAL_FAILURE(CheckRows());
  }
  CheckReplay();
}

INSTANTIATE_TEST_SUITE_P(Seeds, ModelTest, ::testing::Values(1u, 2u, 3u));

}  // namespace
}  // namespace sitrep::query
