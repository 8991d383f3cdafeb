#include "services/ingest/formats/html_guard.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/hash.h"
#include "services/ingest/formats/html.h"

namespace sitrep::ingest {
namespace {

constexpr std::string_view kField = "html";
constexpr size_t kMaxAttributes = 500;
constexpr uint64_t kMaxElements = 500'000;  // About 150 bytes each in the parser's tree.
constexpr size_t kMaxNameBytes = 32;

// Never open for long: without content, or closed by the next of their kind.
constexpr std::array<std::string_view, 33> kNotStacked = {
    "area",   "base",  "br",    "col",   "embed",    "hr", "img", "input",  "link",     "meta", "param",
    "source", "track", "wbr",   "p",     "li",       "dt", "dd",  "option", "optgroup", "tr",   "td",
    "th",     "tbody", "thead", "tfoot", "colgroup", "rp", "rt",  "html",   "head",     "body", "frame"};
constexpr std::array<std::string_view, 14> kFormatting = {"a",    "b", "big",   "code",   "em",     "font", "i",
                                                          "nobr", "s", "small", "strike", "strong", "tt",   "u"};
// Inside these the parser reads <script> and <style> as ordinary tags.
constexpr std::array<std::string_view, 4> kForeign = {"svg", "math", "select", "frameset"};

template <size_t kSize>
bool Contains(const std::array<std::string_view, kSize>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool IsSpace(char c) { return absl::ascii_isspace(static_cast<unsigned char>(c)); }
bool IsLetter(char c) { return absl::ascii_isalpha(static_cast<unsigned char>(c)); }

struct Tag {
  std::string name;  // Lower case, shortened to kMaxNameBytes.
  bool closes = false;
  bool closes_itself = false;
  size_t attributes = 0;
  size_t end = 0;  // Behind ">".
};

Tag ReadTag(std::string_view html, size_t begin) {
  Tag tag;
  size_t i = begin + 1;
  tag.closes = html[i] == '/';
  if (tag.closes) ++i;
  while (i < html.size() && !IsSpace(html[i]) && html[i] != '>' && html[i] != '/') {
    if (tag.name.size() < kMaxNameBytes) {
      tag.name.push_back(absl::ascii_tolower(static_cast<unsigned char>(html[i])));
    }
    ++i;
  }
  char quote = 0;
  char before = 0;  // The last character that is no white space.
  bool in_word = false;
  for (; i < html.size(); ++i) {
    const char c = html[i];
    if (quote != 0) {
      if (c == quote) quote = 0;
      continue;
    }
    if (c == '>') break;
    if ((c == '"' || c == '\'') && before == '=') quote = c;
    const bool separates = IsSpace(c) || c == '/';
    if (!separates && !in_word) ++tag.attributes;
    in_word = !separates;
    if (!IsSpace(c)) before = c;
  }
  tag.closes_itself = before == '/';
  tag.end = std::min(i + 1, html.size());
  return tag;
}

class ShapeCheck {
 public:
  explicit ShapeCheck(std::string_view html) : html_(html) {}

  absl::Status Run() {
    for (size_t i = html_.find('<'); i != std::string_view::npos && i + 1 < html_.size(); i = html_.find('<', i)) {
      if (html_.substr(i).starts_with("<!--")) {
        i = EndOfComment(i + 4);
        continue;
      }
      const size_t name_at = html_[i + 1] == '/' ? i + 2 : i + 1;
      if (name_at >= html_.size() || !IsLetter(html_[name_at])) {
        ++i;
        continue;
      }
      const Tag tag = ReadTag(html_, i);
      if (tag.attributes > kMaxAttributes) {
        return InvalidField(kField, absl::StrCat("has a tag with more than ", kMaxAttributes, " attributes"));
      }
      const std::string_view source = html_.substr(i, tag.end - i);
      i = tag.end;
      if (tag.closes) {
        Close(tag.name);
        continue;
      }
      Open(tag, source);
      if (open_.size() > static_cast<size_t>(kMaxHtmlDepth)) {
        return InvalidField(kField, absl::StrCat("nests elements deeper than ", kMaxHtmlDepth));
      }
      elements_ += 1 + formatting_.size();
      if (elements_ > kMaxElements) {
        return InvalidField(kField, absl::StrCat("has more than ", kMaxElements, " elements"));
      }
      if ((tag.name == "script" || tag.name == "style") && foreign_ == 0) i = EndOfRawText(i, tag.name);
    }
    return absl::OkStatus();
  }

 private:
  struct Formatting {
    std::string name;
    uint64_t source_hash = 0;
  };

  size_t EndOfComment(size_t i) const {
    if (html_.substr(i).starts_with(">")) return i + 1;
    if (html_.substr(i).starts_with("->")) return i + 2;
    for (i = html_.find("--", i); i != std::string_view::npos; i = html_.find("--", i + 1)) {
      if (html_.substr(i).starts_with("-->")) return i + 3;
      if (html_.substr(i).starts_with("--!>")) return i + 4;
    }
    return html_.size();
  }

  size_t EndOfRawText(size_t i, std::string_view name) {
    for (i = html_.find("</", i); i != std::string_view::npos; i = html_.find("</", i + 2)) {
      if (html_.size() - i < name.size() + 2) break;
      const std::string_view candidate = html_.substr(i + 2, name.size());
      const bool same = std::equal(candidate.begin(), candidate.end(), name.begin(), [](char a, char b) {
        return absl::ascii_tolower(static_cast<unsigned char>(a)) == b;
      });
      if (same) return i;
    }
    return html_.size();
  }

  void Open(const Tag& tag, std::string_view source) {
    const bool is_foreign = Contains(kForeign, tag.name);
    if (tag.closes_itself && foreign_ > 0) return;  // Honoured in SVG and MathML.
    if (is_foreign) ++foreign_;
    if (tag.name == "a") Close("a");  // A link ends where the next begins.
    if (!Contains(kNotStacked, tag.name)) open_.push_back(tag.name);
    if (!Contains(kFormatting, tag.name)) return;
    // The parser keeps three equal ones at most.
    const uint64_t hash = Hash64(source);
    const auto equal = std::count_if(formatting_.begin(), formatting_.end(),
                                     [&](const Formatting& entry) { return entry.source_hash == hash; });
    if (equal < 3) formatting_.push_back({tag.name, hash});
  }

  void Close(std::string_view name) {
    Forget(name);
    const auto found = std::find(open_.rbegin(), open_.rend(), name);
    if (found == open_.rend()) return;
    // Only where nothing is left open inside is it certain that the parser sees the end as well.
    const bool clean = found == open_.rbegin();
    open_.erase(std::prev(found.base()), open_.end());
    if (clean && Contains(kForeign, name)) --foreign_;
  }

  void Forget(std::string_view name) {
    const auto found = std::find_if(formatting_.rbegin(), formatting_.rend(),
                                    [&](const Formatting& entry) { return entry.name == name; });
    if (found != formatting_.rend()) formatting_.erase(std::prev(found.base()));
  }

  std::string_view html_;
  std::vector<std::string> open_;
  std::vector<Formatting> formatting_;
  int foreign_ = 0;
  uint64_t elements_ = 0;
};

}  // namespace

absl::Status CheckHtmlShape(std::string_view html) { return ShapeCheck(html).Run(); }

}  // namespace sitrep::ingest
