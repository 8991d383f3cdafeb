#include "services/query/document_view/fan_out.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace sitrep::query {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

// Says the same of each of its partitions, and notes what was asked and answered in which order.
class FakeSource final : public PartitionSource {
 public:
  FakeSource(std::vector<uint32_t> partitions, std::vector<std::string>& log, absl::Status status = absl::OkStatus())
      : log_(log), status_(std::move(status)) {
    for (const uint32_t partition : partitions) partitions_.push_back(Partition{partition});
  }

  absl::Span<const Partition> partitions() const override { return partitions_; }
  Pending<CorpusStatistics> CollectStatistics(const Query&) override {
    return Answer<CorpusStatistics>({.documents = size(), .words = 10 * size(), .document_frequencies = {size(), 1}});
  }
  Pending<PartitionAnswer> Search(const PartitionQuery&, const CorpusStatistics&) override {
    PartitionAnswer answer{.total = size(), .days = {.days = {{19'052, size()}}, .undated = 1}};
    for (const Partition partition : partitions_) answer.hits.push_back(RankIn(partition.value));
    answer.facets[FacetField::kSource] = {{"Meridian", size()}};
    return Answer(std::move(answer));
  }
  Pending<std::vector<v1::ArticleHit>> Describe(absl::Span<const Rank> documents, const HitSpec&) override {
    std::vector<v1::ArticleHit> hits(documents.size());
    for (size_t i = 0; i < hits.size(); ++i) hits[i].set_score(documents[i].score);
    return Answer(std::move(hits));
  }
  Pending<std::vector<QuoteSpot>> FindQuotes(const QuoteFilter&) override { return Answer<std::vector<QuoteSpot>>({}); }
  Pending<std::vector<v1::QuoteHit>> DescribeQuotes(absl::Span<const QuoteSpot>) override {
    return Answer<std::vector<v1::QuoteHit>>({});
  }
  Pending<std::vector<v1::ArticleReference>> References(absl::Span<const Rank>) override {
    return Answer<std::vector<v1::ArticleReference>>({});
  }
  Pending<KnownEntities> Entities(absl::Span<const std::string> ids, const KnownEntities&) override {
    KnownEntities entities;
    for (const std::string& id : ids) {
      entities[id].partition = partitions_.front();
      entities[id].row.set_name("as " + std::to_string(partitions_.front().value) + " knows it");
    }
    return Answer(std::move(entities));
  }
  Pending<EntityEvidence> GatherEvidence(absl::Span<const std::string>) override { return Answer<EntityEvidence>({}); }
  Pending<std::vector<uint64_t>> MatchingIdHashes(const Query&) override {
    return Answer<std::vector<uint64_t>>({partitions_.front().value, partitions_.front().value + 100ull});
  }
  Pending<v1::Document> Document(const std::string& id, Partition, const AnnotationChoice&) override {
    v1::Document document;
    document.set_article_id(id);
    return Answer(std::move(document));
  }

  static Rank RankIn(uint32_t partition) {
    return {.score = 1.0 + partition, .id_hash = partition, .partition = Partition{partition}, .docno = partition};
  }

 private:
  uint64_t size() const { return partitions_.size(); }
  template <typename T>
  Pending<T> Answer(T answer) {
    log_.push_back("asked " + std::to_string(partitions_.front().value));
    return [this, answer = std::move(answer)]() mutable -> absl::StatusOr<T> {
      log_.push_back("answered " + std::to_string(partitions_.front().value));
      if (!status_.ok()) return status_;
      return std::move(answer);
    };
  }

  std::vector<Partition> partitions_;
  std::vector<std::string>& log_;
  const absl::Status status_;
};

class FanOutTest : public ::testing::Test {
 protected:
  void Add(std::vector<uint32_t> partitions, absl::Status status = absl::OkStatus()) {
    sources_.push_back(std::make_unique<FakeSource>(std::move(partitions), log_, std::move(status)));
  }

  std::vector<std::string> log_;
  PartitionSources sources_;
};

TEST_F(FanOutTest, AsksAllBeforeItWaitsForAny) {
  Add({2, 3});
  Add({0});
  const absl::StatusOr<CorpusStatistics> statistics = FanOut(std::move(sources_)).CollectStatistics({});
  ASSERT_TRUE(statistics.ok()) << statistics.status();
  EXPECT_EQ(*statistics, (CorpusStatistics{.documents = 3, .words = 30, .document_frequencies = {3, 2}}));
  EXPECT_THAT(log_, ElementsAre("asked 2", "asked 0", "answered 2", "answered 0"));
}

TEST_F(FanOutTest, MergesWhatSourcesSayOfPartitions) {
  Add({1, 4, 5});
  Add({0, 3});
  const FanOut corpus(std::move(sources_), std::vector<v1::MissingPart>(1));
  const absl::StatusOr<PartitionAnswer> answer = corpus.Search({.limit = 3}, {});
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_THAT(answer->hits, ElementsAre(FakeSource::RankIn(5), FakeSource::RankIn(4), FakeSource::RankIn(3)));
  EXPECT_EQ(answer->total, 5u);
  EXPECT_THAT(answer->facets.at(FacetField::kSource), UnorderedElementsAre(Pair("Meridian", 5)));
  EXPECT_THAT(answer->days.days, ElementsAre(Pair(19'052, 5)));
  EXPECT_EQ(answer->days.undated, 2u);
  EXPECT_THAT(*corpus.MatchingIdHashes({}), ElementsAre(0, 1, 100, 101));
  // The lowest partition that knows an entity is right, whichever source was asked first.
  EXPECT_EQ(corpus.Entities(std::vector<std::string>{"person:mayor"})->at("person:mayor").row.name(), "as 0 knows it");

  const std::vector<Rank> documents = {FakeSource::RankIn(3), FakeSource::RankIn(1), FakeSource::RankIn(0)};
  const absl::StatusOr<std::vector<v1::ArticleHit>> hits = corpus.Describe(documents, {});
  ASSERT_TRUE(hits.ok()) << hits.status();
  ASSERT_EQ(hits->size(), 3u);
  for (size_t i = 0; i < documents.size(); ++i) EXPECT_EQ((*hits)[i].score(), documents[i].score);

  v1::SearchArticlesResponse response;
  corpus.ListMissing(response);
  EXPECT_EQ(response.missing_size(), 1);
}

TEST_F(FanOutTest, OneSourceThatFailsFailsTheQuestion) {
  Add({0});
  Add({1}, absl::UnavailableError("gone"));
  const FanOut corpus(std::move(sources_));
  EXPECT_TRUE(absl::IsUnavailable(corpus.CollectStatistics({}).status()));
  // Others may still be asked.
  EXPECT_TRUE(corpus.Document("an article", Partition{0}, {}).ok());
  EXPECT_TRUE(absl::IsNotFound(corpus.Document("an article", Partition{7}, {}).status()));
  EXPECT_FALSE(corpus.Describe(std::vector<Rank>{FakeSource::RankIn(7)}, {}).ok());
}

}  // namespace
}  // namespace sitrep::query
