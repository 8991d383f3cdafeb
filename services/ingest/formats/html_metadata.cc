#include "services/ingest/formats/html_metadata.h"

#include <re2/re2.h>
#include <simdjson.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "common/base/string_views.h"
#include "common/text/paragraphs.h"
#include "common/text/unicode.h"
#include "services/ingest/formats/html_furniture.h"

namespace sitrep::ingest {
namespace {

constexpr size_t kMaxAuthors = 16;
constexpr size_t kMaxAuthorBytes = 100;
constexpr size_t kMaxValueBytes = 2048;

// Names and properties of <meta>, the most trusted first.
constexpr std::array<std::string_view, 14> kDateNames = {"article:published_time",
                                                         "og:published_time",
                                                         "datepublished",
                                                         "parsely-pub-date",
                                                         "sailthru.date",
                                                         "pubdate",
                                                         "publishdate",
                                                         "publish-date",
                                                         "dcterms.created",
                                                         "dc.date.issued",
                                                         "dc.date",
                                                         "article.published",
                                                         "dc.date.created",
                                                         "date"};
constexpr std::array<std::string_view, 6> kAuthorNames = {"author",     "article:author",  "parsely-author",
                                                          "dc.creator", "sailthru.author", "byl"};
constexpr std::array<std::string_view, 4> kTitleNames = {"og:title", "twitter:title", "parsely-title", "dc.title"};

// A value and how much it is trusted: the lower rank wins, among equals the first.
template <typename T>
class Best {
 public:
  void Offer(T value, int rank) {
    if (rank >= rank_) return;
    rank_ = rank;
    value_ = std::move(value);
  }
  T Take() { return std::move(value_); }
  const T& value() const { return value_; }

 private:
  T value_{};
  int rank_ = 1000;
};

// The ranks at which each kind of source begins.
enum Rank : int { kJsonLd = 0, kMeta = 100, kMicrodata = 200, kMarkup = 300, kFallback = 400 };

template <size_t kSize>
int IndexIn(const std::array<std::string_view, kSize>& names, std::string_view name) {
  const auto found = std::find(names.begin(), names.end(), name);
  return found == names.end() ? -1 : static_cast<int>(found - names.begin());
}

// One line of text, as a reader would see it: no control characters, nothing that is not UTF-8, not over the limit.
std::string OneLine(std::string_view value) {
  std::string line;
  bool blank = false;
  value = text::TrimSpace(value);
  for (size_t i = 0; i < value.size() && line.size() < kMaxValueBytes;) {
    const text::CodePoint c = text::DecodeCodePoint(value, i);
    const bool broken = c.value == 0xFFFD && c.length == 1;
    if (c.value <= ' ') {
      blank = true;
    } else if (!broken) {
      if (blank && !line.empty()) line.push_back(' ');
      blank = false;
      line.append(value.substr(i, c.length));
    }
    i += c.length;
  }
  return line;
}

// The text below an element, for short elements such as <title>.
std::string TextBelow(const GumboNode& element) {
  std::string all;
  std::vector<const GumboNode*> stack = {&element};
  while (!stack.empty() && all.size() <= kMaxValueBytes) {
    const GumboNode* node = stack.back();
    stack.pop_back();
    if (node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_WHITESPACE) {
      all.append(node->v.text.text);
    } else if (node->type == GUMBO_NODE_ELEMENT) {
      const GumboVector& children = node->v.element.children;
      for (unsigned int i = children.length; i > 0; --i) {
        stack.push_back(static_cast<const GumboNode*>(children.data[i - 1]));
      }
    }
  }
  return OneLine(all);
}

class MetadataReader {
 public:
  HtmlMetadata Read(const GumboNode& root) {
    std::vector<const GumboNode*> stack = {&root};
    while (!stack.empty()) {
      const GumboNode* node = stack.back();
      stack.pop_back();
      if (node->type != GUMBO_NODE_ELEMENT) continue;
      ReadElement(*node);
      const GumboVector& children = node->v.element.children;
      for (unsigned int i = children.length; i > 0; --i) {
        stack.push_back(static_cast<const GumboNode*>(children.data[i - 1]));
      }
    }
    OfferDateOfUrl(url_.value());
    HtmlMetadata metadata;
    metadata.headline = WithoutSiteName(headline_.Take(), site_name_.value());
    metadata.canonical_url = url_.Take();
    metadata.site_name = site_name_.Take();
    metadata.language_code = language_.Take();
    metadata.authors = authors_.Take();
    metadata.publication = date_.Take();
    return metadata;
  }

 private:
  void ReadElement(const GumboNode& element) {
    switch (element.v.element.tag) {
      case GUMBO_TAG_HTML:
        language_.Offer(OneLine(AttributeOf(element, "lang")), kMarkup);
        return;
      case GUMBO_TAG_META:
        return ReadMeta(element);
      case GUMBO_TAG_LINK:
        if (AttributeOf(element, "rel") == "canonical") OfferText(url_, AttributeOf(element, "href"), kMeta);
        return;
      case GUMBO_TAG_TITLE:
        if (element.parent != nullptr && element.parent->v.element.tag == GUMBO_TAG_HEAD) {
          OfferText(headline_, TextBelow(element), kFallback);
        }
        return;
      case GUMBO_TAG_H1:
        return OfferText(headline_, TextBelow(element), kMarkup);
      case GUMBO_TAG_SCRIPT:
        if (AttributeOf(element, "type") == "application/ld+json") ReadJsonLd(element);
        return;
      case GUMBO_TAG_TIME:
        OfferDate(AttributeOf(element, "datetime"),
                  gumbo_get_attribute(&element.v.element.attributes, "pubdate") != nullptr ? kMicrodata + 1 : kMarkup);
        break;
      default:
        break;
    }
    const std::string_view property = AttributeOf(element, "itemprop");
    if (property == "datePublished") {
      OfferDate(AttributeOf(element, "content"), kMicrodata);
      OfferDate(AttributeOf(element, "datetime"), kMicrodata);
    } else if (property == "author" || AttributeOf(element, "rel") == "author") {
      OfferAuthors({TextBelow(element)}, kMicrodata);
    }
  }

  void ReadMeta(const GumboNode& element) {
    std::string_view raw_name = AttributeOf(element, "property");
    if (raw_name.empty()) raw_name = AttributeOf(element, "name");
    if (raw_name.empty()) raw_name = AttributeOf(element, "itemprop");
    const std::string name = absl::AsciiStrToLower(ToAbsl(raw_name));
    const std::string_view content = AttributeOf(element, "content");
    if (const int rank = IndexIn(kDateNames, name); rank >= 0) OfferDate(content, kMeta + rank);
    if (const int rank = IndexIn(kTitleNames, name); rank >= 0) OfferText(headline_, content, kMeta + rank);
    if (const int rank = IndexIn(kAuthorNames, name); rank >= 0) OfferAuthors({OneLine(content)}, kMeta + rank);
    if (name == "og:site_name") OfferText(site_name_, content, kMeta);
    if (name == "og:url") OfferText(url_, content, kMeta + 1);
    if (name == "og:locale" || name == "language") OfferText(language_, content, kFallback);
  }

  void ReadJsonLd(const GumboNode& script) {
    std::string json;
    const GumboVector& children = script.v.element.children;
    for (unsigned int i = 0; i < children.length; ++i) {
      const auto* child = static_cast<const GumboNode*>(children.data[i]);
      if (child->type == GUMBO_NODE_TEXT) json.append(child->v.text.text);
    }
    simdjson::dom::parser parser;
    simdjson::dom::element document;
    if (parser.parse(json).get(document) != simdjson::SUCCESS) return;
    ReadThing(document);
    simdjson::dom::array things;
    if (document.get(things) == simdjson::SUCCESS || document["@graph"].get(things) == simdjson::SUCCESS) {
      for (const simdjson::dom::element thing : things) ReadThing(thing);
    }
  }

  void ReadThing(simdjson::dom::element thing) {
    std::string_view value;
    // Only articles carry it; a page's other things (its publisher, its breadcrumbs) have names and pictures only.
    if (thing["datePublished"].get(value) == simdjson::SUCCESS) OfferDate(value, kJsonLd);
    if (thing["headline"].get(value) == simdjson::SUCCESS) {
      OfferText(headline_, value, kMeta + 50);
      if (thing["publisher"]["name"].get(value) == simdjson::SUCCESS) OfferText(site_name_, value, kMeta + 50);
    }
    simdjson::dom::element author;
    if (thing["author"].get(author) != simdjson::SUCCESS) return;
    std::vector<std::string> names;
    simdjson::dom::array several;
    if (author.get(several) == simdjson::SUCCESS) {
      for (const simdjson::dom::element one : several) AddName(one, names);
    } else {
      AddName(author, names);
    }
    OfferAuthors(std::move(names), kJsonLd);
  }

  static void AddName(simdjson::dom::element author, std::vector<std::string>& names) {
    std::string_view name;
    if (author.get(name) == simdjson::SUCCESS || author["name"].get(name) == simdjson::SUCCESS) {
      names.push_back(OneLine(name));
    }
  }

  static void OfferText(Best<std::string>& best, std::string_view value, int rank) {
    std::string line = OneLine(value);
    if (!line.empty()) best.Offer(std::move(line), rank);
  }

  void OfferDate(std::string_view value, int rank) {
    if (value.empty()) return;
    absl::StatusOr<text::PublicationTime> time = text::ParseIsoDate(value);
    if (!time.ok()) time = text::ParseLenientDate(value);
    if (time.ok()) date_.Offer(*time, rank);
  }

  // Many addresses hold the day, ".../2022/03/08/...".
  void OfferDateOfUrl(std::string_view url) {
    static const RE2& day = *new RE2(R"(/((?:19|20)\d\d[/-]\d\d[/-]\d\d)(?:/|-|$))");
    re2::StringPiece found;
    if (!RE2::PartialMatch(re2::StringPiece(url.data(), url.size()), day, &found)) return;
    std::string iso(found.data(), found.size());
    std::replace(iso.begin(), iso.end(), '/', '-');
    OfferDate(iso, kFallback);
  }

  void OfferAuthors(std::vector<std::string> names, int rank) {
    std::vector<std::string> kept;
    for (std::string& name : names) {
      if (absl::StartsWithIgnoreCase(name, "by ")) name.erase(0, 3);
      const bool is_name = !name.empty() && name.size() <= kMaxAuthorBytes && name.find("://") == std::string::npos;
      const bool is_new = std::find(kept.begin(), kept.end(), name) == kept.end();
      if (is_name && is_new && kept.size() < kMaxAuthors) kept.push_back(std::move(name));
    }
    if (!kept.empty()) authors_.Offer(std::move(kept), rank);
  }

  // "Headline | Site" and "Headline - Site": the site's name is no part of the headline.
  static std::string WithoutSiteName(std::string headline, std::string_view site_name) {
    if (site_name.empty() || !absl::EndsWithIgnoreCase(headline, ToAbsl(site_name))) return headline;
    std::string_view rest(headline);
    rest.remove_suffix(site_name.size());
    rest = text::TrimSpace(rest);
    for (const std::string_view separator : {"|", "-", "–", "—", "::", "·", "»"}) {
      if (rest.size() > separator.size() && rest.ends_with(separator)) {
        rest.remove_suffix(separator.size());
        return std::string(text::TrimSpace(rest));
      }
    }
    return headline;
  }

  Best<std::string> headline_;
  Best<std::string> url_;
  Best<std::string> site_name_;
  Best<std::string> language_;
  Best<std::vector<std::string>> authors_;
  Best<text::PublicationTime> date_;
};

}  // namespace

HtmlMetadata ReadHtmlMetadata(const GumboNode& root) { return MetadataReader().Read(root); }

}  // namespace sitrep::ingest
