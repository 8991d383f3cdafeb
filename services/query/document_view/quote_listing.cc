#include "services/query/document_view/quote_listing.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "common/base/page_bytes.h"
#include "common/base/page_token.h"
#include "common/base/status_macros.h"
#include "services/query/document_view/page_position.h"

namespace sitrep::query {
namespace {

// A quote and its copies, the earliest first.
using QuoteGroup = std::vector<QuoteSpot>;

bool PrecedesInTime(Order order, const QuoteSpot& a, const QuoteSpot& b) {
  if (Precedes(order, a.document, b.document)) return true;
  if (Precedes(order, b.document, a.document)) return false;
  return a.index < b.index;
}

std::vector<QuoteGroup> GroupCopies(std::vector<QuoteSpot> spots) {
  std::sort(spots.begin(), spots.end(),
            [](const QuoteSpot& a, const QuoteSpot& b) { return PrecedesInTime(Order::kOldest, a, b); });
  std::vector<QuoteGroup> groups;
  absl::flat_hash_map<uint64_t, size_t> by_words;
  for (const QuoteSpot& spot : spots) {
    if (spot.words_hash == 0) {
      groups.push_back({spot});
      continue;
    }
    const auto [found, is_new] = by_words.try_emplace(spot.words_hash, groups.size());
    if (is_new) groups.emplace_back();
    groups[found->second].push_back(spot);
  }
  return groups;
}

// The other articles, each once.
std::vector<Rank> OtherDocuments(const QuoteGroup& group) {
  std::vector<Rank> others;
  for (const QuoteSpot& spot : group) {
    if (spot.document == group.front().document || (!others.empty() && spot.document == others.back())) continue;
    if (others.size() == kMaxAlsoIn) break;
    others.push_back(spot.document);
  }
  return others;
}

// Lists quotes while there is room: how many groups came on the page.
absl::StatusOr<size_t> ListGroups(const FanOut& corpus, absl::Span<const QuoteGroup> groups, PageBytes& bytes,
                                  v1::ListQuotesResponse& response) {
  std::vector<QuoteSpot> spots;
  std::vector<Rank> others;
  std::vector<size_t> ends;  // Of each group's part of `others`.
  for (const QuoteGroup& group : groups) {
    spots.push_back(group.front());
    for (const Rank& other : OtherDocuments(group)) others.push_back(other);
    ends.push_back(others.size());
  }
  SITREP_ASSIGN_OR_RETURN(std::vector<v1::QuoteHit> quotes, corpus.DescribeQuotes(spots));
  SITREP_ASSIGN_OR_RETURN(std::vector<v1::ArticleReference> references, corpus.References(others));
  size_t next = 0;
  for (size_t i = 0; i < quotes.size(); ++i) {
    for (; next < ends[i]; ++next) *quotes[i].add_also_in() = std::move(references[next]);
    if (!bytes.Add(quotes[i].ByteSizeLong())) return i;
    *response.add_quotes() = std::move(quotes[i]);
  }
  return quotes.size();
}

// The same in steps, so that long quotes which will not fit are not all held at once.
absl::StatusOr<size_t> FillPage(const FanOut& corpus, absl::Span<const QuoteGroup> groups,
                                v1::ListQuotesResponse& response) {
  constexpr size_t kStep = 64;
  PageBytes bytes;
  for (size_t begin = 0; begin < groups.size(); begin += kStep) {
    const absl::Span<const QuoteGroup> step = groups.subspan(begin, kStep);
    SITREP_ASSIGN_OR_RETURN(const size_t listed, ListGroups(corpus, step, bytes, response));
    if (listed < step.size()) return begin + listed;
  }
  return groups.size();
}

}  // namespace

absl::StatusOr<v1::ListQuotesResponse> ListQuotes(const FanOut& corpus, const QuoteSpec& spec) {
  std::optional<QuoteSpot> after;
  if (!spec.page_token.empty()) {
    SITREP_ASSIGN_OR_RETURN(const std::string payload, DecodePageToken(spec.page_token, spec.request_hash));
    const std::optional<QuotePosition> position = DecodeQuotePosition(payload);
    if (!position) return PageTokenDamaged();
    after = QuoteSpot{.document = position->document, .index = position->index};
  }
  SITREP_ASSIGN_OR_RETURN(std::vector<QuoteSpot> spots, corpus.FindQuotes(spec.filter));
  std::vector<QuoteGroup> groups = GroupCopies(std::move(spots));
  std::sort(groups.begin(), groups.end(), [](const QuoteGroup& a, const QuoteGroup& b) {
    return PrecedesInTime(Order::kNewest, a.front(), b.front());
  });

  v1::ListQuotesResponse response;
  response.set_total(groups.size());
  const auto begin = after ? std::upper_bound(groups.begin(), groups.end(), *after,
                                              [](const QuoteSpot& spot, const QuoteGroup& group) {
                                                return PrecedesInTime(Order::kNewest, spot, group.front());
                                              })
                           : groups.begin();
  const auto left = static_cast<size_t>(groups.end() - begin);
  const absl::Span<const QuoteGroup> page(left == 0 ? nullptr : &*begin, std::min(left, spec.page_size));
  SITREP_ASSIGN_OR_RETURN(const size_t listed, FillPage(corpus, page, response));
  if (listed > 0 && listed < left) {
    const QuoteSpot& last = page[listed - 1].front();
    response.set_next_page_token(
        EncodePageToken(spec.request_hash, EncodeQuotePosition({.document = last.document, .index = last.index})));
  }
  corpus.ListMissing(response);
  return response;
}

}  // namespace sitrep::query
