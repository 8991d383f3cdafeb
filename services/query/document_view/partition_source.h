#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "services/query/document_view/document_reader.h"
#include "services/query/document_view/facets.h"
#include "services/query/document_view/ranking.h"
#include "services/query/query_language/ast.h"
#include "sitrep/query/stored/v1/document_view.pb.h"
#include "sitrep/query/v1/query_service.pb.h"
#include "sitrep/type/v1/span.pb.h"

namespace sitrep::query {

// What a coordinator asks of partitions; every part of the answer can be merged with those of other partitions into
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

// How hits are shown: the words of `query`, each worth what `statistics` say, in at most `passages` passages, their
// spans also in `offset_unit`.
struct HitSpec {
  Query query;
  CorpusStatistics statistics;
  size_t passages = 2;
  type::v1::OffsetUnit offset_unit = type::v1::OFFSET_UNIT_BYTE;
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

  friend bool operator==(const QuoteSpot&, const QuoteSpot&) = default;
};

// What articles say of an entity.
struct EntityEvidence {
  uint64_t articles = 0;
  uint64_t quotes = 0;
  ValueCounts names;
  ValueCounts related;
  DayCounts days;
};

// What is known of entities, by id. Partitions may know an entity differently, as its last article there had it: the
// lowest partition that knows it is right.
struct KnownEntity {
  Partition partition;
  stored::v1::EntityRow row;
};
using KnownEntities = std::map<std::string, KnownEntity>;

// An answer that was asked for: calling it, once, computes it or waits for it. What the question referred to must live
// until then. The answers of one source must be called in the order they were asked for; dropping one ends the use of
// its source.
template <typename T>
using Pending = absl::AnyInvocable<absl::StatusOr<T>()>;

// Some partitions as a reader sees them: a seam, behind which one partition of this process or several of another pod
// may stand. A source is made for one request and answers all its calls from one state. Errors: DATA_LOSS; of another
// pod, any that ends the conversation with it. Not thread-safe.
class PartitionSource {
 public:
  virtual ~PartitionSource() = default;

  // In ascending order. Documents given to the questions below must lie in one of them.
  virtual absl::Span<const Partition> partitions() const = 0;

  virtual Pending<CorpusStatistics> CollectStatistics(const Query& query) = 0;
  virtual Pending<PartitionAnswer> Search(const PartitionQuery& query, const CorpusStatistics& statistics) = 0;
  // The hits of these documents, in this order.
  virtual Pending<std::vector<v1::ArticleHit>> Describe(absl::Span<const Rank> documents, const HitSpec& spec) = 0;
  virtual Pending<std::vector<QuoteSpot>> FindQuotes(const QuoteFilter& filter) = 0;
  virtual Pending<std::vector<v1::QuoteHit>> DescribeQuotes(absl::Span<const QuoteSpot> spots) = 0;
  virtual Pending<std::vector<v1::ArticleReference>> References(absl::Span<const Rank> documents) = 0;
  // Of those among the ids that these partitions have seen. What `known` has from a lower partition by the time the
  // answer is called may be left out.
  virtual Pending<KnownEntities> Entities(absl::Span<const std::string> ids, const KnownEntities& known) = 0;
  // Of articles that mention any of the ids.
  virtual Pending<EntityEvidence> GatherEvidence(absl::Span<const std::string> ids) = 0;
  // Hash64 of the id of every matching article, ascending.
  virtual Pending<std::vector<uint64_t>> MatchingIdHashes(const Query& query) = 0;
  // As ReadDocument. NOT_FOUND and FAILED_PRECONDITION leave the source usable.
  virtual Pending<v1::Document> Document(const std::string& article_id, Partition partition,
                                         const AnnotationChoice& choice) = 0;
};

using PartitionSources = std::vector<std::unique_ptr<PartitionSource>>;

}  // namespace sitrep::query
