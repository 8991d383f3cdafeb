#pragma once

#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace sitrep::eval {

struct JudgedQuery {
  std::string id;
  std::string text;
  std::set<std::string> relevant;  // Ids of documents.
};

struct SearchableDocument {
  std::string id;
  std::string date;
  std::string text;
};

// JSON lines: docno (what judgments name), date, text.
absl::StatusOr<std::vector<SearchableDocument>> ReadSearchableDocuments(const std::string& path);

// Queries (number, tab, words) with judgments in TREC's form (query, 0, document, relevance); queries without a
// relevant document are left out. INVALID_ARGUMENT names file and line.
absl::StatusOr<std::vector<JudgedQuery>> ReadJudgedQueries(const std::string& queries, const std::string& judgments);

}  // namespace sitrep::eval
