#include "services/tagger/document/document.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"

namespace sitrep::tagger {
namespace {

// The run of items whose `sentence` is the given one, in a list ordered by sentence.
template <typename Item>
absl::Span<const Item> ItemsIn(const std::vector<Item>& items, uint32_t sentence) {
  const auto [first, last] = std::ranges::equal_range(items, sentence, {}, &Item::sentence);
  return absl::MakeConstSpan(items).subspan(first - items.begin(), last - first);
}

}  // namespace

absl::Span<const Mention> Document::MentionsIn(uint32_t sentence) const { return ItemsIn(mentions, sentence); }

absl::Span<const TimeExpression> Document::TimesIn(uint32_t sentence) const { return ItemsIn(times, sentence); }

const DocumentEntity* Document::FindEntity(std::string_view id) const {
  if (id.empty()) return nullptr;
  const auto found = std::ranges::lower_bound(entities, id, {}, &DocumentEntity::id);
  return found != entities.end() && found->id == id ? &*found : nullptr;
}

Document MakeDocument(std::string_view text, text::PublicationTime publication, std::vector<text::Segment> segments,
                      std::string_view headline) {
  Document document;
  document.text = text;
  document.publication = publication;
  document.segments = segments.empty() ? text::SegmentText(text, headline) : std::move(segments);
  document.headline = headline;
  document.lower = text;
  absl::AsciiStrToLower(&document.lower);
  return document;
}

}  // namespace sitrep::tagger
