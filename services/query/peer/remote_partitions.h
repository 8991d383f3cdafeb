#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "services/query/document_view/partition_source.h"
#include "services/query/peer/peer_session.h"

namespace sitrep::query {

// Partitions that another pod holds. A question leaves at once; its answer is waited for when it is called. Whatever
// ends the session is the error of every question after it.
class RemotePartitions final : public PartitionSource {
 public:
  // `partitions` are those that the session was opened for, ascending.
  RemotePartitions(std::shared_ptr<PeerSession> session, std::vector<Partition> partitions)
      : session_(std::move(session)), partitions_(std::move(partitions)) {}

  absl::Span<const Partition> partitions() const override { return partitions_; }
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
  // Sends the question; the answer must be of kind `kind` and is what `read` makes of it.
  template <typename T, typename Read>
  Pending<T> Ask(peer::v1::Question question, peer::v1::Answer::AnswerCase kind, Read read);

  const std::shared_ptr<PeerSession> session_;  // Shared with who wants to know how it ended.
  const std::vector<Partition> partitions_;
  // Questions sent and answers taken.
  uint64_t asked_ = 0;
  uint64_t answered_ = 0;
};

}  // namespace sitrep::query
