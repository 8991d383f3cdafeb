#include "services/query/peer/answer_codec.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

#include "services/query/document_view/partition_state.h"

namespace sitrep::query {
namespace {

constexpr Rank kDated{.score = 1.0 / 3, .publication_unix_s = -5, .id_hash = ~0ull, .partition = {7}, .docno = 9};
constexpr Rank kUndated{.publication_unix_s = kUndatedUnixS, .id_hash = 1};

TEST(AnswerCodecTest, BringsBackASearch) {
  const CorpusStatistics statistics{.documents = 10, .words = 2'000, .document_frequencies = {3, 0, 7}};
  const PartitionQuery query{.query = {TermNode{"wtalk"}},
                             .order = Order::kOldest,
                             .limit = 11,
                             .after = kDated,
                             .facets = {FacetField::kPlace, FacetField::kTopic},
                             .count_days = true};
  const peer::v1::Search wire = ToWire(query, statistics);
  const absl::StatusOr<PartitionQuery> back = FromWire(wire);
  ASSERT_TRUE(back.ok()) << back.status();
  EXPECT_EQ(back->query, query.query);
  EXPECT_EQ(back->order, query.order);
  EXPECT_EQ(back->limit, query.limit);
  EXPECT_EQ(back->after, query.after);
  EXPECT_EQ(back->facets, query.facets);
  EXPECT_TRUE(back->count_days);
  EXPECT_EQ(FromWire(wire.statistics()), statistics);
}

TEST(AnswerCodecTest, BringsBackItsAnswer) {
  PartitionAnswer answer{.hits = {kDated, kUndated}, .total = 12};
  answer.facets[FacetField::kSource] = {{"Meridian", 3}, {"Saffron", 1}};
  answer.facets[FacetField::kEntity] = {};
  answer.days = {.days = {{-1, 2}, {19'052, 4}}, .undated = 6};
  const absl::StatusOr<PartitionAnswer> back = FromWire(ToWire(answer));
  ASSERT_TRUE(back.ok()) << back.status();
  EXPECT_EQ(back->hits, answer.hits);
  EXPECT_EQ(back->total, 12u);
  EXPECT_EQ(back->facets, answer.facets);
  EXPECT_EQ(back->days.days, answer.days.days);
  EXPECT_EQ(back->days.undated, 6u);
}

TEST(AnswerCodecTest, BringsBackQuotesAndEntities) {
  QuoteFilter filter{.speaker_ids = {"person:mayor"},
                     .about_ids = {"place:port"},
                     .about_words = {"wroad"},
                     .published = {.from_day = 3},
                     .source_keys = {"smeridian"},
                     .kinds = {type::v1::Quote::INDIRECT}};
  const absl::StatusOr<QuoteFilter> filter_back = FromWire(ToWire(filter));
  ASSERT_TRUE(filter_back.ok()) << filter_back.status();
  EXPECT_EQ(filter_back->speaker_ids, filter.speaker_ids);
  EXPECT_EQ(filter_back->about_ids, filter.about_ids);
  EXPECT_EQ(filter_back->about_words, filter.about_words);
  EXPECT_EQ(filter_back->published, filter.published);
  EXPECT_EQ(filter_back->source_keys, filter.source_keys);
  EXPECT_EQ(filter_back->kinds, filter.kinds);

  const std::vector<QuoteSpot> spots = {{.document = kUndated, .index = 3, .words_hash = ~1ull}};
  EXPECT_EQ(*FromWire(ToWire(absl::MakeConstSpan(spots))), spots);

  KnownEntities entities;
  entities["person:mayor"].partition = Partition{5};
  entities["person:mayor"].row.set_name("Piotr Orlan");
  const KnownEntities entities_back = FromWire(ToWire(entities));
  ASSERT_EQ(entities_back.size(), 1u);
  EXPECT_EQ(entities_back.at("person:mayor").partition, Partition{5});
  EXPECT_EQ(entities_back.at("person:mayor").row.name(), "Piotr Orlan");

  const EntityEvidence evidence{.articles = 1, .quotes = 2, .names = {{"Orlan", 4}}, .related = {{"x:y", 5}}};
  const absl::StatusOr<EntityEvidence> evidence_back = FromWire(ToWire(evidence));
  ASSERT_TRUE(evidence_back.ok()) << evidence_back.status();
  EXPECT_EQ(evidence_back->articles, 1u);
  EXPECT_EQ(evidence_back->quotes, 2u);
  EXPECT_EQ(evidence_back->names, evidence.names);
  EXPECT_EQ(evidence_back->related, evidence.related);
}

TEST(AnswerCodecTest, RefusesWhatNoEncoderMade) {
  peer::v1::SearchResult scoreless;
  scoreless.add_hits()->set_score(std::numeric_limits<double>::quiet_NaN());
  EXPECT_FALSE(FromWire(scoreless).ok());
  peer::v1::SearchResult lopsided;
  lopsided.mutable_days()->add_days(3);
  EXPECT_FALSE(FromWire(lopsided).ok());
  peer::v1::SearchResult strange;
  strange.add_facets()->set_field("weather");
  EXPECT_FALSE(FromWire(strange).ok());
  peer::v1::Evidence uncounted;
  uncounted.mutable_names()->add_values("Orlan");
  EXPECT_FALSE(FromWire(uncounted).ok());
  peer::v1::Search disorderly;
  disorderly.mutable_query()->mutable_everything();
  disorderly.set_order(static_cast<peer::v1::Search::Order>(8));
  EXPECT_FALSE(FromWire(disorderly).ok());
}

}  // namespace
}  // namespace sitrep::query
