#pragma once

#include <memory>
#include <vector>

#include "services/query/document_view/partition_source.h"
#include "services/query/document_view/posting_reader.h"
#include "services/query/document_view/query_evaluator.h"
#include "services/query/document_view/view_state.h"

namespace sitrep::query {

// A partition of this process's own document view, as one pinned state has it. Answers are computed when they are
// called.
class LocalPartition final : public PartitionSource {
 public:
  // REQUIRES: `partition` is one of view->partitions().
  LocalPartition(std::shared_ptr<const ViewState> view, Partition partition);

  absl::Span<const Partition> partitions() const override { return absl::MakeConstSpan(&state_.partition, 1); }
  Pending<CorpusStatistics> CollectStatistics(const Query& query) override;
  Pending<PartitionAnswer> Search(const PartitionQuery& query, const CorpusStatistics& statistics) override;
  Pending<std::vector<v1::ArticleHit>> Describe(absl::Span<const Rank> documents, const HitSpec& spec) override;
  Pending<std::vector<QuoteSpot>> FindQuotes(const QuoteFilter& filter) override;
  Pending<std::vector<v1::QuoteHit>> DescribeQuotes(absl::Span<const QuoteSpot> spots) override;
  Pending<std::vector<v1::ArticleReference>> References(absl::Span<const Rank> documents) override;
  Pending<KnownEntities> Entities(absl::Span<const std::string> ids, const KnownEntities& known) override;
  Pending<EntityEvidence> GatherEvidence(absl::Span<const std::string> ids) override;
  Pending<std::vector<uint64_t>> MatchingIdHashes(const Query& query) override;
  Pending<v1::Document> Document(const std::string& article_id, Partition partition,
                                 const AnnotationChoice& choice) override;

 private:
  absl::StatusOr<CorpusStatistics> StatisticsOf(const Query& query);
  // BM25 by document number; 0 where no word of the query stands.
  absl::StatusOr<std::vector<double>> Scores(const Query& query, const CorpusStatistics& statistics);
  absl::StatusOr<PartitionAnswer> Find(const PartitionQuery& query, const CorpusStatistics& statistics);
  absl::StatusOr<std::vector<v1::ArticleHit>> HitsOf(absl::Span<const Rank> documents, const HitSpec& spec) const;
  absl::StatusOr<EntityEvidence> EvidenceOf(absl::Span<const std::string> ids);
  Rank RankOf(uint32_t docno, double score) const;

  std::shared_ptr<const ViewState> view_;
  const PartitionState& state_;
  PostingReader reader_;
  QueryEvaluator evaluator_;
};

// All partitions of a state, in order of their numbers.
PartitionSources OpenPartitions(const std::shared_ptr<const ViewState>& view);
// Those of them that are wanted, which may be others too.
PartitionSources OpenPartitions(const std::shared_ptr<const ViewState>& view, absl::Span<const Partition> wanted);

}  // namespace sitrep::query
