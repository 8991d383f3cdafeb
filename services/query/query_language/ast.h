#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "services/query/query_language/term_key.h"

// What a query means: a tree of conditions over one document. Made by the parser from words and by CompileFilter from
// the fields of a request; evaluated by the search index over many documents and by Matches over one. Plain values.
namespace sitrep::query {

struct Query;

struct EverythingNode {
  friend bool operator==(const EverythingNode&, const EverythingNode&) = default;
};
struct AndNode {
  std::vector<Query> children;
  friend bool operator==(const AndNode&, const AndNode&) = default;
};
// Without children: nothing matches.
struct OrNode {
  std::vector<Query> children;
  friend bool operator==(const OrNode&, const OrNode&) = default;
};
struct NotNode {
  std::vector<Query> child;  // Exactly one.
  friend bool operator==(const NotNode&, const NotNode&) = default;
};
// The document holds this term; words of the text and headline also count for BM25.
struct TermNode {
  std::string key;
  friend bool operator==(const TermNode&, const TermNode&) = default;
};
// The words stand one after the other. At least two, all of one kind.
struct PhraseNode {
  std::vector<std::string> keys;
  friend bool operator==(const PhraseNode&, const PhraseNode&) = default;
};
// An entity or a place by an id or a name not yet resolved (article_filter.h); matches nothing as it is.
struct NameNode {
  // kNear: mentions a place at most `radius_km` from the one named.
  enum class Field { kEntity, kPlace, kNear };
  Field field = Field::kEntity;
  std::string name;
  double radius_km = 0;
  friend bool operator==(const NameNode&, const NameNode&) = default;
};
// Undated documents never match. Days as the source counts them, inclusive; moments half-open.
struct PublishedNode {
  std::optional<int32_t> from_day;
  std::optional<int32_t> to_day;
  std::optional<int64_t> from_unix_s;
  std::optional<int64_t> to_unix_s;
  friend bool operator==(const PublishedNode&, const PublishedNode&) = default;
};
// Some time expression covers one of these days, both ends inclusive.
struct MentionedNode {
  int32_t first_day = 0;
  int32_t last_day = 0;
  friend bool operator==(const MentionedNode&, const MentionedNode&) = default;
};
// It mentions a place at most so far from here.
struct NearNode {
  double latitude = 0;
  double longitude = 0;
  double radius_km = 0;
  friend bool operator==(const NearNode&, const NearNode&) = default;
};
struct ArticleNode {
  std::string article_id;
  friend bool operator==(const ArticleNode&, const ArticleNode&) = default;
};

struct Query {
  std::variant<EverythingNode, AndNode, OrNode, NotNode, TermNode, PhraseNode, NameNode, PublishedNode, MentionedNode,
               NearNode, ArticleNode>
      node;
  friend bool operator==(const Query&, const Query&) = default;
};

// One visitor out of several lambdas, for std::visit over Query::node.
template <typename... Visitors>
struct Overloaded : Visitors... {
  using Visitors::operator()...;
};
template <typename... Visitors>
Overloaded(Visitors...) -> Overloaded<Visitors...>;

// Both conditions; Everything disappears and ANDs are flattened.
Query Both(Query a, Query b);
// Any of the terms; Nothing (an OR without children) when there are none.
Query AnyTerm(const std::vector<std::string>& keys);

// The keys of words that make a match better, each once, in order of the query; those under NOT are left out. BM25 sums
// in this order, so scores are the same everywhere.
std::vector<std::string> ScoredKeys(const Query& query);

// Bounds on any query that is evaluated: nesting, and conditions in all.
inline constexpr int kMaxQueryDepth = 32;
inline constexpr int kMaxQueryLeaves = 256;

}  // namespace sitrep::query
