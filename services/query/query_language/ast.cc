#include "services/query/query_language/ast.h"

#include <algorithm>
#include <utility>

namespace sitrep::query {
namespace {

bool IsScored(const std::string& key) {
  return !key.empty() &&
         (key[0] == static_cast<char>(TermKind::kWord) || key[0] == static_cast<char>(TermKind::kTitleWord));
}

void AddKey(const std::string& key, std::vector<std::string>& keys) {
  if (IsScored(key) && std::find(keys.begin(), keys.end(), key) == keys.end()) keys.push_back(key);
}

void CollectScored(const Query& query, std::vector<std::string>& keys) {
  std::visit(Overloaded{[&](const AndNode& node) {
                          for (const Query& child : node.children) CollectScored(child, keys);
                        },
                        [&](const OrNode& node) {
                          for (const Query& child : node.children) CollectScored(child, keys);
                        },
                        [&](const TermNode& node) { AddKey(node.key, keys); },
                        [&](const PhraseNode& node) {
                          for (const std::string& key : node.keys) AddKey(key, keys);
                        },
                        [](const auto&) {}},
             query.node);
}

void AppendConjuncts(Query query, std::vector<Query>& conjuncts) {
  if (std::holds_alternative<EverythingNode>(query.node)) return;
  if (auto* both = std::get_if<AndNode>(&query.node)) {
    for (Query& child : both->children) AppendConjuncts(std::move(child), conjuncts);
    return;
  }
  conjuncts.push_back(std::move(query));
}

}  // namespace

Query Both(Query a, Query b) {
  std::vector<Query> conjuncts;
  AppendConjuncts(std::move(a), conjuncts);
  AppendConjuncts(std::move(b), conjuncts);
  if (conjuncts.empty()) return {};
  if (conjuncts.size() == 1) return std::move(conjuncts.front());
  return {AndNode{std::move(conjuncts)}};
}

Query AnyTerm(const std::vector<std::string>& keys) {
  if (keys.size() == 1) return {TermNode{keys.front()}};
  OrNode any;
  for (const std::string& key : keys) any.children.push_back({TermNode{key}});
  return {std::move(any)};
}

std::vector<std::string> ScoredKeys(const Query& query) {
  std::vector<std::string> keys;
  CollectScored(query, keys);
  return keys;
}

}  // namespace sitrep::query
