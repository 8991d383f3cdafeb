#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "services/query/document_view/facets.h"
#include "services/query/document_view/highlighter.h"
#include "services/query/document_view/ranking.h"
#include "services/query/query_language/ast.h"
#include "sitrep/query/stored/v1/document_view.pb.h"
#include "sitrep/query/v1/query_service.pb.h"

namespace sitrep::query {

// What a coordinator asks of one partition; every part of the answer can be merged with those of other partitions into
// exactly what one large partition would have said.
struct PartitionQuery {
  Query query;
  Order order = Order::kRelevance;
  size_t limit = 10;
  // Only documents that rank after it.
  std::optional<Rank> after;
  // Neither kDay nor kMonth: those follow from `count_days`.
  std::vector<FacetField> facets;
  bool count_days = false;
};

struct PartitionAnswer {
  std::vector<Rank> hits;  // In order.
  uint64_t total = 0;
  std::map<FacetField, ValueCounts> facets;
  DayCounts days;
};

// Which quotes. Every field narrows; within one, any value does.
struct QuoteFilter {
  std::vector<std::string> speaker_ids;
  // The content mentions one of these entities, or holds all of these words (keys of kind kWord).
  std::vector<std::string> about_ids;
  std::vector<std::string> about_words;
  PublishedNode published;
  std::vector<std::string> source_keys;
  std::vector<type::v1::Quote::Kind> kinds;
};

// One quote of one document.
struct QuoteSpot {
  // Score 0.
  Rank document;
  uint32_t index = 0;
  // Equal for the same words of the same speaker; 0: not compared.
  uint64_t words_hash = 0;
};

// What one partition's articles say of an entity.
struct EntityEvidence {
  uint64_t articles = 0;
  uint64_t quotes = 0;
  ValueCounts names;
  ValueCounts related;
  DayCounts days;
};

using EntityRows = std::map<std::string, stored::v1::EntityRow>;

// One partition as a reader sees it: a seam, behind which a partition of this process or of another pod may stand. A
// source is made for one request and answers all its calls from one state. Errors: DATA_LOSS, UNAVAILABLE. Not
// thread-safe.
class PartitionSource {
 public:
  virtual ~PartitionSource() = default;

  virtual Partition partition() const = 0;
  virtual absl::StatusOr<CorpusStatistics> CollectStatistics(const Query& query) = 0;
  virtual absl::StatusOr<PartitionAnswer> Search(const PartitionQuery& query, const CorpusStatistics& statistics) = 0;
  // The hits of these documents, in this order, with at most `passages` passages each.
  virtual absl::StatusOr<std::vector<v1::ArticleHit>> Describe(absl::Span<const Rank> documents,
                                                               const HighlightTerms& terms, size_t passages) = 0;
  virtual absl::StatusOr<std::vector<QuoteSpot>> FindQuotes(const QuoteFilter& filter) = 0;
  virtual absl::StatusOr<std::vector<v1::QuoteHit>> DescribeQuotes(absl::Span<const QuoteSpot> spots) = 0;
  virtual absl::StatusOr<std::vector<v1::ArticleReference>> References(absl::Span<const Rank> documents) = 0;
  // Of those among the ids that this partition has seen.
  virtual absl::StatusOr<EntityRows> Entities(absl::Span<const std::string> ids) = 0;
  // Of articles that mention any of the ids.
  virtual absl::StatusOr<EntityEvidence> GatherEvidence(const std::vector<std::string>& ids) = 0;
};

}  // namespace sitrep::query
