#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "common/base/hash.h"
#include "services/query/document_view/indexed_document.h"
#include "services/query/document_view/ranking.h"
#include "services/query/query_language/ast.h"
#include "services/query/query_language/document_terms.h"

namespace sitrep::query {

// The document view as a map: what every answer should be, found by looking at every article.
class ModelCorpus {
 public:
  struct Entry {
    TaggedArticle tagged;
    DocumentTerms terms;
  };

  void Put(const TaggedArticle& tagged) {
    Entry& entry = articles_[tagged.article.article_id()];
    if (tagged.article.revision() < entry.tagged.article.revision()) return;
    entry = {tagged, IndexDocument(tagged, absl::UnixEpoch()).terms};
  }
  void Remove(const std::string& id) { articles_.erase(id); }
  const std::map<std::string, Entry>& articles() const { return articles_; }

  std::vector<const Entry*> Matching(const Query& query) const {
    std::vector<const Entry*> found;
    for (const auto& [id, entry] : articles_) {
      if (Matches(query, entry.terms)) found.push_back(&entry);
    }
    return found;
  }

  // BM25 as the books write it, over every article.
  double Score(const Query& query, const Entry& entry) const {
    double words = 0;
    for (const auto& [id, each] : articles_) words += each.terms.words;
    const auto documents = static_cast<double>(articles_.size());
    double score = 0;
    for (const std::string& key : ScoredKeys(query)) {
      double holding = 0;
      for (const auto& [id, each] : articles_) holding += each.terms.terms.contains(key);
      const auto found = entry.terms.terms.find(key);
      if (found == entry.terms.terms.end()) continue;
      const double idf = std::log(1 + (documents - holding + 0.5) / (holding + 0.5));
      const double tf = found->second.weight;
      score += idf * tf * 2.2 / (tf + 1.2 * (0.25 + 0.75 * entry.terms.words * documents / words));
    }
    return score;
  }

 private:
  std::map<std::string, Entry> articles_;
};

}  // namespace sitrep::query
