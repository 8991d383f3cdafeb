#include "services/query/peer/answer_codec.h"

#include <cmath>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "services/query/peer/query_codec.h"

namespace sitrep::query {
namespace {

absl::Status Malformed(std::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat("a message of another pod: ", std::string(what)));
}

peer::v1::Rank ToWire(const Rank& rank) {
  peer::v1::Rank wire;
  wire.set_score(rank.score);
  wire.set_publication_unix_s(rank.publication_unix_s);
  wire.set_id_hash(rank.id_hash);
  wire.set_partition(rank.partition.value);
  wire.set_docno(rank.docno);
  return wire;
}

absl::StatusOr<Rank> FromWire(const peer::v1::Rank& wire) {
  // NaN compares with nothing, which would break the order.
  if (!std::isfinite(wire.score())) return Malformed("a score that is no number");
  return Rank{.score = wire.score(),
              .publication_unix_s = wire.publication_unix_s(),
              .id_hash = wire.id_hash(),
              .partition = Partition{wire.partition()},
              .docno = wire.docno()};
}

peer::v1::ValueCounts ToWire(const ValueCounts& counts) {
  peer::v1::ValueCounts wire;
  for (const auto& [value, count] : counts) {
    wire.add_values(value);
    wire.add_counts(count);
  }
  return wire;
}

absl::StatusOr<ValueCounts> FromWire(const peer::v1::ValueCounts& wire) {
  if (wire.values_size() != wire.counts_size()) return Malformed("counts that do not belong to values");
  ValueCounts counts;
  counts.reserve(static_cast<size_t>(wire.values_size()));
  for (int i = 0; i < wire.values_size(); ++i) counts[wire.values(i)] += wire.counts(i);
  return counts;
}

peer::v1::DayCounts ToWire(const DayCounts& counts) {
  peer::v1::DayCounts wire;
  for (const auto& [day, count] : counts.days) {
    wire.add_days(day);
    wire.add_counts(count);
  }
  wire.set_undated(counts.undated);
  return wire;
}

absl::StatusOr<DayCounts> FromWire(const peer::v1::DayCounts& wire) {
  if (wire.days_size() != wire.counts_size()) return Malformed("counts that do not belong to days");
  DayCounts counts{.undated = wire.undated()};
  for (int i = 0; i < wire.days_size(); ++i) counts.days[wire.days(i)] += wire.counts(i);
  return counts;
}

}  // namespace

peer::v1::Statistics ToWire(const CorpusStatistics& statistics) {
  peer::v1::Statistics wire;
  wire.set_documents(statistics.documents);
  wire.set_words(statistics.words);
  for (const uint64_t frequency : statistics.document_frequencies) wire.add_document_frequencies(frequency);
  return wire;
}

CorpusStatistics FromWire(const peer::v1::Statistics& wire) {
  return {.documents = wire.documents(),
          .words = wire.words(),
          .document_frequencies = {wire.document_frequencies().begin(), wire.document_frequencies().end()}};
}

peer::v1::Search ToWire(const PartitionQuery& query, const CorpusStatistics& statistics) {
  peer::v1::Search wire;
  *wire.mutable_query() = ToWire(query.query);
  *wire.mutable_statistics() = ToWire(statistics);
  wire.set_order(static_cast<peer::v1::Search::Order>(query.order));
  wire.set_limit(query.limit);
  if (query.after) *wire.mutable_after() = ToWire(*query.after);
  for (const FacetField field : query.facets) wire.add_facets(std::string(FacetFieldName(field)));
  wire.set_count_days(query.count_days);
  return wire;
}

absl::StatusOr<PartitionQuery> FromWire(const peer::v1::Search& wire) {
  PartitionQuery query{.limit = wire.limit(), .count_days = wire.count_days()};
  SITREP_ASSIGN_OR_RETURN(query.query, FromWire(wire.query()));
  if (!peer::v1::Search::Order_IsValid(wire.order())) return Malformed("an order that is not known");
  query.order = static_cast<Order>(wire.order());
  if (wire.has_after()) {
    SITREP_ASSIGN_OR_RETURN(query.after, FromWire(wire.after()));
  }
  for (const std::string& name : wire.facets()) {
    const std::optional<FacetField> field = ParseFacetField(name);
    if (!field) return Malformed("a facet that is not known");
    query.facets.push_back(*field);
  }
  return query;
}

peer::v1::SearchResult ToWire(const PartitionAnswer& answer) {
  peer::v1::SearchResult wire;
  *wire.mutable_hits() = ToWire(absl::MakeConstSpan(answer.hits));
  wire.set_total(answer.total);
  for (const auto& [field, counts] : answer.facets) {
    peer::v1::FacetCounts& facet = *wire.add_facets();
    facet.set_field(std::string(FacetFieldName(field)));
    *facet.mutable_counts() = ToWire(counts);
  }
  *wire.mutable_days() = ToWire(answer.days);
  return wire;
}

absl::StatusOr<PartitionAnswer> FromWire(const peer::v1::SearchResult& wire) {
  PartitionAnswer answer;
  SITREP_ASSIGN_OR_RETURN(answer.hits, FromWire(wire.hits()));
  answer.total = wire.total();
  for (const peer::v1::FacetCounts& facet : wire.facets()) {
    const std::optional<FacetField> field = ParseFacetField(facet.field());
    if (!field) return Malformed("a facet that is not known");
    SITREP_ASSIGN_OR_RETURN(answer.facets[*field], FromWire(facet.counts()));
  }
  SITREP_ASSIGN_OR_RETURN(answer.days, FromWire(wire.days()));
  return answer;
}

peer::v1::DescribeHits ToWire(absl::Span<const Rank> documents, const HitSpec& spec) {
  peer::v1::DescribeHits wire;
  *wire.mutable_documents() = ToWire(documents);
  *wire.mutable_query() = ToWire(spec.query);
  *wire.mutable_statistics() = ToWire(spec.statistics);
  wire.set_passages(spec.passages);
  wire.set_offset_unit(spec.offset_unit);
  return wire;
}

absl::StatusOr<HitSpec> SpecOf(const peer::v1::DescribeHits& wire) {
  HitSpec spec{
      .statistics = FromWire(wire.statistics()), .passages = wire.passages(), .offset_unit = wire.offset_unit()};
  SITREP_ASSIGN_OR_RETURN(spec.query, FromWire(wire.query()));
  return spec;
}

WireRanks ToWire(absl::Span<const Rank> ranks) {
  WireRanks wire;
  wire.Reserve(static_cast<int>(ranks.size()));
  for (const Rank& rank : ranks) *wire.Add() = ToWire(rank);
  return wire;
}

absl::StatusOr<std::vector<Rank>> FromWire(const WireRanks& wire) {
  std::vector<Rank> ranks;
  ranks.reserve(static_cast<size_t>(wire.size()));
  for (const peer::v1::Rank& each : wire) {
    SITREP_ASSIGN_OR_RETURN(const Rank rank, FromWire(each));
    ranks.push_back(rank);
  }
  return ranks;
}

peer::v1::QuoteFilter ToWire(const QuoteFilter& filter) {
  peer::v1::QuoteFilter wire;
  for (const std::string& id : filter.speaker_ids) wire.add_speaker_ids(id);
  for (const std::string& id : filter.about_ids) wire.add_about_ids(id);
  for (const std::string& key : filter.about_words) wire.add_about_words(key);
  *wire.mutable_published() = ToWire(filter.published);
  for (const std::string& key : filter.source_keys) wire.add_source_keys(key);
  for (const type::v1::Quote::Kind kind : filter.kinds) wire.add_kinds(kind);
  return wire;
}

absl::StatusOr<QuoteFilter> FromWire(const peer::v1::QuoteFilter& wire) {
  QuoteFilter filter{.speaker_ids = {wire.speaker_ids().begin(), wire.speaker_ids().end()},
                     .about_ids = {wire.about_ids().begin(), wire.about_ids().end()},
                     .about_words = {wire.about_words().begin(), wire.about_words().end()},
                     .published = FromWire(wire.published()),
                     .source_keys = {wire.source_keys().begin(), wire.source_keys().end()}};
  for (const int kind : wire.kinds()) {
    if (!type::v1::Quote::Kind_IsValid(kind)) return Malformed("a kind of quotes that is not known");
    filter.kinds.push_back(static_cast<type::v1::Quote::Kind>(kind));
  }
  return filter;
}

peer::v1::Spots ToWire(absl::Span<const QuoteSpot> spots) {
  peer::v1::Spots wire;
  wire.mutable_spots()->Reserve(static_cast<int>(spots.size()));
  for (const QuoteSpot& spot : spots) {
    peer::v1::Spot& out = *wire.add_spots();
    *out.mutable_document() = ToWire(spot.document);
    out.set_index(spot.index);
    out.set_words_hash(spot.words_hash);
  }
  return wire;
}

absl::StatusOr<std::vector<QuoteSpot>> FromWire(const peer::v1::Spots& wire) {
  std::vector<QuoteSpot> spots;
  spots.reserve(static_cast<size_t>(wire.spots_size()));
  for (const peer::v1::Spot& spot : wire.spots()) {
    SITREP_ASSIGN_OR_RETURN(const Rank document, FromWire(spot.document()));
    spots.push_back({.document = document, .index = spot.index(), .words_hash = spot.words_hash()});
  }
  return spots;
}

peer::v1::Ids ToWire(absl::Span<const std::string> ids) {
  peer::v1::Ids wire;
  for (const std::string& id : ids) wire.add_ids(id);
  return wire;
}

std::vector<std::string> FromWire(const peer::v1::Ids& wire) { return {wire.ids().begin(), wire.ids().end()}; }

peer::v1::Entities ToWire(const KnownEntities& entities) {
  peer::v1::Entities wire;
  for (const auto& [id, entity] : entities) {
    peer::v1::Entities::Entity& out = *wire.add_entities();
    out.set_partition(entity.partition.value);
    out.set_id(id);
    *out.mutable_row() = entity.row;
  }
  return wire;
}

KnownEntities FromWire(peer::v1::Entities wire) {
  KnownEntities entities;
  for (peer::v1::Entities::Entity& entity : *wire.mutable_entities()) {
    entities[entity.id()] = {Partition{entity.partition()}, std::move(*entity.mutable_row())};
  }
  return entities;
}

peer::v1::Evidence ToWire(const EntityEvidence& evidence) {
  peer::v1::Evidence wire;
  wire.set_articles(evidence.articles);
  wire.set_quotes(evidence.quotes);
  *wire.mutable_names() = ToWire(evidence.names);
  *wire.mutable_related() = ToWire(evidence.related);
  *wire.mutable_days() = ToWire(evidence.days);
  return wire;
}

absl::StatusOr<EntityEvidence> FromWire(const peer::v1::Evidence& wire) {
  EntityEvidence evidence{.articles = wire.articles(), .quotes = wire.quotes()};
  SITREP_ASSIGN_OR_RETURN(evidence.names, FromWire(wire.names()));
  SITREP_ASSIGN_OR_RETURN(evidence.related, FromWire(wire.related()));
  SITREP_ASSIGN_OR_RETURN(evidence.days, FromWire(wire.days()));
  return evidence;
}

}  // namespace sitrep::query
