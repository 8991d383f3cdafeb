#include "services/query/document_view/quote_listing.h"

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>
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

using DocumentName = std::pair<Partition, uint32_t>;

// Lists quotes while there is room: how many groups came on the page.
absl::StatusOr<size_t> ListGroups(FanOut& fan_out, absl::Span<const QuoteGroup> groups, PageBytes& bytes,
                                  v1::ListQuotesResponse& response) {
  std::map<Partition, std::vector<QuoteSpot>> quotes;
  std::map<Partition, std::vector<Rank>> others;
  for (const QuoteGroup& group : groups) {
    quotes[group.front().document.partition].push_back(group.front());
    for (const Rank& other : OtherDocuments(group)) others[other.partition].push_back(other);
  }
  std::map<std::pair<DocumentName, uint32_t>, v1::QuoteHit> hits;
  std::map<DocumentName, v1::ArticleReference> references;
  SITREP_RETURN_IF_ERROR(fan_out.ForEach([&](PartitionSource& source) -> absl::Status {
    const std::vector<QuoteSpot>& wanted = quotes[source.partition()];
    SITREP_ASSIGN_OR_RETURN(std::vector<v1::QuoteHit> described, source.DescribeQuotes(wanted));
    for (size_t i = 0; i < described.size(); ++i) {
      hits[{{source.partition(), wanted[i].document.docno}, wanted[i].index}] = std::move(described[i]);
    }
    const std::vector<Rank>& cited = others[source.partition()];
    SITREP_ASSIGN_OR_RETURN(std::vector<v1::ArticleReference> found, source.References(cited));
    for (size_t i = 0; i < found.size(); ++i) references[{source.partition(), cited[i].docno}] = std::move(found[i]);
    return absl::OkStatus();
  }));
  for (size_t i = 0; i < groups.size(); ++i) {
    const QuoteSpot& spot = groups[i].front();
    const auto hit = hits.find({{spot.document.partition, spot.document.docno}, spot.index});
    if (hit == hits.end()) continue;
    v1::QuoteHit quote = std::move(hit->second);
    for (const Rank& other : OtherDocuments(groups[i])) {
      const auto reference = references.find({other.partition, other.docno});
      if (reference != references.end()) *quote.add_also_in() = reference->second;
    }
    if (!bytes.Add(quote.ByteSizeLong())) return i;
    *response.add_quotes() = std::move(quote);
  }
  return groups.size();
}

// The same in steps, so that long quotes which will not fit are not all held at once.
absl::StatusOr<size_t> FillPage(FanOut& fan_out, absl::Span<const QuoteGroup> groups,
                                v1::ListQuotesResponse& response) {
  constexpr size_t kStep = 64;
  PageBytes bytes;
  for (size_t begin = 0; begin < groups.size(); begin += kStep) {
    const absl::Span<const QuoteGroup> step = groups.subspan(begin, kStep);
    SITREP_ASSIGN_OR_RETURN(const size_t listed, ListGroups(fan_out, step, bytes, response));
    if (listed < step.size()) return begin + listed;
  }
  return groups.size();
}

}  // namespace

absl::StatusOr<v1::ListQuotesResponse> ListQuotes(const PartitionSources& sources, const QuoteSpec& spec) {
  std::optional<QuoteSpot> after;
  if (!spec.page_token.empty()) {
    SITREP_ASSIGN_OR_RETURN(const std::string payload, DecodePageToken(spec.page_token, spec.request_hash));
    const std::optional<QuotePosition> position = DecodeQuotePosition(payload);
    if (!position) return PageTokenDamaged();
    after = QuoteSpot{.document = position->document, .index = position->index};
  }
  FanOut fan_out(sources, FanOut::Completeness::kTolerant);
  std::vector<QuoteSpot> spots;
  SITREP_RETURN_IF_ERROR(fan_out.ForEach([&](PartitionSource& source) -> absl::Status {
    SITREP_ASSIGN_OR_RETURN(const std::vector<QuoteSpot> found, source.FindQuotes(spec.filter));
    spots.insert(spots.end(), found.begin(), found.end());
    return absl::OkStatus();
  }));
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
  SITREP_ASSIGN_OR_RETURN(const size_t listed, FillPage(fan_out, page, response));
  if (listed > 0 && listed < left) {
    const QuoteSpot& last = page[listed - 1].front();
    response.set_next_page_token(
        EncodePageToken(spec.request_hash, EncodeQuotePosition({.document = last.document, .index = last.index})));
  }
  for (const v1::MissingPart& part : fan_out.missing()) *response.add_missing() = part;
  return response;
}

}  // namespace sitrep::query
