#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/inlined_vector.h"
#include "absl/types/span.h"
#include "common/base/hash.h"
#include "services/query/query_language/ast.h"

namespace sitrep::query {

// How often a term stands in a document, and where.
struct TermOccurrences {
  // What BM25 counts: occurrences, those in the headline more than once.
  uint32_t weight = 0;
  // Of words: their positions, growing. Of other terms: empty.
  absl::InlinedVector<uint32_t, 4> positions;
};

// A term's key to what belongs to it; looked up by view.
struct TermKeyHash {
  using is_transparent = void;
  size_t operator()(std::string_view key) const { return Hash64(key); }
};
using TermMap = absl::flat_hash_map<std::string, TermOccurrences, TermKeyHash, std::equal_to<>>;

// Everything one document can be found by: what the index writes for it, and what Matches looks at.
struct DocumentTerms {
  std::string article_id;
  TermMap terms;
  // The keys among them that are looked up by range (IsRangeTerm), sorted.
  std::vector<std::string> range_keys;
  // Absent when undated.
  std::optional<int64_t> publication_unix_s;
  std::optional<int32_t> publication_day;
  // Words in all, the length that BM25 knows.
  uint32_t words = 0;
};

// Whether the document fulfils the query, exactly as a search over an index of it would find it. Pure, thread-safe.
bool Matches(const Query& query, const DocumentTerms& document);

bool MatchesPublished(const PublishedNode& node, std::optional<int64_t> unix_s, std::optional<int32_t> day);

// Where a phrase begins: positions p such that words[i] holds p + i for every i. Each list must grow.
std::vector<uint32_t> PhrasePositions(absl::Span<const absl::Span<const uint32_t>> words);

}  // namespace sitrep::query
