#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "services/query/document_view/partition_source.h"
#include "sitrep/query/v1/filter.pb.h"

namespace sitrep::query {

// The sources of one request as one: every question goes to all of them at once, those of other pods work while this
// process computes its own, and the answers are merged into what one large partition would say. The merged answer does
// not depend on which source holds which partitions, nor on the order of sources: counts are added, and numbers that
// are not whole are computed per document from merged counts only. One source that fails fails the question. For one
// request; not thread-safe.
class FanOut {
 public:
  // Together the sources should stand for every partition but those in `missing`, none for two of them.
  FanOut(PartitionSources sources, std::vector<v1::MissingPart> missing = {})  // NOLINT: a corpus is its sources.
      : sources_(std::move(sources)), missing_(std::move(missing)) {}

  absl::StatusOr<CorpusStatistics> CollectStatistics(const Query& query) const;
  absl::StatusOr<PartitionAnswer> Search(const PartitionQuery& query, const CorpusStatistics& statistics) const;
  absl::StatusOr<std::vector<v1::ArticleHit>> Describe(absl::Span<const Rank> documents, const HitSpec& spec) const;
  // In no particular order.
  absl::StatusOr<std::vector<QuoteSpot>> FindQuotes(const QuoteFilter& filter) const;
  absl::StatusOr<std::vector<v1::QuoteHit>> DescribeQuotes(absl::Span<const QuoteSpot> spots) const;
  absl::StatusOr<std::vector<v1::ArticleReference>> References(absl::Span<const Rank> documents) const;
  absl::StatusOr<KnownEntities> Entities(absl::Span<const std::string> ids) const;
  absl::StatusOr<EntityEvidence> GatherEvidence(absl::Span<const std::string> ids) const;
  absl::StatusOr<std::vector<uint64_t>> MatchingIdHashes(const Query& query) const;
  // NOT_FOUND (ARTICLE_NOT_FOUND) also when nobody holds the partition.
  absl::StatusOr<v1::Document> Document(const std::string& article_id, Partition partition,
                                        const AnnotationChoice& choice) const;
  // The same for several at once, each with a status of its own.
  struct DocumentName {
    std::string article_id;
    Partition partition;
  };
  std::vector<absl::StatusOr<v1::Document>> Documents(absl::Span<const DocumentName> names,
                                                      const AnnotationChoice& choice) const;

  // Parts of the corpus that no source stands for, and why: every answer says so.
  const std::vector<v1::MissingPart>& missing() const { return missing_; }
  template <typename Response>
  void ListMissing(Response& response) const {
    for (const v1::MissingPart& part : missing_) *response.add_missing() = part;
  }

 private:
  PartitionSource* SourceOf(Partition partition) const;

  PartitionSources sources_;
  std::vector<v1::MissingPart> missing_;
};

// What is done with the sources of a request. It may be called again with other sources, so it sets its result anew.
using AskCorpus = absl::FunctionRef<absl::Status(const FanOut& corpus)>;

}  // namespace sitrep::query
