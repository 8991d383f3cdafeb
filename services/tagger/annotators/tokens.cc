#include "services/tagger/annotators/tokens.h"

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/strings/ascii.h"
#include "services/tagger/annotators/abbreviations.h"
#include "services/tagger/annotators/characters.h"
#include "services/tagger/annotators/contractions.h"
#include "services/tagger/annotators/emoticons.h"
#include "services/tagger/annotators/web_links.h"

namespace sitrep::tagger {
namespace {

using enum CharacterClass;

constexpr size_t kMaxHyphens = 16;     // In one word; the rest of a longer one stays in its last piece.
constexpr size_t kMaxCodePiece = 5;    // Characters between the hyphens of "SARS-CoV-2".
constexpr size_t kMaxContraction = 9;  // Letters of the longest contraction without an apostrophe.

// Marks of which several make one token.
bool IsRunMark(char32_t c) {
  return c == '.' || c == '-' || c == '!' || c == '?' || c == '*' || c == '_' || c == '=' || c == '~' || c == '+' ||
         c == '<' || c == '>' || c == '#' || c == 0x2013 || c == 0x2014 || c == 0x2026;
}
bool EndsSentence(char32_t c) { return c == '.' || c == '!' || c == '?'; }
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
    if (IsLinkStart(c)) {
      const WebLink link = WebLinkAt(text_, lower_, position_);
      if (link.end != 0) return Add(position_, link.end, link.is_name ? Token::kWord : Token::kLink);
    }
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
      case kSymbol:
        return ScanMark(c);
      case kMark:  // A stray mark or invisible character belongs to nothing.
      case kSpace:
        position_ += c.length;
        return;
    }
  }

  bool IsLinkStart(Character c) const {
    if (c.value == '@' || c.value == '#' || (c.value == '.' && space_before_)) return true;
    return c.value < 0x80 && absl::ascii_isalnum(static_cast<unsigned char>(c.value));
  }

  Character At(uint32_t byte) const { return CharacterAt(text_, byte); }
  char ByteAt(size_t byte) const { return byte < text_.size() ? text_[byte] : '\0'; }

  uint32_t SkipMarks(uint32_t byte) const {
    for (Character c = At(byte); c.character_class == kMark; c = At(byte)) byte += c.length;
    return byte;
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
      if (c.value == '/' && end == position_ + 1) {
        if (const uint32_t short_end = SlashedEnd(end); short_end != 0) {
          end = short_end;
          break;
        }
      }
      const bool joins = (c.character_class == kApostrophe && next.character_class == kLetter) ||
                         (c.value == '_' && IsWordCharacter(next.character_class)) ||
                         (c.value == '&' && JoinsLetters(piece, end));
      if (!joins) break;
      has_apostrophe_ = has_apostrophe_ || c.character_class == kApostrophe;
      end += c.length;
    }
    AddPieces(absl::MakeConstSpan(hyphens.data(), hyphen_count), end);
  }

  // "w/", "w/o", "s/he": `slash` is that behind the first letter.
  uint32_t SlashedEnd(uint32_t slash) const {
    uint32_t end = slash + 1;
    while (At(end).character_class == kLetter) end += At(end).length;
    const std::string_view word = lower_.substr(position_, end - position_);
    if (word == "w/o" || word == "w/out" || word == "s/he") return end;
    return lower_[position_] == 'w' && (word == "w/" || !IsUpper(At(slash + 1).value)) ? slash + 1 : 0;
  }

  // "AT&T", "p&l": short on both sides, in one case.
  bool JoinsLetters(uint32_t piece, uint32_t ampersand) const {
    const Character next = At(ampersand + 1);
    if (next.character_class != kLetter) return false;
    if (IsUpper(next.value)) return IsUpper(At(ampersand - 1).value);
    return ampersand == piece + 1 && !IsUpper(At(piece).value) && !IsWordCharacter(At(ampersand + 2).character_class);
  }

  // A full stop at `stop` ends the letters from `piece` on. The end of the abbreviation they make with it, or 0.
  uint32_t AbbreviationEnd(uint32_t piece, uint32_t stop) const {
    const std::string_view letters = text_.substr(piece, stop - piece);
    const Character first = At(piece);
    const Character next = At(stop + 1);
    if (letters.size() == first.length) return InitialsEnd(piece, stop, first, next);
    const std::string_view lower = lower_.substr(piece, letters.size());
    if (lower == "ph" && lower_.substr(stop, 3) == ".d.") return stop + 3;
    if (lower == "etc" && (EndsParagraph(stop + 1) || NextIsCapitalised(stop + 1))) return 0;
    if (lower == "al" && !tokens_.empty() && lower_.substr(tokens_.back().begin, 2) == "et") return stop + 1;
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
    if (several) return !IsUpper(first.value) && EndsSentenceAt(end) ? end - 1 : end;
    if (!IsUpper(first.value)) {  // "p. 5", "c. 1480"
      const std::string_view letter = lower_.substr(piece, 1);
      const bool numbered = letter == "b" || letter == "c" || letter == "d" || letter == "p";
      return numbered && ByteAt(stop + 1) == ' ' && At(stop + 2).character_class == kDigit ? stop + 1 : 0;
    }
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

  bool EndsParagraph(uint32_t byte) const {
    const size_t next = text_.find_first_not_of(" \t\r\n", byte);
    return next == std::string_view::npos || text_.substr(byte, next - byte).find("\n\n") != std::string_view::npos;
  }

  // Whether nothing or a capitalised word that seldom stands within a sentence follows.
  bool EndsSentenceAt(uint32_t byte) const {
    if (EndsParagraph(byte)) return true;
    if (ByteAt(byte) != ' ' || !IsUpper(At(byte + 1).value)) return false;
    uint32_t end = byte + 1;
    while (At(end).character_class == kLetter) end += At(end).length;
    return IsSentenceStarter(lower_.substr(byte + 1, end - byte - 1));
  }

  bool NextIsCapitalised(uint32_t byte) const {
    for (Character c = At(byte); c.length != 0 && c.character_class == kSpace; c = At(byte)) {
      if (c.value == '\n' && At(byte + 1).value == '\n') return false;
      byte += c.length;
    }
    return IsUpper(At(byte).value);
  }

  // Adds the word [position_, end): each hyphen is a token, except behind a prefix and in a code such as "SS-N-22".
  void AddPieces(absl::Span<const uint32_t> hyphens, uint32_t end) {
    if (hyphens.size() > 1 && IsCode(end)) return AddWord(position_, end);
    uint32_t begin = position_;
    for (size_t i = 0; i < hyphens.size(); ++i) {
      const uint32_t hyphen = hyphens[i];
      const uint32_t next = hyphen + At(hyphen).length;
      const uint32_t next_end = i + 1 < hyphens.size() ? hyphens[i + 1] : end;
      if (BindsToTheRight(lower_.substr(begin, hyphen - begin)) ||
          BindsToTheLeft(lower_.substr(next, next_end - next))) {
        continue;
      }
      AddWord(begin, hyphen);
      space_before_ = false;
      Add(hyphen, next, Token::kPunctuation);
      begin = next;
    }
    AddWord(begin, IsFragment(begin, end) ? end + 1 : end);
  }

  // Capital letters and digits in short pieces, one of which has a digit.
  bool IsCode(uint32_t end) const {
    bool has_digit = false;
    size_t length = 0;
    for (uint32_t i = position_; i < end; i += At(i).length) {
      const Character c = At(i);
      if (c.character_class == kHyphen) {
        length = 0;
        continue;
      }
      if (length == 0 && c.character_class != kDigit && !IsUpper(c.value)) return false;
      has_digit = has_digit || c.character_class == kDigit;
      if (++length > kMaxCodePiece) return false;
    }
    return has_digit;
  }

  // "th- that": what a speaker broke off keeps its hyphen.
  bool IsFragment(uint32_t begin, uint32_t end) const {
    if (ByteAt(end) != '-' || begin != position_ || !space_before_ || end - begin > 2) return false;
    const bool capitals = end - begin == 2 && IsUpper(At(begin + 1).value);
    return !capitals && At(begin).character_class == kLetter && At(end + 1).character_class == kSpace;
  }

  // Adds one written word and divides it into syntactic ones: "do" "n't", "Ukraine" "'s", "can" "not".
  void AddWord(uint32_t begin, uint32_t end) {
    const std::string_view word = lower_.substr(begin, end - begin);
    const WordCuts cuts = has_apostrophe_ ? CliticCuts(word) : UnmarkedCuts(word, begin, end);
    const bool digits = At(begin).character_class == kDigit;  // "16" of "F-16"
    uint32_t piece = begin;
    for (size_t i = 0; i <= cuts.count; ++i) {
      const uint32_t piece_end = i < cuts.count ? begin + cuts.offsets[i] : end;
      Add(piece, piece_end, digits && i == 0 ? Token::kNumber : Token::kWord);
      tokens_.back().continues = i > 0;
      space_before_ = false;
      piece = piece_end;
    }
  }

  WordCuts UnmarkedCuts(std::string_view word, uint32_t begin, uint32_t end) const {
    if (word.size() > kMaxContraction) return {};
    if (word == "im" && IsUpper(At(begin + 1).value)) return {};  // Instant messages.
    if (word == "its") {
      const uint32_t next = end + 1;
      uint32_t next_end = next;
      while (next_end < text_.size() && absl::ascii_isalpha(text_[next_end])) ++next_end;
      const bool contracted = ByteAt(end) == ' ' && IsContractedIts(lower_.substr(next, next_end - next));
      return contracted ? WordCuts{.offsets = {2}, .count = 1} : WordCuts();
    }
    return ContractionCuts(word);
  }

  // A clitic that stands alone behind a number or a closing mark ("2022's"), the apostrophe of a plural, or a mark.
  void ScanApostrophe(Character c) {
    uint32_t end = position_ + c.length;
    const bool attached = !space_before_ && !tokens_.empty() && tokens_.back().end == position_;
    const bool behind_word = attached && (tokens_.back().kind == Token::kWord || tokens_.back().kind == Token::kNumber);
    if (attached) {
      uint32_t letters_end = end;
      while (At(letters_end).character_class == kLetter) letters_end += At(letters_end).length;
      const std::string_view letters = lower_.substr(end, letters_end - end);
      if (letters == "s" || letters == "re" || letters == "ve" || letters == "ll" || letters == "d") {
        Add(position_, letters_end, Token::kWord);
        tokens_.back().continues = behind_word;
        return;
      }
    }
    const Character next = At(end);
    if (!attached && next.character_class == kDigit) {  // "'90s"
      while (IsWordCharacter(At(end).character_class)) end += At(end).length;
      return Add(position_, end, Token::kNumber);
    }
    if (next.character_class == kApostrophe && (next.value == c.value || c.value == 0x2018)) {
      return Add(position_, end + next.length, Token::kPunctuation);  // '' as a quotation mark.
    }
    const bool opens = !attached && next.character_class != kSpace;
    const bool possessive = behind_word && !in_single_quotes_ && lower_[position_ - 1] == 's';
    in_single_quotes_ = opens;
    Add(position_, end, Token::kPunctuation);
    tokens_.back().continues = possessive;
  }

  // ---- Numbers and marks ----

  void ScanNumber() {
    uint32_t end = DigitsEnd(position_);
    // "303-832-8160", "2022-03-03", "345-9945", but a range or a score ("3-0") is three tokens.
    uint32_t groups_end = end;
    int groups = 1;
    while (ByteAt(groups_end) == '-' && At(groups_end + 1).character_class == kDigit) {
      groups_end = DigitsEnd(groups_end + 1);
      ++groups;
    }
    const bool telephone = groups == 2 && end == position_ + 3 && groups_end == end + 5;
    if (groups > 2 || telephone) end = groups_end;
    const uint32_t digits_end = end;
    while (IsWordCharacter(At(end).character_class)) end += At(end).length;
    const bool half_day = end == digits_end + 1 && ByteAt(end) == '.' && lower_[end + 1] == 'm';
    if (half_day || IsUnitBehindNumber(text_.substr(digits_end, end - digits_end))) end = digits_end;
    if (end == digits_end && StartsParagraph() && ByteAt(end) == '.' && At(end + 1).character_class == kSpace) ++end;
    Add(position_, end, Token::kNumber);
  }

  bool StartsParagraph() const {
    if (tokens_.empty()) return true;
    return text_.substr(tokens_.back().end, position_ - tokens_.back().end).find("\n\n") != std::string_view::npos;
  }

  uint32_t DigitsEnd(uint32_t byte) const {
    while (true) {
      const Character c = At(byte);
      const bool separator = c.value == '.' || c.value == ',' || c.value == ':' || c.value == '/';
      if (c.character_class != kDigit && !(separator && At(byte + 1).character_class == kDigit)) return byte;
      byte += c.length;
    }
  }

  void ScanMark(Character c) {
    if (const uint32_t end = EmoticonEnd(text_, position_); end != 0) return Add(position_, end, Token::kSymbol);
    // ".265"
    if (c.value == '.' && space_before_ && At(position_ + 1).character_class == kDigit) return ScanNumber();
    const uint32_t run_end = RunEnd(c);
    if (run_end != position_ + c.length) return Add(position_, run_end, Token::kPunctuation);
    if (c.character_class == kSymbol) return Add(position_, SymbolEnd(c), Token::kSymbol);
    Add(position_, run_end, Token::kPunctuation);
  }

  // "...", "?!", "-->": several marks that are one.
  uint32_t RunEnd(Character c) const {
    uint32_t end = position_ + c.length;
    if (!IsRunMark(c.value)) return end;
    while (At(end).value == c.value || (EndsSentence(c.value) && EndsSentence(At(end).value))) end += At(end).length;
    if ((c.value == '-' || c.value == '=') && ByteAt(end) == '>') ++end;
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
  bool has_apostrophe_ = false;    // Of the word being scanned.
  bool in_single_quotes_ = false;  // Since the last apostrophe that stood before a word.
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
