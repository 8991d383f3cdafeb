#include "tests/eval/reading/given_spans.h"

#include <algorithm>
#include <utility>

namespace sitrep::eval {
namespace {

using tagger::Mention;
using tagger::Token;

Span SpanOf(const Mention& mention) { return {mention.span.begin, mention.span.end}; }

}  // namespace

void PutNames(absl::Span<const GivenName> names, tagger::Document& document) {
  std::vector<Mention> given;
  for (const GivenName& name : names) {
    if (!given.empty() && SpanOf(given.back()).Overlaps(name.span)) continue;
    const auto first = std::ranges::find_if(document.tokens, [&](const Token& t) { return t.end > name.span.begin; });
    if (first == document.tokens.end() || first->begin >= name.span.end || first->sentence == tagger::kNone) continue;
    auto end = first;
    while (end != document.tokens.end() && end->begin < name.span.end && end->sentence == first->sentence) ++end;
    given.push_back({.span = {name.span.begin, name.span.end},
                     .first_token = static_cast<uint32_t>(first - document.tokens.begin()),
                     .end_token = static_cast<uint32_t>(end - document.tokens.begin()),
                     .sentence = first->sentence,
                     .type = name.type,
                     .adjectival = name.adjectival});
  }
  for (const Mention& found : document.mentions) {
    const bool taken = std::ranges::any_of(given, [&](const Mention& m) { return SpanOf(m).Overlaps(SpanOf(found)); });
    if (!taken) given.push_back(found);
  }
  std::ranges::sort(given, {}, &Mention::span);
  document.mentions = std::move(given);
}

const Mention* MentionAt(const tagger::Document& document, Span span) {
  const Mention* best = nullptr;
  for (const Mention& mention : document.mentions) {
    if (SpanOf(mention) == span) return &mention;
    const uint32_t shared = SpanOf(mention).OverlapWith(span);
    if (shared > (best == nullptr ? 0 : SpanOf(*best).OverlapWith(span))) best = &mention;
  }
  return best;
}

}  // namespace sitrep::eval
