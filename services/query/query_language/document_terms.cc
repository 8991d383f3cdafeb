#include "services/query/query_language/document_terms.h"

#include <algorithm>

namespace sitrep::query {
namespace {

bool HoldsKeyIn(const std::vector<std::string>& sorted, const KeyRange& range) {
  const auto least = std::lower_bound(sorted.begin(), sorted.end(), range.first);
  return least != sorted.end() && *least <= range.last;
}

bool MatchesNear(const NearNode& node, const DocumentTerms& document) {
  const Point centre{.latitude = node.latitude, .longitude = node.longitude};
  return std::any_of(document.range_keys.begin(), document.range_keys.end(), [&](const std::string& key) {
    const std::optional<Point> point = PointOfKey(key);
    return point && DistanceKm(centre, *point) <= node.radius_km;
  });
}

bool MatchesPhrase(const PhraseNode& node, const DocumentTerms& document) {
  std::vector<absl::Span<const uint32_t>> words;
  for (const std::string& key : node.keys) {
    const auto found = document.terms.find(key);
    if (found == document.terms.end()) return false;
    words.emplace_back(found->second.positions);
  }
  return !PhrasePositions(words).empty();
}

}  // namespace

bool MatchesPublished(const PublishedNode& node, std::optional<int64_t> unix_s, std::optional<int32_t> day) {
  if (!unix_s || !day) return false;
  return (!node.from_day || *day >= *node.from_day) && (!node.to_day || *day <= *node.to_day) &&
         (!node.from_unix_s || *unix_s >= *node.from_unix_s) && (!node.to_unix_s || *unix_s < *node.to_unix_s);
}

std::vector<uint32_t> PhrasePositions(absl::Span<const absl::Span<const uint32_t>> words) {
  std::vector<uint32_t> begins;
  if (words.empty()) return begins;
  std::vector<size_t> at(words.size(), 0);
  for (const uint32_t begin : words[0]) {
    bool whole = true;
    for (size_t i = 1; i < words.size() && whole; ++i) {
      const uint32_t wanted = begin + static_cast<uint32_t>(i);
      while (at[i] < words[i].size() && words[i][at[i]] < wanted) ++at[i];
      if (at[i] == words[i].size()) return begins;
      whole = words[i][at[i]] == wanted;
    }
    if (whole) begins.push_back(begin);
  }
  return begins;
}

bool Matches(const Query& query, const DocumentTerms& document) {
  const auto matches = [&](const Query& child) { return Matches(child, document); };
  return std::visit(
      Overloaded{
          [](const EverythingNode&) { return true; },
          [&](const AndNode& node) { return std::all_of(node.children.begin(), node.children.end(), matches); },
          [&](const OrNode& node) { return std::any_of(node.children.begin(), node.children.end(), matches); },
          [&](const NotNode& node) { return !matches(node.child.front()); },
          [&](const TermNode& node) { return document.terms.contains(node.key); },
          [&](const PhraseNode& node) { return MatchesPhrase(node, document); },
          [](const NameNode&) { return false; },
          [&](const PublishedNode& node) {
            return MatchesPublished(node, document.publication_unix_s, document.publication_day);
          },
          [&](const MentionedNode& node) {
            const std::vector<KeyRange> ranges = MentionedRanges(node.first_day, node.last_day);
            return std::any_of(ranges.begin(), ranges.end(),
                               [&](const KeyRange& range) { return HoldsKeyIn(document.range_keys, range); });
          },
          [&](const NearNode& node) { return MatchesNear(node, document); },
          [&](const ArticleNode& node) { return node.article_id == document.article_id; },
      },
      query.node);
}

}  // namespace sitrep::query
