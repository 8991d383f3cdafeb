#include "services/query/document_view/query_evaluator.h"

#include <optional>
#include <utility>
#include <vector>

#include "common/base/status_macros.h"
#include "services/query/document_view/stored_rows.h"
#include "services/query/query_language/document_terms.h"

namespace sitrep::query {

absl::StatusOr<DocumentSet> QueryEvaluator::Evaluate(const Query& query) {
  using Result = absl::StatusOr<DocumentSet>;
  return std::visit(Overloaded{
                        [&](const EverythingNode&) -> Result { return reader_.live(); },
                        [&](const AndNode& node) -> Result { return All(node); },
                        [&](const OrNode& node) -> Result { return Any(node); },
                        [&](const NotNode& node) -> Result {
                          SITREP_ASSIGN_OR_RETURN(const DocumentSet excluded, Evaluate(node.child.front()));
                          DocumentSet rest = reader_.live();
                          rest.AndNot(excluded);
                          return rest;
                        },
                        [&](const TermNode& node) -> Result {
                          DocumentSet documents = None();
                          SITREP_RETURN_IF_ERROR(reader_.AddDocuments(node.key, documents));
                          return documents;
                        },
                        [&](const PhraseNode& node) -> Result { return Phrase(node); },
                        [&](const NameNode&) -> Result { return None(); },
                        [&](const PublishedNode& node) -> Result { return Published(node); },
                        [&](const MentionedNode& node) -> Result { return Mentioned(node); },
                        [&](const NearNode& node) -> Result { return Near(node); },
                        [&](const ArticleNode& node) -> Result { return Article(node); },
                    },
                    query.node);
}

absl::StatusOr<DocumentSet> QueryEvaluator::All(const AndNode& node) {
  DocumentSet documents = reader_.live();
  for (const Query& child : node.children) {
    if (documents.Empty()) break;
    SITREP_ASSIGN_OR_RETURN(const DocumentSet matching, Evaluate(child));
    documents.And(matching);
  }
  return documents;
}

absl::StatusOr<DocumentSet> QueryEvaluator::Any(const OrNode& node) {
  DocumentSet documents = None();
  for (const Query& child : node.children) {
    SITREP_ASSIGN_OR_RETURN(const DocumentSet matching, Evaluate(child));
    documents.Or(matching);
  }
  return documents;
}

absl::StatusOr<DocumentSet> QueryEvaluator::Phrase(const PhraseNode& node) {
  DocumentSet candidates = reader_.live();
  for (const std::string& key : node.keys) {
    DocumentSet holding = None();
    SITREP_RETURN_IF_ERROR(reader_.AddDocuments(key, holding));
    candidates.And(holding);
  }
  DocumentSet matching = None();
  if (candidates.Empty()) return matching;

  std::vector<WordPositions> words;
  for (const std::string& key : node.keys) {
    SITREP_ASSIGN_OR_RETURN(WordPositions positions, reader_.Positions(key, candidates));
    words.push_back(std::move(positions));
  }
  // Every word is in every candidate, so the lists of documents are one.
  std::vector<absl::Span<const uint32_t>> in_document(words.size());
  for (size_t i = 0; i < words[0].documents.size(); ++i) {
    for (size_t word = 0; word < words.size(); ++word) in_document[word] = words[word].At(i);
    if (!PhrasePositions(in_document).empty()) matching.Add(words[0].documents[i]);
  }
  return matching;
}

absl::StatusOr<DocumentSet> QueryEvaluator::Published(const PublishedNode& node) {
  const PartitionState& partition = reader_.partition();
  DocumentSet documents = None();
  reader_.live().ForEach([&](uint32_t docno) {
    const int64_t unix_s = partition.PublicationUnixS(docno);
    if (unix_s == kUndatedUnixS) return;
    if (MatchesPublished(node, unix_s, partition.PublicationDay(docno))) documents.Add(docno);
  });
  return documents;
}

absl::StatusOr<DocumentSet> QueryEvaluator::Mentioned(const MentionedNode& node) {
  DocumentSet documents = None();
  for (const KeyRange& range : MentionedRanges(node.first_day, node.last_day)) {
    SITREP_RETURN_IF_ERROR(reader_.AddDocumentsInRange(
        range, [](std::string_view) { return true; }, documents));
  }
  return documents;
}

absl::StatusOr<DocumentSet> QueryEvaluator::Near(const NearNode& node) {
  const Point centre{.latitude = node.latitude, .longitude = node.longitude};
  const auto is_near = [&](std::string_view key) {
    const std::optional<Point> point = PointOfKey(key);
    return point && DistanceKm(centre, *point) <= node.radius_km;
  };
  DocumentSet documents = None();
  for (const KeyRange& range : PointRanges(centre, node.radius_km)) {
    SITREP_RETURN_IF_ERROR(reader_.AddDocumentsInRange(range, is_near, documents));
  }
  return documents;
}

absl::StatusOr<DocumentSet> QueryEvaluator::Article(const ArticleNode& node) {
  DocumentSet documents = None();
  SITREP_ASSIGN_OR_RETURN(const std::optional<IdRow> row,
                          ReadIdRow(view_.shard(), reader_.partition().partition, node.article_id, view_.snapshot()));
  if (row && row->docno != kRetractedDocno && reader_.live().Contains(row->docno)) documents.Add(row->docno);
  return documents;
}

}  // namespace sitrep::query
