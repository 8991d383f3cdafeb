#include "services/ingest/formats/html_furniture.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <vector>

namespace sitrep::ingest {
namespace {

constexpr std::array kDropped = {GUMBO_TAG_SCRIPT, GUMBO_TAG_STYLE,  GUMBO_TAG_NOSCRIPT, GUMBO_TAG_TEMPLATE,
                                 GUMBO_TAG_IFRAME, GUMBO_TAG_SVG,    GUMBO_TAG_MATH,     GUMBO_TAG_CANVAS,
                                 GUMBO_TAG_OBJECT, GUMBO_TAG_EMBED,  GUMBO_TAG_VIDEO,    GUMBO_TAG_AUDIO,
                                 GUMBO_TAG_BUTTON, GUMBO_TAG_SELECT, GUMBO_TAG_INPUT,    GUMBO_TAG_TEXTAREA,
                                 GUMBO_TAG_HEAD,   GUMBO_TAG_TITLE,  GUMBO_TAG_RP};
// Furniture, unless the page has misused it for its content.
constexpr std::array kFurniture = {GUMBO_TAG_NAV, GUMBO_TAG_ASIDE, GUMBO_TAG_FOOTER, GUMBO_TAG_FORM, GUMBO_TAG_MENU};

template <size_t kSize>
bool Contains(const std::array<GumboTag, kSize>& tags, GumboTag tag) {
  return std::find(tags.begin(), tags.end(), tag) != tags.end();
}

bool IsContainer(GumboTag tag) {
  return tag == GUMBO_TAG_HTML || tag == GUMBO_TAG_BODY || tag == GUMBO_TAG_ARTICLE || tag == GUMBO_TAG_MAIN;
}

// Class names and ids of page furniture, as whole words between hyphens, underscores and changes of case.
bool IsNamedAsFurniture(std::string_view name) {
  static const RE2& furniture = *new RE2(
      R"((?i)(?:^|[\s_-])(?:nav|navbar|navigation|menu|submenu|footer|sidebar|sidebars|share|sharing|sharebar)"
      R"(|social|socials|related|newsletters?|promo|promos)"
      R"(|comments?|commentlist|respond|disqus|cookies?|cookie-\w+|consent|gdpr|breadcrumbs?|advert|adverts)"
      R"(|advertisement|ads?|adsense|subscribe|subscription|paywall|widgets?)"
      R"(|recommend|recommended|recommendations|trending|popular|outbrain|taboola|copyright|login|signup|modal)"
      R"(|popup|overlay|pagination|pager|tags|tagcloud|toolbar|skip)"
      R"(|masthead|sponsored|rating|ratings|print-only|screen-reader-text|visually-hidden|sr-only|toc)"
      R"(|author-bio|author-box|about-author|most-read|read-more|more-stories|jp-relatedposts|sharedaddy)"
      R"()(?:$|[\s_-]))");
  return !name.empty() && RE2::PartialMatch(re2::StringPiece(name.data(), name.size()), furniture);
}

// Names by which the common publishing systems mark the article itself; they win over the words above.
bool IsNamedAsContent(std::string_view name) {
  static const RE2& content =
      *new RE2(R"((?i)(?:^|\s)(?:h-?entry|entry|entry-content|entry-body|post-content|post-body|post-entry|articlebody)"
               R"(|article-?(?:body|content|text))"
               R"(|story-?(?:body|content|text)|(?:the|main|page|body|single|news)-content|content-(?:body|main)"
               R"(|area))(?:$|[\s_-]))");
  return !name.empty() && RE2::PartialMatch(re2::StringPiece(name.data(), name.size()), content);
}

bool IsHidden(const GumboNode& element) {
  if (gumbo_get_attribute(&element.v.element.attributes, "hidden") != nullptr) return true;
  const std::string_view style = AttributeOf(element, "style");
  return style.find("display:none") != std::string_view::npos || style.find("display: none") != std::string_view::npos;
}

}  // namespace

std::string_view AttributeOf(const GumboNode& element, const char* name) {
  const GumboAttribute* attribute = gumbo_get_attribute(&element.v.element.attributes, name);
  return attribute == nullptr ? std::string_view() : std::string_view(attribute->value);
}

bool IsNeverText(GumboTag tag) { return Contains(kDropped, tag); }

bool IsFurniture(const GumboNode& element) {
  const GumboTag tag = element.v.element.tag;
  if (IsContainer(tag)) return false;
  if (Contains(kFurniture, tag)) return true;
  const std::string_view role = AttributeOf(element, "role");
  if (role == "navigation" || role == "complementary" || role == "contentinfo" || role == "search" ||
      role == "dialog") {
    return true;
  }
  if (IsHidden(element)) return true;
  const std::string_view classes = AttributeOf(element, "class");
  const std::string_view id = AttributeOf(element, "id");
  return (IsNamedAsFurniture(classes) || IsNamedAsFurniture(id)) && !IsNamedAsContent(classes) && !IsNamedAsContent(id);
}

TextSizes::TextSizes(const GumboNode& root) {
  constexpr size_t kMinBytes = 60;
  struct Frame {
    const GumboNode* element;
    unsigned int next_child = 0;
    size_t bytes = 0;
  };
  std::vector<Frame> stack = {{&root}};
  while (!stack.empty()) {
    Frame& frame = stack.back();
    const GumboVector& children = frame.element->v.element.children;
    if (frame.next_child < children.length) {
      const auto* child = static_cast<const GumboNode*>(children.data[frame.next_child++]);
      if (child->type == GUMBO_NODE_TEXT) {
        const size_t bytes = std::string_view(child->v.text.text).size();
        if (bytes >= kMinBytes) frame.bytes += bytes;
      } else if (child->type == GUMBO_NODE_ELEMENT && child->v.element.tag != GUMBO_TAG_A &&
                 !IsNeverText(child->v.element.tag)) {
        stack.push_back({child});
      }
      continue;
    }
    const Frame done = frame;
    stack.pop_back();
    bytes_[done.element] = done.bytes;
    if (!stack.empty()) stack.back().bytes += done.bytes;
    total_ = done.bytes;
  }
}

bool TextSizes::HoldsMuch(const GumboNode& element) const {
  constexpr size_t kPercent = 20;
  const auto found = bytes_.find(&element);
  return found != bytes_.end() && total_ > 0 && found->second * 100 >= total_ * kPercent;
}

}  // namespace sitrep::ingest
