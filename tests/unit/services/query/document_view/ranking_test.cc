#include "services/query/document_view/ranking.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

#include "services/query/document_view/page_position.h"
#include "services/query/document_view/partition_state.h"

namespace sitrep::query {
namespace {

Rank Make(double score, int64_t time, uint64_t id) {
  return {.score = score, .publication_unix_s = time, .id_hash = id};
}

TEST(RankingTest, PutsTheUndatedLastInBothOrdersOfTime) {
  const Rank dated = Make(0, -5, 2);
  const Rank undated = Make(0, kUndatedUnixS, 1);
  for (const Order order : {Order::kNewest, Order::kOldest, Order::kRelevance}) {
    EXPECT_TRUE(Precedes(order, dated, undated));
    EXPECT_FALSE(Precedes(order, undated, dated));
    EXPECT_FALSE(Precedes(order, dated, dated));
  }
  EXPECT_TRUE(Precedes(Order::kRelevance, Make(2, 0, 9), Make(1, 5, 1)));
}

TEST(RankingTest, KeepsTheBestAfterAPlace) {
  std::mt19937 random(5);
  for (const Order order : {Order::kNewest, Order::kOldest, Order::kRelevance}) {
    std::vector<Rank> all;
    for (uint64_t i = 0; i < 300; ++i) {
      all.push_back(Make(static_cast<double>(random() % 10), static_cast<int64_t>(random() % 10), random()));
      all.back().docno = static_cast<uint32_t>(i);
    }
    std::vector<Rank> sorted = all;
    std::sort(sorted.begin(), sorted.end(), [&](const Rank& a, const Rank& b) { return Precedes(order, a, b); });
    BestRanks best(order, 20, &sorted[49]);
    for (const Rank& rank : all) best.Offer(rank);
    EXPECT_EQ(std::move(best).Take(), std::vector<Rank>(sorted.begin() + 50, sorted.begin() + 70));
  }
  BestRanks none(Order::kNewest, 0, nullptr);
  none.Offer({});
  EXPECT_TRUE(std::move(none).Take().empty());
}

TEST(Bm25Test, IsWhatTheFormulaSays) {
  const Bm25 bm25({.documents = 100, .words = 5'000});
  EXPECT_NEAR(bm25.Idf(10), 2.2638, 1e-4);
  EXPECT_NEAR(bm25.Saturation(3, 50), 3 * 2.2 / (3 + 1.2), 1e-12);
  EXPECT_GT(bm25.Saturation(3, 20), bm25.Saturation(3, 200));
  EXPECT_GT(bm25.Idf(100), 0);
  // Statistics pinned by a page token may be older than what is left.
  EXPECT_GT(bm25.Idf(1'000), 0);
  EXPECT_GT(Bm25({}).Saturation(1, 1), 0);
}

TEST(PagePositionTest, SurvivesTheToken) {
  const SearchPosition position{.last = {.score = 1.25,
                                         .publication_unix_s = kUndatedUnixS,
                                         .id_hash = 0xfedcba9876543210,
                                         .partition = Partition{7},
                                         .docno = 12345},
                                .statistics = {.documents = 9, .words = 1'000, .document_frequencies = {1, 300}}};
  const std::string payload = EncodeSearchPosition(position);
  EXPECT_EQ(DecodeSearchPosition(payload), position);
  for (size_t cut = 0; cut < payload.size(); ++cut) EXPECT_FALSE(DecodeSearchPosition(payload.substr(0, cut)));
  EXPECT_FALSE(DecodeSearchPosition(payload + "x"));
  const QuotePosition quote{.document = position.last, .index = 3};
  EXPECT_EQ(DecodeQuotePosition(EncodeQuotePosition(quote)), quote);
  const EntityPosition entity{.articles = 4, .entity_id = "person:1"};
  EXPECT_EQ(DecodeEntityPosition(EncodeEntityPosition(entity)), entity);
}

TEST(PagePositionTest, RefusesScoresThatCannotBeCompared) {
  SearchPosition position;
  position.last.score = std::numeric_limits<double>::quiet_NaN();
  EXPECT_FALSE(DecodeSearchPosition(EncodeSearchPosition(position)));
}

}  // namespace
}  // namespace sitrep::query
