#include "services/query/document_view/fan_out.h"

#include <algorithm>
#include <iterator>
#include <memory>

#include "common/base/status_macros.h"

namespace sitrep::query {
namespace {

// Asks all, then takes the answers one after the other.
template <typename Answer, typename Ask, typename Take>
absl::Status AskEach(const PartitionSources& sources, Ask ask, Take take) {
  std::vector<Pending<Answer>> pending;
  pending.reserve(sources.size());
  for (const std::unique_ptr<PartitionSource>& source : sources) pending.push_back(ask(*source));
  for (Pending<Answer>& answer : pending) {
    SITREP_ASSIGN_OR_RETURN(Answer part, answer());
    take(std::move(part));
  }
  return absl::OkStatus();
}

const Rank& PlaceOf(const Rank& document) { return document; }
const Rank& PlaceOf(const QuoteSpot& spot) { return spot.document; }

// Has each source say something of those items that lie in it, and puts the answers in the order of the items.
template <typename Answer, typename Item, typename Ask>
absl::StatusOr<std::vector<Answer>> AskAbout(const PartitionSources& sources, absl::Span<const Item> items, Ask ask) {
  struct Share {
    std::vector<Item> items;
    std::vector<size_t> places;
    Pending<std::vector<Answer>> pending;
  };
  std::vector<Share> shares(sources.size());
  size_t placed = 0;
  for (size_t s = 0; s < sources.size(); ++s) {
    const absl::Span<const Partition> partitions = sources[s]->partitions();
    for (size_t i = 0; i < items.size(); ++i) {
      if (!std::binary_search(partitions.begin(), partitions.end(), PlaceOf(items[i]).partition)) continue;
      shares[s].items.push_back(items[i]);
      shares[s].places.push_back(i);
    }
    placed += shares[s].items.size();
  }
  if (placed != items.size()) return absl::InternalError("a document lies in no source");
  for (size_t s = 0; s < sources.size(); ++s) {
    if (!shares[s].items.empty()) shares[s].pending = ask(*sources[s], absl::MakeConstSpan(shares[s].items));
  }
  std::vector<Answer> answers(items.size());
  for (Share& share : shares) {
    if (share.items.empty()) continue;
    SITREP_ASSIGN_OR_RETURN(std::vector<Answer> part, share.pending());
    if (part.size() != share.items.size()) return absl::InternalError("a source answered something else");
    for (size_t i = 0; i < part.size(); ++i) answers[share.places[i]] = std::move(part[i]);
  }
  return answers;
}

void AddCounts(const ValueCounts& part, ValueCounts& sum) {
  for (const auto& [value, count] : part) sum[value] += count;
}

void AddDays(const DayCounts& part, DayCounts& sum) {
  for (const auto& [day, count] : part.days) sum.days[day] += count;
  sum.undated += part.undated;
}

}  // namespace

PartitionSource* FanOut::SourceOf(Partition partition) const {
  for (const std::unique_ptr<PartitionSource>& source : sources_) {
    const absl::Span<const Partition> partitions = source->partitions();
    if (std::binary_search(partitions.begin(), partitions.end(), partition)) return source.get();
  }
  return nullptr;
}

absl::StatusOr<CorpusStatistics> FanOut::CollectStatistics(const Query& query) const {
  CorpusStatistics sum;
  SITREP_RETURN_IF_ERROR(AskEach<CorpusStatistics>(
      sources_, [&](PartitionSource& source) { return source.CollectStatistics(query); },
      [&](const CorpusStatistics& part) { sum.Add(part); }));
  return sum;
}

absl::StatusOr<PartitionAnswer> FanOut::Search(const PartitionQuery& query, const CorpusStatistics& statistics) const {
  PartitionAnswer sum;
  BestRanks best(query.order, query.limit, nullptr);
  SITREP_RETURN_IF_ERROR(AskEach<PartitionAnswer>(
      sources_, [&](PartitionSource& source) { return source.Search(query, statistics); },
      [&](const PartitionAnswer& part) {
        for (const Rank& rank : part.hits) best.Offer(rank);
        sum.total += part.total;
        for (const auto& [field, counts] : part.facets) AddCounts(counts, sum.facets[field]);
        AddDays(part.days, sum.days);
      }));
  sum.hits = std::move(best).Take();
  return sum;
}

absl::StatusOr<std::vector<v1::ArticleHit>> FanOut::Describe(absl::Span<const Rank> documents,
                                                             const HitSpec& spec) const {
  return AskAbout<v1::ArticleHit>(sources_, documents, [&](PartitionSource& source, absl::Span<const Rank> own) {
    return source.Describe(own, spec);
  });
}

absl::StatusOr<std::vector<QuoteSpot>> FanOut::FindQuotes(const QuoteFilter& filter) const {
  std::vector<QuoteSpot> spots;
  SITREP_RETURN_IF_ERROR(AskEach<std::vector<QuoteSpot>>(
      sources_, [&](PartitionSource& source) { return source.FindQuotes(filter); },
      [&](const std::vector<QuoteSpot>& part) { spots.insert(spots.end(), part.begin(), part.end()); }));
  return spots;
}

absl::StatusOr<std::vector<v1::QuoteHit>> FanOut::DescribeQuotes(absl::Span<const QuoteSpot> spots) const {
  return AskAbout<v1::QuoteHit>(sources_, spots, [](PartitionSource& source, absl::Span<const QuoteSpot> own) {
    return source.DescribeQuotes(own);
  });
}

absl::StatusOr<std::vector<v1::ArticleReference>> FanOut::References(absl::Span<const Rank> documents) const {
  return AskAbout<v1::ArticleReference>(
      sources_, documents, [](PartitionSource& source, absl::Span<const Rank> own) { return source.References(own); });
}

absl::StatusOr<KnownEntities> FanOut::Entities(absl::Span<const std::string> ids) const {
  KnownEntities all;
  SITREP_RETURN_IF_ERROR(AskEach<KnownEntities>(
      sources_, [&](PartitionSource& source) { return source.Entities(ids, all); },
      [&](KnownEntities part) {
        for (auto& [id, entity] : part) {
          const auto [known, is_new] = all.try_emplace(id);
          if (is_new || entity.partition < known->second.partition) known->second = std::move(entity);
        }
      }));
  return all;
}

absl::StatusOr<EntityEvidence> FanOut::GatherEvidence(absl::Span<const std::string> ids) const {
  EntityEvidence sum;
  SITREP_RETURN_IF_ERROR(AskEach<EntityEvidence>(
      sources_, [&](PartitionSource& source) { return source.GatherEvidence(ids); },
      [&](const EntityEvidence& part) {
        sum.articles += part.articles;
        sum.quotes += part.quotes;
        AddCounts(part.names, sum.names);
        AddCounts(part.related, sum.related);
        AddDays(part.days, sum.days);
      }));
  return sum;
}

absl::StatusOr<std::vector<uint64_t>> FanOut::MatchingIdHashes(const Query& query) const {
  std::vector<uint64_t> all;
  SITREP_RETURN_IF_ERROR(AskEach<std::vector<uint64_t>>(
      sources_, [&](PartitionSource& source) { return source.MatchingIdHashes(query); },
      [&](const std::vector<uint64_t>& part) { all.insert(all.end(), part.begin(), part.end()); }));
  std::sort(all.begin(), all.end());
  return all;
}

absl::StatusOr<v1::Document> FanOut::Document(const std::string& article_id, Partition partition,
                                              const AnnotationChoice& choice) const {
  PartitionSource* const source = SourceOf(partition);
  if (source == nullptr) return ArticleNotFound(article_id);
  return source->Document(article_id, partition, choice)();
}

std::vector<absl::StatusOr<v1::Document>> FanOut::Documents(absl::Span<const DocumentName> names,
                                                            const AnnotationChoice& choice) const {
  std::vector<Pending<v1::Document>> pending;
  for (const DocumentName& name : names) {
    PartitionSource* const source = SourceOf(name.partition);
    pending.push_back(source != nullptr ? source->Document(name.article_id, name.partition, choice)
                                        : Pending<v1::Document>([&name] { return ArticleNotFound(name.article_id); }));
  }
  std::vector<absl::StatusOr<v1::Document>> documents;
  for (Pending<v1::Document>& document : pending) documents.push_back(document());
  return documents;
}

}  // namespace sitrep::query
