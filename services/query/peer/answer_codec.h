#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "google/protobuf/repeated_field.h"
#include "services/query/document_view/partition_source.h"
#include "sitrep/query/peer/v1/peer_service.pb.h"

// Questions and answers of partitions as they travel between pods. Pure functions; what is encoded decodes to an equal
// value, and what no encoder made is INVALID_ARGUMENT.
namespace sitrep::query {

peer::v1::Statistics ToWire(const CorpusStatistics& statistics);
CorpusStatistics FromWire(const peer::v1::Statistics& wire);

peer::v1::Search ToWire(const PartitionQuery& query, const CorpusStatistics& statistics);
absl::StatusOr<PartitionQuery> FromWire(const peer::v1::Search& wire);  // Its statistics are decoded apart.

peer::v1::SearchResult ToWire(const PartitionAnswer& answer);
absl::StatusOr<PartitionAnswer> FromWire(const peer::v1::SearchResult& wire);

peer::v1::DescribeHits ToWire(absl::Span<const Rank> documents, const HitSpec& spec);
absl::StatusOr<HitSpec> SpecOf(const peer::v1::DescribeHits& wire);

using WireRanks = google::protobuf::RepeatedPtrField<peer::v1::Rank>;
WireRanks ToWire(absl::Span<const Rank> ranks);
absl::StatusOr<std::vector<Rank>> FromWire(const WireRanks& wire);

peer::v1::QuoteFilter ToWire(const QuoteFilter& filter);
absl::StatusOr<QuoteFilter> FromWire(const peer::v1::QuoteFilter& wire);

peer::v1::Spots ToWire(absl::Span<const QuoteSpot> spots);
absl::StatusOr<std::vector<QuoteSpot>> FromWire(const peer::v1::Spots& wire);

peer::v1::Ids ToWire(absl::Span<const std::string> ids);
std::vector<std::string> FromWire(const peer::v1::Ids& wire);

peer::v1::Entities ToWire(const KnownEntities& entities);
KnownEntities FromWire(peer::v1::Entities wire);

peer::v1::Evidence ToWire(const EntityEvidence& evidence);
absl::StatusOr<EntityEvidence> FromWire(const peer::v1::Evidence& wire);

}  // namespace sitrep::query
