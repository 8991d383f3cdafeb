#include "services/query/document_view/local_partition.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "common/base/status_macros.h"
#include "common/rpc/offset_unit.h"
#include "services/query/document_view/document_reader.h"
#include "services/query/document_view/document_rows.h"
#include "services/query/document_view/highlighter.h"
#include "services/query/document_view/quote_finder.h"
#include "services/query/document_view/stored_rows.h"
#include "services/query/query_language/article_filter.h"

namespace sitrep::query {

LocalPartition::LocalPartition(std::shared_ptr<const ViewState> view, Partition partition)
    : view_(std::move(view)),
      state_(*view_->partitions().at(partition)),
      reader_(*view_, state_),
      evaluator_(*view_, reader_) {}

Pending<CorpusStatistics> LocalPartition::CollectStatistics(const Query& query) {
  return [this, &query] { return StatisticsOf(query); };
}

absl::StatusOr<CorpusStatistics> LocalPartition::StatisticsOf(const Query& query) {
  CorpusStatistics statistics{.documents = state_.row.documents(), .words = state_.row.words()};
  for (const std::string& key : ScoredKeys(query)) {
    SITREP_ASSIGN_OR_RETURN(const std::vector<Posting>* postings, reader_.Postings(key));
    statistics.document_frequencies.push_back(postings->size());
  }
  return statistics;
}

absl::StatusOr<std::vector<double>> LocalPartition::Scores(const Query& query, const CorpusStatistics& statistics) {
  std::vector<double> scores(state_.end_docno());
  const Bm25 bm25(statistics);
  const std::vector<std::string> keys = ScoredKeys(query);
  for (size_t i = 0; i < keys.size() && i < statistics.document_frequencies.size(); ++i) {
    const double idf = bm25.Idf(statistics.document_frequencies[i]);
    SITREP_ASSIGN_OR_RETURN(const std::vector<Posting>* postings, reader_.Postings(keys[i]));
    for (const Posting& posting : *postings) {
      scores[posting.docno] += idf * bm25.Saturation(posting.weight, state_.Words(posting.docno));
    }
  }
  return scores;
}

Rank LocalPartition::RankOf(uint32_t docno, double score) const {
  return {.score = score,
          .publication_unix_s = state_.PublicationUnixS(docno),
          .id_hash = state_.IdHash(docno),
          .partition = state_.partition,
          .docno = docno};
}

Pending<PartitionAnswer> LocalPartition::Search(const PartitionQuery& query, const CorpusStatistics& statistics) {
  return [this, &query, &statistics] { return Find(query, statistics); };
}

absl::StatusOr<PartitionAnswer> LocalPartition::Find(const PartitionQuery& query, const CorpusStatistics& statistics) {
  PartitionAnswer answer;
  SITREP_ASSIGN_OR_RETURN(const DocumentSet matching, evaluator_.Evaluate(query.query));
  answer.total = matching.Count();
  if (answer.total == 0) return answer;
  if (query.limit > 0) {
    std::vector<double> scores;
    if (query.order == Order::kRelevance) {
      SITREP_ASSIGN_OR_RETURN(scores, Scores(query.query, statistics));
    }
    BestRanks best(query.order, query.limit, query.after ? &*query.after : nullptr);
    matching.ForEach([&](uint32_t docno) { best.Offer(RankOf(docno, scores.empty() ? 0 : scores[docno])); });
    answer.hits = std::move(best).Take();
  }
  if (query.count_days) answer.days = CountDays(state_, matching);
  SITREP_RETURN_IF_ERROR(CountValues(*view_, state_, matching, query.facets, answer.facets));
  return answer;
}

Pending<std::vector<v1::ArticleHit>> LocalPartition::Describe(absl::Span<const Rank> documents, const HitSpec& spec) {
  return [this, documents, &spec] { return HitsOf(documents, spec); };
}

absl::StatusOr<std::vector<v1::ArticleHit>> LocalPartition::HitsOf(absl::Span<const Rank> documents,
                                                                   const HitSpec& spec) const {
  const HighlightTerms terms = TermsToHighlight(spec.query, spec.statistics);
  std::vector<v1::ArticleHit> hits;
  hits.reserve(documents.size());
  for (const Rank& rank : documents) {
    SITREP_ASSIGN_OR_RETURN(const stored::v1::DocumentText text, ReadText(*view_, state_.partition, rank.docno));
    v1::ArticleHit& hit = hits.emplace_back();
    *hit.mutable_article() = ReferenceOf(text);
    hit.set_score(rank.score);
    hit.set_state(static_cast<v1::Document::State>(text.state()));
    hit.set_failure(text.failure());
    for (v1::Passage& passage : BestPassages(text, terms, spec.passages)) *hit.add_highlights() = std::move(passage);
    rpc::ConvertSpans(text.text(), spec.offset_unit, hit);
  }
  return hits;
}

Pending<std::vector<QuoteSpot>> LocalPartition::FindQuotes(const QuoteFilter& filter) {
  return [this, &filter]() -> absl::StatusOr<std::vector<QuoteSpot>> {
    SITREP_ASSIGN_OR_RETURN(const DocumentSet candidates, evaluator_.Evaluate(DocumentsWithQuotes(filter)));
    std::vector<QuoteSpot> spots;
    SITREP_RETURN_IF_ERROR(
        ForEachQuote(*view_, reader_, filter, candidates, [&](uint32_t docno, const stored::v1::QuoteRow& quote) {
          spots.push_back({.document = RankOf(docno, 0), .index = quote.index(), .words_hash = quote.words_hash()});
        }));
    return spots;
  };
}

Pending<std::vector<v1::QuoteHit>> LocalPartition::DescribeQuotes(absl::Span<const QuoteSpot> spots) {
  return [this, spots]() -> absl::StatusOr<std::vector<v1::QuoteHit>> {
    std::vector<v1::QuoteHit> hits;
    hits.reserve(spots.size());
    for (const QuoteSpot& spot : spots) {
      SITREP_ASSIGN_OR_RETURN(v1::QuoteHit hit,
                              ReadQuoteHit(*view_, state_.partition, spot.document.docno, spot.index));
      hits.push_back(std::move(hit));
    }
    return hits;
  };
}

Pending<std::vector<v1::ArticleReference>> LocalPartition::References(absl::Span<const Rank> documents) {
  return [this, documents]() -> absl::StatusOr<std::vector<v1::ArticleReference>> {
    std::vector<v1::ArticleReference> references;
    references.reserve(documents.size());
    for (const Rank& rank : documents) {
      SITREP_ASSIGN_OR_RETURN(const stored::v1::DocumentText text, ReadText(*view_, state_.partition, rank.docno));
      references.push_back(ReferenceOf(text));
    }
    return references;
  };
}

Pending<KnownEntities> LocalPartition::Entities(absl::Span<const std::string> ids, const KnownEntities& known) {
  return [this, ids, &known]() -> absl::StatusOr<KnownEntities> {
    KnownEntities entities;
    for (const std::string& id : ids) {
      const auto better = known.find(id);
      if (better != known.end() && better->second.partition < state_.partition) continue;
      SITREP_ASSIGN_OR_RETURN(std::optional<stored::v1::EntityRow> row,
                              ReadEntityRow(view_->shard(), state_.partition, id, view_->snapshot()));
      if (row) entities.emplace(id, KnownEntity{state_.partition, *std::move(row)});
    }
    return entities;
  };
}

Pending<EntityEvidence> LocalPartition::GatherEvidence(absl::Span<const std::string> ids) {
  return [this, ids] { return EvidenceOf(ids); };
}

absl::StatusOr<EntityEvidence> LocalPartition::EvidenceOf(absl::Span<const std::string> entity_ids) {
  const std::vector<std::string> ids(entity_ids.begin(), entity_ids.end());
  EntityEvidence evidence;
  SITREP_ASSIGN_OR_RETURN(const DocumentSet mentioning, evaluator_.Evaluate(MentionsEntity(ids)));
  evidence.articles = mentioning.Count();
  evidence.days = CountDays(state_, mentioning);
  std::map<FacetField, ValueCounts> counts;
  SITREP_RETURN_IF_ERROR(CountValues(*view_, state_, mentioning, {FacetField::kEntity, FacetField::kPlace}, counts));
  for (auto& [field, values] : counts) evidence.related.merge(values);
  for (const std::string& id : ids) evidence.related.erase(id);

  // A speaker whom the tagger knows without a mention of theirs counts too.
  SITREP_ASSIGN_OR_RETURN(DocumentSet telling, evaluator_.Evaluate(DocumentsWithQuotes({.speaker_ids = ids})));
  telling.Or(mentioning);
  const auto is_one = [&ids](const std::string& id) { return std::find(ids.begin(), ids.end(), id) != ids.end(); };
  stored::v1::DocumentDetails details;
  SITREP_RETURN_IF_ERROR(
      ForEachDocumentRow(*view_, state_.partition, kDetailsFamily, telling, [&](uint32_t, std::string_view row) {
        if (!details.ParseFromArray(row.data(), static_cast<int>(row.size()))) return false;
        for (const stored::v1::QuoteRow& quote : details.quotes()) evidence.quotes += is_one(quote.speaker_entity_id());
        for (const stored::v1::SeenEntity& seen : details.entities()) {
          if (!is_one(seen.entity_id())) continue;
          for (const std::string& name : seen.names()) ++evidence.names[name];
        }
        return true;
      }));
  return evidence;
}

Pending<std::vector<uint64_t>> LocalPartition::MatchingIdHashes(const Query& query) {
  return [this, &query]() -> absl::StatusOr<std::vector<uint64_t>> {
    SITREP_ASSIGN_OR_RETURN(const DocumentSet matching, evaluator_.Evaluate(query));
    std::vector<uint64_t> hashes;
    hashes.reserve(matching.Count());
    matching.ForEach([&](uint32_t docno) { hashes.push_back(state_.IdHash(docno)); });
    std::sort(hashes.begin(), hashes.end());
    return hashes;
  };
}

Pending<v1::Document> LocalPartition::Document(const std::string& article_id, Partition partition,
                                               const AnnotationChoice& choice) {
  return [this, &article_id, partition, &choice] { return ReadDocument(*view_, partition, article_id, choice); };
}

PartitionSources OpenPartitions(const std::shared_ptr<const ViewState>& view) {
  PartitionSources sources;
  for (const auto& [partition, state] : view->partitions()) {
    sources.push_back(std::make_unique<LocalPartition>(view, partition));
  }
  return sources;
}

PartitionSources OpenPartitions(const std::shared_ptr<const ViewState>& view, absl::Span<const Partition> wanted) {
  PartitionSources sources;
  for (const Partition partition : wanted) {
    if (!view->partitions().contains(partition)) continue;
    sources.push_back(std::make_unique<LocalPartition>(view, partition));
  }
  return sources;
}

}  // namespace sitrep::query
