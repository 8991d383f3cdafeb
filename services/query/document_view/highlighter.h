#pragma once

#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "services/query/document_view/ranking.h"
#include "services/query/query_language/ast.h"
#include "sitrep/query/stored/v1/document_view.pb.h"
#include "sitrep/query/v1/query_service.pb.h"

namespace sitrep::query {

// The words of a query that an answer should show, with what each is worth; words of phrases count only where the
// phrase stands. Words under NOT are none of them.
struct HighlightTerms {
  // Idf by key.
  absl::flat_hash_map<std::string, double> words;
  absl::flat_hash_map<std::string, double> phrase_words;
  std::vector<PhraseNode> phrases;

  bool empty() const { return words.empty() && phrases.empty(); }
};
HighlightTerms TermsToHighlight(const Query& query, const CorpusStatistics& statistics);

// The passages of at most some 35 words, within one paragraph, that hold the most telling words of the query, best
// first, at most `limit` and none overlapping another. Spans are bytes of the stored text, on word boundaries; matches
// are sorted. Pure, thread-safe.
std::vector<v1::Passage> BestPassages(const stored::v1::DocumentText& text, const HighlightTerms& terms, size_t limit);

}  // namespace sitrep::query
