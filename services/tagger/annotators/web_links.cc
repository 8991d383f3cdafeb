#include "services/tagger/annotators/web_links.h"

#include <algorithm>
#include <cstddef>

#include "absl/strings/ascii.h"
#include "services/tagger/annotators/characters.h"
#include "services/tagger/annotators/word_table.h"

namespace sitrep::tagger {
namespace {

using enum CharacterClass;

constexpr size_t kMaxDomainLength = 253;  // RFC 1035.
constexpr size_t kMaxLocalPart = 64;      // Of an e-mail address: RFC 5321.

// Endings of host names that are worth a look at the rest of the word.
constexpr std::string_view kTopLevelDomainWords[] = {
    "ai", "au",  "biz", "by",   "ca",  "ch",   "cn",  "co", "com", "de", "edu", "eu",
    "fr", "gov", "ie",  "il",   "in",  "info", "int", "io", "ir",  "it", "jp",  "ly",
    "me", "mil", "net", "news", "org", "pl",   "ru",  "tv", "ua",  "uk", "us",
};
constexpr WordSet kTopLevelDomains(kTopLevelDomainWords);
// Endings that no English sentence begins with, so a dot before them means a host name even without a path.
constexpr std::string_view kSureDomains[] = {"com", "edu", "gov", "info", "mil", "net", "org"};
constexpr std::string_view kFileEndings[] = {"doc", "docx", "exe", "gif", "htm", "html", "jpeg", "jpg", "mp3", "pdf",
                                             "png", "ppt",  "rtf", "txt", "wav", "xls",  "xlsx", "xml", "zip"};
constexpr std::string_view kSchemes[] = {"http://", "https://", "ftp://", "www.", "mailto:"};

bool IsHostCharacter(char c) { return absl::ascii_isalnum(c) || c == '-' || c == '.'; }
bool IsLocalPartCharacter(char c) { return IsHostCharacter(c) || c == '_' || c == '+'; }
bool IsWordCharacter(CharacterClass c) { return c == kLetter || c == kDigit || c == kMark; }

class LinkReader {
 public:
  LinkReader(std::string_view text, std::string_view lower, uint32_t begin)
      : text_(text), lower_(lower), begin_(begin) {}

  WebLink Read() const {
    const char first = text_[begin_];
    if (first == '@' || first == '#') return {.end = TagEnd(first == '#')};
    if (first == '.') return {.end = BareFileEndingEnd()};
    if (!absl::ascii_isalnum(first)) return {};
    const std::string_view rest = lower_.substr(begin_);
    if (rest[0] == 'h' || rest[0] == 'w' || rest[0] == 'f' || rest[0] == 'm') {
      for (const std::string_view scheme : kSchemes) {
        if (rest.starts_with(scheme)) return {.end = UrlEnd()};
      }
    }
    // A host name or the local part of an address; most words end before a dot or an "@" comes.
    if (begin_ > 0 && IsLocalPartCharacter(text_[begin_ - 1])) return {};
    size_t end = begin_;
    while (end < text_.size() && absl::ascii_isalnum(text_[end])) ++end;
    const char behind = ByteAt(end);
    if (behind != '.' && behind != '@' && behind != '-' && behind != '_' && behind != '+') return {};
    if (behind == '.' && !absl::ascii_isalnum(ByteAt(end + 1)) && lower_.substr(end, 4) != "...@") return {};
    end = begin_;
    bool has_dot = false;
    while (end < text_.size() && IsLocalPartCharacter(text_[end]) && end - begin_ <= kMaxDomainLength) {
      has_dot = has_dot || (text_[end] == '.' && IsHostCharacter(ByteAt(end + 1)));
      ++end;
    }
    if (ByteAt(end) == '@' && end - begin_ <= kMaxLocalPart) return {.end = AddressEnd(end)};
    return has_dot ? HostAt() : WebLink();
  }

 private:
  Character At(size_t byte) const { return CharacterAt(text_, byte); }
  char ByteAt(size_t byte) const { return byte < text_.size() ? text_[byte] : '\0'; }

  uint32_t TagEnd(bool hash) const {
    uint32_t end = begin_ + 1;
    const Character first = At(end);
    if (first.character_class != kLetter && first.value != '_' && (hash || first.character_class != kDigit)) return 0;
    for (Character c = first; IsWordCharacter(c.character_class) || c.value == '_'; c = At(end)) end += c.length;
    return end;
  }

  // ".doc", behind a space.
  uint32_t BareFileEndingEnd() const {
    size_t end = begin_ + 1;
    while (end < text_.size() && absl::ascii_isalnum(text_[end])) ++end;
    return IsOneOf(kFileEndings, lower_.substr(begin_ + 1, end - begin_ - 1)) ? end : 0;
  }

  uint32_t UrlEnd() const {
    uint32_t end = begin_;
    for (Character c = At(end); c.length != 0 && c.character_class != kSpace && c.value != '<' && c.value != '>' &&
                                c.value != '"' && c.value != 0x201D && c.value != 0x201C;
         c = At(end)) {
      end += c.length;
    }
    while (end > begin_ + 1) {
      const char last = text_[end - 1];
      const bool closes = last == ')' && text_.substr(begin_, end - begin_).find('(') == std::string_view::npos;
      if (!closes && std::string_view(".,;:!?'\"]}*").find(last) == std::string_view::npos) break;
      --end;
    }
    return end;
  }

  uint32_t AddressEnd(size_t at) const {
    size_t end = at + 1;
    while (end < text_.size() && IsHostCharacter(text_[end]) && end - at <= kMaxDomainLength) ++end;
    while (!absl::ascii_isalnum(text_[end - 1]) && end - 1 > at) --end;
    return end - at > 2 ? end : 0;
  }

  // "example.com/page", "mil.ru/x", "news.example.co.uk", "plan.doc": a sure ending, any known ending and a path, or
  // three parts and more in lower case.
  WebLink HostAt() const {
    size_t end = begin_;
    while (end < text_.size() && (IsHostCharacter(text_[end]) || text_[end] == '_') &&
           end - begin_ <= kMaxDomainLength) {
      ++end;
    }
    while (end > begin_ && !absl::ascii_isalnum(text_[end - 1])) --end;
    const std::string_view host = lower_.substr(begin_, end - begin_);
    const size_t dot = host.rfind('.');
    if (dot == std::string_view::npos || dot < 1) return {};
    const std::string_view ending = host.substr(dot + 1);
    const bool lower_ending = text_.substr(begin_ + dot + 1, ending.size()) == ending;
    const bool all_capitals = std::none_of(text_.begin() + begin_, text_.begin() + static_cast<ptrdiff_t>(end),
                                           [](char c) { return absl::ascii_islower(c); });
    const bool one_case = lower_ending || all_capitals;
    if (one_case && IsOneOf(kFileEndings, ending)) return {.end = static_cast<uint32_t>(end)};
    if (dot < 2) return {};
    const bool path = ByteAt(end) == '/' && IsWordCharacter(At(end + 1).character_class);
    if (path && kTopLevelDomains.Contains(ending)) return {.end = UrlEnd()};
    if (one_case && IsOneOf(kSureDomains, ending)) {
      return {.end = static_cast<uint32_t>(end),
              .is_name = absl::ascii_isupper(text_[begin_]) && host.find('.') == dot};
    }
    const bool lower = text_.substr(begin_, host.size()) == host;
    return {.end = lower && HasManyParts(host) ? static_cast<uint32_t>(end) : 0};
  }

  // Three parts and more of two letters and more: no sentence ends twice without a space.
  static bool HasManyParts(std::string_view host) {
    size_t parts = 0;
    for (size_t begin = 0; begin <= host.size();) {
      const size_t dot = std::min(host.find('.', begin), host.size());
      if (dot < begin + 2 || !absl::ascii_isalpha(host[begin])) return false;
      ++parts;
      begin = dot + 1;
    }
    return parts >= 3;
  }

  std::string_view text_;
  std::string_view lower_;
  uint32_t begin_;
};

}  // namespace

WebLink WebLinkAt(std::string_view text, std::string_view lower, uint32_t begin) {
  return LinkReader(text, lower, begin).Read();
}

}  // namespace sitrep::tagger
