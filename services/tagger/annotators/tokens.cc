#include "services/tagger/annotators/tokens.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "common/base/string_views.h"
#include "services/tagger/annotators/abbreviations.h"
#include "services/tagger/annotators/characters.h"

namespace sitrep::tagger {
namespace {

using enum CharacterClass;

constexpr size_t kMaxDomainLength = 253;  // RFC 1035.
constexpr size_t kMaxLocalPart = 64;      // Of an e-mail address: RFC 5321.
constexpr size_t kMaxHyphens = 16;        // In one word; the rest of a longer one stays in its last piece.

// Sorted: first parts of compounds that are one name or no name at all, however they are capitalised.
constexpr auto kBoundPrefixes = std::to_array<std::string_view>({
    "abd",   "abdel", "abdul", "abu",    "afro",   "al",    "all",     "an",    "anglo",  "anna",  "anne",  "anti",
    "ar",    "as",    "ash",   "at",     "austro", "az",    "ben",     "bin",   "carl",   "cease", "co",    "counter",
    "cross", "de",    "el",    "es",     "euro",   "ex",    "far",     "first", "franco", "full",  "greco", "hans",
    "high",  "ibn",   "indo",  "inter",  "italo",  "jean",  "john",    "juan",  "judeo",  "karl",  "la",    "le",
    "long",  "low",   "marie", "mary",   "mid",    "multi", "nagorno", "new",   "non",    "off",   "on",    "one",
    "out",   "pan",   "paul",  "pierre", "post",   "pre",   "pro",     "re",    "russo",  "saint", "san",   "second",
    "self",  "semi",  "short", "sino",   "so",     "st",    "state",   "sub",   "super",  "tel",   "third", "top",
    "trans", "two",   "ul",    "ultra",  "un",     "under", "vice",    "war",   "well",
});
// Sorted: last parts that make a compound one office or adjective.
constexpr auto kBoundSuffixes = std::to_array<std::string_view>({
    "american", "americans", "backed",   "based",     "born",     "chief",   "class",     "controlled",
    "day",      "elect",     "era",      "fire",      "funded",   "general", "held",      "in",
    "led",      "line",      "made",     "minister",  "occupied", "old",     "president", "related",
    "run",      "scale",     "speaking", "sponsored", "style",    "wide",    "year",
});
// Sorted: endings of host names that are worth a look at the rest of the word.
constexpr auto kTopLevelDomains = std::to_array<std::string_view>({
    "ai", "au",  "biz", "by",   "ca",  "ch",   "cn",  "co", "com", "de", "edu", "eu",
    "fr", "gov", "ie",  "il",   "in",  "info", "int", "io", "ir",  "it", "jp",  "ly",
    "me", "mil", "net", "news", "org", "pl",   "ru",  "tv", "ua",  "uk", "us",
});
// Endings that no English word takes, so a dot before them means a host name even without a path.
constexpr auto kSureDomains = std::to_array<std::string_view>({"com", "edu", "gov", "info", "mil", "net", "org"});

template <size_t N>
bool Contains(const std::array<std::string_view, N>& sorted, std::string_view word) {
  return std::ranges::binary_search(sorted, word);
}

bool IsHostCharacter(char c) { return absl::ascii_isalnum(c) || c == '-' || c == '.'; }
bool IsLocalPartCharacter(char c) { return absl::ascii_isalnum(c) || c == '.' || c == '_' || c == '-' || c == '+'; }
bool IsRunMark(char32_t c) {
  return c == '.' || c == '-' || c == '!' || c == '?' || c == '*' || c == '_' || c == '=' || c == '~' || c == 0x2013 ||
         c == 0x2014 || c == 0x2026;
}
bool IsRegionalIndicator(char32_t c) { return c >= 0x1F1E6 && c <= 0x1F1FF; }
bool ExtendsEmoji(char32_t c) {
  return c == 0xFE0F || c == 0x20E3 || (c >= 0x1F3FB && c <= 0x1F3FF) || (c >= 0xE0020 && c <= 0xE007F);
}
bool IsWordCharacter(CharacterClass c) { return c == kLetter || c == kDigit || c == kMark; }

// Tokenises one segment. Offsets are those of the whole text; nothing behind `text_`, which ends with the segment, is
// looked at.
class SegmentTokeniser {
 public:
  SegmentTokeniser(Document& document, const text::Segment& segment)
      : text_(document.text.substr(0, segment.end_byte)),
        lower_(std::string_view(document.lower).substr(0, segment.end_byte)),
        position_(segment.begin_byte),
        tokens_(document.tokens) {}

  void Run() {
    while (position_ < text_.size()) {
      const Character c = CharacterAt(text_, position_);
      if (c.character_class == kSpace) {
        position_ += c.length;
        space_before_ = true;
        continue;
      }
      Scan(c);
      space_before_ = false;
    }
  }

 private:
  void Scan(Character c) {
    if (const uint32_t end = LinkEnd(c); end != 0) return Add(position_, end, Token::kLink);
    switch (c.character_class) {
      case kLetter:
        return ScanWord();
      case kDigit:
        return ScanNumber();
      case kIdeograph:
        return Add(position_, SkipMarks(position_ + c.length), Token::kWord);
      case kApostrophe:
        return ScanApostrophe(c);
      case kHyphen:
      case kPunctuation:
        return Add(position_, RunEnd(c), Token::kPunctuation);
      case kSymbol:
        return Add(position_, SymbolEnd(c), Token::kSymbol);
      case kMark:  // A stray mark or invisible character belongs to nothing.
      case kSpace:
        position_ += c.length;
        return;
    }
  }

  Character At(uint32_t byte) const { return CharacterAt(text_, byte); }
  char ByteAt(size_t byte) const { return byte < text_.size() ? text_[byte] : '\0'; }

  uint32_t SkipMarks(uint32_t byte) const {
    for (Character c = At(byte); c.character_class == kMark; c = At(byte)) byte += c.length;
    return byte;
  }

  // ---- Links ----

  // The end of a URL, address, @name or #tag that starts here; 0 when none does.
  uint32_t LinkEnd(Character c) const {
    if (c.value == '@' || c.value == '#') return TagEnd(c.value == '#');
    if (c.value >= 0x80 || !absl::ascii_isalnum(static_cast<unsigned char>(c.value))) return 0;
    const absl::string_view rest = ToAbsl(lower_.substr(position_, 8));
    if ((rest[0] == 'h' || rest[0] == 'w') &&
        (absl::StartsWith(rest, "http://") || absl::StartsWith(rest, "https://") || absl::StartsWith(rest, "www."))) {
      return UrlEnd(position_);
    }
    // A host name or the local part of an address; most words end before a dot or an "@" comes.
    if (!space_before_ && !tokens_.empty() && tokens_.back().end == position_ &&
        IsLocalPartCharacter(text_[position_ - 1])) {
      return 0;
    }
    size_t end = position_;
    while (end < text_.size() && absl::ascii_isalnum(text_[end])) ++end;
    const char behind = ByteAt(end);
    if (behind != '.' && behind != '@' && behind != '-' && behind != '_' && behind != '+') return 0;
    if (behind == '.' && !absl::ascii_isalnum(ByteAt(end + 1))) return 0;
    end = position_;
    size_t last_dot = 0;
    while (end < text_.size() && IsLocalPartCharacter(text_[end]) && end - position_ <= kMaxDomainLength) {
      if (text_[end] == '.' && end + 1 < text_.size() && IsHostCharacter(text_[end + 1])) last_dot = end;
      ++end;
    }
    if (ByteAt(end) == '@' && end - position_ <= kMaxLocalPart) return AddressEnd(end);
    return last_dot == 0 ? 0 : HostEnd();
  }

  uint32_t TagEnd(bool hash) const {
    uint32_t end = position_ + 1;
    const Character first = At(end);
    if (first.character_class != kLetter && first.value != '_' && (hash || first.character_class != kDigit)) return 0;
    for (Character c = first; IsWordCharacter(c.character_class) || c.value == '_'; c = At(end)) end += c.length;
    return end;
  }

  uint32_t UrlEnd(size_t begin) const {
    uint32_t end = begin;
    for (Character c = At(end); c.length != 0 && c.character_class != kSpace && c.value != '<' && c.value != '"' &&
                                c.value != 0x201D && c.value != 0x201C;
         c = At(end)) {
      end += c.length;
    }
    while (end > begin + 1) {
      const char last = text_[end - 1];
      const bool closes = last == ')' && text_.substr(begin, end - begin).find('(') == std::string_view::npos;
      if (!closes && absl::string_view(".,;:!?'\"]}>*").find(last) == absl::string_view::npos) break;
      --end;
    }
    return end;
  }

  uint32_t AddressEnd(size_t at) const {
    size_t end = at + 1;
    while (end < text_.size() && IsHostCharacter(text_[end]) && end - at <= kMaxDomainLength) ++end;
    while (!absl::ascii_isalnum(text_[end - 1]) && end - 1 > at) --end;
    const bool has_dot = text_.substr(at, end - at).find('.') != std::string_view::npos;
    return has_dot ? end : 0;
  }

  // "example.com/page", "mil.ru/x": a host name with a sure ending, or with any known ending and a path.
  uint32_t HostEnd() const {
    size_t end = position_;
    while (end < text_.size() && IsHostCharacter(text_[end]) && end - position_ <= kMaxDomainLength) ++end;
    while (end > position_ && !absl::ascii_isalnum(text_[end - 1])) --end;
    const std::string_view host = lower_.substr(position_, end - position_);
    const size_t dot = host.rfind('.');
    if (dot == std::string_view::npos || dot < 2) return 0;
    const std::string_view ending = host.substr(dot + 1);
    const bool path = ByteAt(end) == '/' && IsWordCharacter(At(end + 1).character_class);
    if (path && Contains(kTopLevelDomains, ending)) return UrlEnd(position_);
    // "Amazon.com" is a name.
    return Contains(kSureDomains, ending) && !absl::ascii_isupper(text_[position_]) ? end : 0;
  }

  // ---- Words ----

  void ScanWord() {
    std::array<uint32_t, kMaxHyphens> hyphens;
    size_t hyphen_count = 0;
    has_apostrophe_ = false;
    uint32_t piece = position_;  // Begin of the part behind the last hyphen.
    uint32_t end = position_;
    while (true) {
      const Character c = At(end);
      if (IsWordCharacter(c.character_class)) {
        end += c.length;
        continue;
      }
      const Character next = At(end + c.length);
      if (c.value == '.') {
        const uint32_t stop_end = AbbreviationEnd(piece, end);
        if (stop_end == 0) break;
        end = stop_end;
        if (At(end).character_class != kHyphen) break;
        continue;
      }
      if (c.character_class == kHyphen && IsWordCharacter(next.character_class)) {
        if (hyphen_count < kMaxHyphens) hyphens[hyphen_count++] = end;
        end += c.length;
        piece = end;
        continue;
      }
      const bool joins = (c.character_class == kApostrophe && next.character_class == kLetter) ||
                         (c.value == '_' && IsWordCharacter(next.character_class)) ||
                         (c.value == '&' && IsUpper(next.value) && end > position_ && IsUpper(At(end - 1).value));
      if (!joins) break;
      has_apostrophe_ = has_apostrophe_ || c.character_class == kApostrophe;
      end += c.length;
    }
    AddPieces(absl::MakeConstSpan(hyphens.data(), hyphen_count), end);
  }

  // A full stop at `stop` ends the letters from `piece` on. The end of the abbreviation they make with it, or 0.
  uint32_t AbbreviationEnd(uint32_t piece, uint32_t stop) const {
    const std::string_view letters = text_.substr(piece, stop - piece);
    const Character first = At(piece);
    const Character next = At(stop + 1);
    if (letters.size() == first.length) return InitialsEnd(piece, stop, first, next);
    const std::string_view lower = lower_.substr(piece, letters.size());
    if (lower == "ph" && lower_.substr(stop, 3) == ".d.") return stop + 3;
    switch (KindOfAbbreviation(lower)) {
      case AbbreviationKind::kNone:
        return 0;
      case AbbreviationKind::kTitle:
        return IsUpper(first.value) ? (NextIsCapitalised(stop + 1) ? stop + 1 : 0) : (lower == "vs" ? stop + 1 : 0);
      case AbbreviationKind::kOrdinary:
        return IsUpper(first.value) || lower == "etc" || lower == "approx" || lower == "dept" || lower == "govt" ||
                       lower == "inc" || lower == "ext"
                   ? stop + 1
                   : 0;
      case AbbreviationKind::kBeforeNumber: {
        uint32_t after = stop + 1;
        if (ByteAt(after) == ' ') ++after;
        return At(after).character_class == kDigit ? stop + 1 : 0;
      }
    }
    return 0;
  }

  // "J." before a name, "U.S.", "p.m.".
  uint32_t InitialsEnd(uint32_t piece, uint32_t stop, Character first, Character next) const {
    uint32_t end = stop + 1;
    bool several = false;
    for (Character letter = next; letter.character_class == kLetter; letter = At(end)) {
      const uint32_t after = end + letter.length;
      const CharacterClass follows = At(after).character_class;
      if (IsUpper(letter.value) != IsUpper(first.value) || IsWordCharacter(follows)) break;
      several = true;
      if (At(after).value != '.') return after;  // "U.S" without its last full stop.
      end = after + 1;
    }
    if (several) return end;
    if (!IsUpper(first.value)) return 0;
    if (IsUpper(next.value)) {  // "W.Va."
      uint32_t letters_end = end;
      while (IsWordCharacter(At(letters_end).character_class)) letters_end += At(letters_end).length;
      const bool known = KindOfAbbreviation(lower_.substr(end, letters_end - end)) == AbbreviationKind::kOrdinary;
      if (known && ByteAt(letters_end) == '.') return letters_end + 1;
    }
    // A single capital: an initial when a name follows, unless it is the pronoun.
    const bool pronoun = first.value == 'I' && !tokens_.empty() && piece == position_ && !tokens_.back().capitalised;
    return !pronoun && NextIsCapitalised(stop + 1) ? end : 0;
  }

  bool NextIsCapitalised(uint32_t byte) const {
    for (Character c = At(byte); c.length != 0 && c.character_class == kSpace; c = At(byte)) {
      if (c.value == '\n' && At(byte + 1).value == '\n') return false;
      byte += c.length;
    }
    return IsUpper(At(byte).value);
  }

  // Adds the word [position_, end), split at the hyphens that join two names.
  void AddPieces(absl::Span<const uint32_t> hyphens, uint32_t end) {
    uint32_t begin = position_;
    uint32_t piece = position_;
    for (size_t i = 0; i < hyphens.size(); ++i) {
      const uint32_t hyphen = hyphens[i];
      const uint32_t next = hyphen + At(hyphen).length;
      const uint32_t next_end = i + 1 < hyphens.size() ? hyphens[i + 1] : end;
      if (JoinsNames(piece, hyphen, next, next_end)) {
        AddWord(begin, hyphen);
        space_before_ = false;
        Add(hyphen, next, Token::kPunctuation);
        begin = next;
      }
      piece = next;
    }
    AddWord(begin, end);
  }

  bool JoinsNames(uint32_t left, uint32_t left_end, uint32_t right, uint32_t right_end) const {
    if (!IsUpper(At(left).value) || !IsUpper(At(right).value)) return false;
    const uint32_t left_length = left_end - left;
    const uint32_t right_length = right_end - right;
    if (left_length < 2 || right_length < 2) return false;
    // "Jong-Un", but "Russia-US".
    if (right_length == 2 && !IsUpper(At(right + 1).value)) return false;
    return !Contains(kBoundPrefixes, lower_.substr(left, left_length)) &&
           !Contains(kBoundSuffixes, lower_.substr(right, right_length));
  }

  // Adds one word and its clitics: "do" "n't", "Ukraine" "'s".
  void AddWord(uint32_t begin, uint32_t end) {
    if (!has_apostrophe_) return Add(begin, end, Token::kWord);
    std::array<uint32_t, 3> cuts;  // Of "who'd've": in front of each clitic, the last one first.
    size_t count = 0;
    uint32_t word_end = end;
    while (count < cuts.size()) {
      const uint32_t cut = CliticBegin(begin, word_end);
      if (cut <= begin) break;
      cuts[count++] = word_end = cut;
    }
    Add(begin, word_end, Token::kWord);
    while (count > 0) {
      const uint32_t cut = cuts[--count];
      space_before_ = false;
      Add(cut, count == 0 ? end : cuts[count - 1], Token::kWord);
    }
  }

  // Where the clitic that ends at `end` begins; 0 when none does.
  uint32_t CliticBegin(uint32_t begin, uint32_t end) const {
    for (const std::string_view letters : {"s", "t", "m", "d", "re", "ve", "ll"}) {
      if (end - begin <= letters.size() + 1 || lower_.substr(end - letters.size(), letters.size()) != letters) continue;
      const uint32_t apostrophe_end = end - letters.size();
      uint32_t apostrophe = apostrophe_end - 1;
      while (apostrophe > begin && (static_cast<unsigned char>(text_[apostrophe]) & 0xC0) == 0x80) --apostrophe;
      const Character c = At(apostrophe);
      if (c.character_class != kApostrophe || apostrophe + c.length != apostrophe_end) continue;
      if (letters != "t") return apostrophe;
      return lower_[apostrophe - 1] == 'n' ? apostrophe - 1 : 0;
    }
    return 0;
  }

  // A clitic that stands alone behind a number or a closing mark ("2022's"), or a mark.
  void ScanApostrophe(Character c) {
    uint32_t end = position_ + c.length;
    if (!space_before_) {
      uint32_t letters_end = end;
      while (At(letters_end).character_class == kLetter) letters_end += At(letters_end).length;
      const std::string_view letters = lower_.substr(end, letters_end - end);
      if (letters == "s" || letters == "re" || letters == "ve" || letters == "ll" || letters == "d") {
        return Add(position_, letters_end, Token::kWord);
      }
    }
    if (c.value == '\'' && ByteAt(end) == '\'') ++end;  // '' as a quotation mark.
    Add(position_, end, Token::kPunctuation);
  }

  // ---- Numbers and marks ----

  void ScanNumber() {
    uint32_t end = DigitsEnd(position_);
    // "303-832-8160", "2022-03-03", but a range or a score ("3-0") is three tokens.
    if (ByteAt(end) == '-' && At(end + 1).character_class == kDigit) {
      const uint32_t second = DigitsEnd(end + 1);
      if (ByteAt(second) == '-' && At(second + 1).character_class == kDigit) end = DigitsEnd(second + 1);
    }
    const std::string_view rest = lower_.substr(end, 4);
    const bool half_day = rest.size() >= 2 && (rest[0] == 'a' || rest[0] == 'p') &&
                          (absl::StartsWith(ToAbsl(rest.substr(1)), ".m") ||
                           (rest[1] == 'm' && !IsWordCharacter(At(end + 2).character_class)));
    while (!half_day) {
      const Character c = At(end);
      const bool joins = IsWordCharacter(c.character_class) ||
                         (c.character_class == kHyphen && At(end + c.length).character_class == kLetter);
      if (!joins) break;
      end += c.length;
    }
    Add(position_, end, Token::kNumber);
  }

  uint32_t DigitsEnd(uint32_t byte) const {
    while (true) {
      const Character c = At(byte);
      const bool separator = c.value == '.' || c.value == ',' || c.value == ':' || c.value == '/';
      if (c.character_class != kDigit && !(separator && At(byte + 1).character_class == kDigit)) return byte;
      byte += c.length;
    }
  }

  uint32_t RunEnd(Character c) const {
    uint32_t end = position_ + c.length;
    if (IsRunMark(c.value)) {
      while (At(end).value == c.value) end += c.length;
    }
    return end;
  }

  // One emoji with all that modifies it, a flag of two letters, or one symbol.
  uint32_t SymbolEnd(Character c) const {
    uint32_t end = position_ + c.length;
    if (c.value < 0x80) return end;
    if (IsRegionalIndicator(c.value) && IsRegionalIndicator(At(end).value)) return end + At(end).length;
    while (true) {
      const Character next = At(end);
      if (next.value == 0x200D && At(end + next.length).character_class == kSymbol) {
        end += next.length + At(end + next.length).length;
      } else if (ExtendsEmoji(next.value)) {
        end += next.length;
      } else {
        return end;
      }
    }
  }

  void Add(uint32_t begin, uint32_t end, Token::Kind kind) {
    Token token{.begin = begin, .end = end, .kind = kind, .space_before = space_before_};
    if (kind == Token::kWord || kind == Token::kNumber) SetCase(token);
    tokens_.push_back(token);
    position_ = end;
  }

  void SetCase(Token& token) const {
    // Most words are in lower case, which their first two letters show.
    const Character first = At(token.begin);
    const Character second = At(token.begin + first.length);
    if (first.character_class == kLetter && second.character_class == kLetter && !IsUpper(second.value)) {
      token.capitalised = IsUpper(first.value);
      return;
    }
    int letters = 0;
    bool all_upper = true;
    for (uint32_t i = token.begin; i < token.end;) {
      const Character c = At(i);
      i += c.length;
      if (c.character_class != kLetter) continue;
      const bool upper = IsUpper(c.value);
      if (++letters == 1) token.capitalised = upper;
      if (!upper) {
        all_upper = false;
        break;
      }
    }
    token.all_capitals = all_upper && letters >= 2;
  }

  std::string_view text_;
  std::string_view lower_;
  uint32_t position_;
  bool space_before_ = true;
  bool has_apostrophe_ = false;  // Of the word being scanned.
  std::vector<Token>& tokens_;
};

}  // namespace

bool IsRead(text::SegmentKind kind) {
  using enum text::SegmentKind;
  return kind == kBody || kind == kHeadline || kind == kSubheading || kind == kDateline || kind == kEmbeddedPost;
}

absl::Status TokensAnnotator::Annotate(Document& document) const {
  document.tokens.reserve(document.text.size() / 5 + 8);
  for (const text::Segment& segment : document.segments) {
    if (IsRead(segment.kind)) SegmentTokeniser(document, segment).Run();
  }
  return absl::OkStatus();
}

}  // namespace sitrep::tagger
