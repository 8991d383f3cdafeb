#pragma once

#include <memory>
#include <vector>

#include "services/query/document_view/partition_source.h"
#include "services/query/document_view/posting_reader.h"
#include "services/query/document_view/query_evaluator.h"
#include "services/query/document_view/view_state.h"

namespace sitrep::query {

// A partition of this process's own document view, as one pinned state has it.
class LocalPartition final : public PartitionSource {
 public:
  // REQUIRES: `partition` is one of view->partitions().
  LocalPartition(std::shared_ptr<const ViewState> view, Partition partition);

  Partition partition() const override { return state_.partition; }
  absl::StatusOr<CorpusStatistics> CollectStatistics(const Query& query) override;
  absl::StatusOr<PartitionAnswer> Search(const PartitionQuery& query, const CorpusStatistics& statistics) override;
  absl::StatusOr<std::vector<v1::ArticleHit>> Describe(absl::Span<const Rank> documents, const HighlightTerms& terms,
                                                       size_t passages) override;
  absl::StatusOr<std::vector<QuoteSpot>> FindQuotes(const QuoteFilter& filter) override;
  absl::StatusOr<std::vector<v1::QuoteHit>> DescribeQuotes(absl::Span<const QuoteSpot> spots) override;
  absl::StatusOr<std::vector<v1::ArticleReference>> References(absl::Span<const Rank> documents) override;
  absl::StatusOr<EntityRows> Entities(absl::Span<const std::string> ids) override;
  absl::StatusOr<EntityEvidence> GatherEvidence(const std::vector<std::string>& ids) override;

 private:
  // BM25 by document number; 0 where no word of the query stands.
  absl::StatusOr<std::vector<double>> Scores(const Query& query, const CorpusStatistics& statistics);
  Rank RankOf(uint32_t docno, double score) const;

  std::shared_ptr<const ViewState> view_;
  const PartitionState& state_;
  PostingReader reader_;
  QueryEvaluator evaluator_;
};

// All partitions of a state, in order of their numbers.
std::vector<std::unique_ptr<PartitionSource>> OpenPartitions(const std::shared_ptr<const ViewState>& view);

}  // namespace sitrep::query
