#include "common/text/words.h"

#include <unicode/brkiter.h>
#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/utext.h>

#include <algorithm>
#include <array>
#include <memory>

#include "common/text/unicode.h"

namespace sitrep::text {
namespace {

// The word break classes that the fast path knows (UAX #29, table 3). kComplex needs ICU: marks, joiners, Hebrew, kana,
// ideographs, scripts split by dictionary.
enum class BreakClass : uint8_t { kOther, kLetter, kNumeric, kMidLetter, kMidNum, kMidNumLet, kExtendNumLet, kComplex };

BreakClass ClassFromIcu(char32_t c) {
  const auto code_point = static_cast<UChar32>(c);
  // Two of CLDR's changes to the classes: handles and addresses are one word, "note:this" is two.
  if (c == U'@') return BreakClass::kLetter;
  if (c == U':') return BreakClass::kOther;
  if (u_getIntPropertyValue(code_point, UCHAR_LINE_BREAK) == U_LB_COMPLEX_CONTEXT) return BreakClass::kComplex;
  switch (u_getIntPropertyValue(code_point, UCHAR_WORD_BREAK)) {
    case U_WB_OTHER:
    case U_WB_CR:
    case U_WB_LF:
    case U_WB_NEWLINE:
    case U_WB_WSEGSPACE:
    case U_WB_DOUBLE_QUOTE:  // Matters between Hebrew letters only.
      return BreakClass::kOther;
    case U_WB_ALETTER:
      return BreakClass::kLetter;
    case U_WB_NUMERIC:
      return BreakClass::kNumeric;
    case U_WB_MIDLETTER:
      return BreakClass::kMidLetter;
    case U_WB_MIDNUM:
      return BreakClass::kMidNum;
    case U_WB_MIDNUMLET:
    case U_WB_SINGLE_QUOTE:
      return BreakClass::kMidNumLet;
    case U_WB_EXTENDNUMLET:
      return BreakClass::kExtendNumLet;
    default:
      return BreakClass::kComplex;
  }
}

struct CharacterClass {
  BreakClass value = BreakClass::kComplex;
  bool is_letter_or_digit = false;
};

class ClassTable {
 public:
  ClassTable() {
    for (size_t i = 0; i < low_.size(); ++i) low_[i] = FromIcu(static_cast<char32_t>(i));
    for (size_t i = 0; i < punctuation_.size(); ++i) {
      punctuation_[i] = FromIcu(kPunctuationBegin + static_cast<char32_t>(i));
    }
  }

  CharacterClass Of(char32_t c) const {
    if (c < low_.size()) return low_[c];
    if (c >= kPunctuationBegin && c < kPunctuationBegin + punctuation_.size()) {
      return punctuation_[c - kPunctuationBegin];
    }
    return CharacterClass();
  }

 private:
  static CharacterClass FromIcu(char32_t c) { return {ClassFromIcu(c), u_isalnum(static_cast<UChar32>(c)) != 0}; }

  static constexpr char32_t kPunctuationBegin = 0x2000;
  std::array<CharacterClass, 0x530> low_;  // Latin, Greek, Cyrillic.
  std::array<CharacterClass, 0x70> punctuation_;
};

bool IsAsciiLetter(char c) { return static_cast<unsigned char>((c | 0x20) - 'a') < 26; }
bool IsChunkSpace(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }
bool IsWordPart(BreakClass c) {
  return c == BreakClass::kLetter || c == BreakClass::kNumeric || c == BreakClass::kExtendNumLet;
}

// Whether one `middle` joins two characters of class `side` (WB6, WB7, WB11, WB12).
bool Joins(BreakClass middle, BreakClass side) {
  switch (middle) {
    case BreakClass::kMidLetter:
      return side == BreakClass::kLetter;
    case BreakClass::kMidNum:
      return side == BreakClass::kNumeric;
    case BreakClass::kMidNumLet:
      return side == BreakClass::kLetter || side == BreakClass::kNumeric;
    default:
      return false;
  }
}

class WordScan {
 public:
  WordScan(std::string_view text, absl::FunctionRef<void(const Word&)> visit) : text_(text), visit_(visit) {
    static const ClassTable table;
    table_ = &table;
  }

  // No rule of UAX #29 reaches over white space, so each chunk between white space is split alone, by the fast path
  // where it knows every character, else by ICU.
  void Run() {
    const auto size = static_cast<uint32_t>(text_.size());
    for (uint32_t begin = 0; begin < size;) {
      if (IsChunkSpace(text_[begin])) {
        ++begin;
        continue;
      }
      uint32_t end = begin;
      unsigned char any = 0;
      while (end < size && !IsChunkSpace(text_[end])) any |= static_cast<unsigned char>(text_[end++]);
      if (any < 0x80 || !HasComplex(begin, end)) {
        SplitFast(begin, end);
      } else {
        SplitByIcu(begin, end);
      }
      begin = end;
    }
  }

 private:
  struct Classified {
    BreakClass value;
    bool is_letter_or_digit;
    uint32_t length;
  };
  Classified ClassAt(uint32_t byte) const {
    const auto first = static_cast<unsigned char>(text_[byte]);
    const CodePoint c = first < 0x80 ? CodePoint{first, 1} : DecodeCodePoint(text_, byte);
    const CharacterClass found = table_->Of(c.value);
    return {found.value, found.is_letter_or_digit, c.length};
  }

  bool HasComplex(uint32_t begin, uint32_t end) const {
    while (begin < end) {
      const Classified c = ClassAt(begin);
      if (c.value == BreakClass::kComplex) return true;
      begin += c.length;
    }
    return false;
  }

  void SplitFast(uint32_t begin, uint32_t chunk_end) {
    // Most chunks are a word of ASCII letters, maybe with one mark of punctuation behind it.
    uint32_t letters_end = begin;
    while (letters_end < chunk_end && IsAsciiLetter(text_[letters_end])) ++letters_end;
    if (letters_end > begin &&
        (letters_end == chunk_end ||
         (letters_end + 1 == chunk_end && (text_[letters_end] == ',' || text_[letters_end] == '.')))) {
      return EmitAsciiLetters(begin, letters_end);
    }
    while (begin < chunk_end) {
      Classified last = ClassAt(begin);
      uint32_t end = begin + last.length;
      if (!IsWordPart(last.value)) {
        begin = end;
        continue;
      }
      bool has_content = last.is_letter_or_digit;
      while (end < chunk_end) {
        const Classified next = ClassAt(end);
        if (IsWordPart(next.value)) {
          has_content |= next.is_letter_or_digit;
          end += next.length;
          last = next;
          continue;
        }
        const uint32_t behind = end + next.length;
        if (behind >= chunk_end || !Joins(next.value, last.value)) break;
        const Classified after = ClassAt(behind);
        if (after.value != last.value) break;
        has_content |= after.is_letter_or_digit;
        end = behind + after.length;
      }
      if (has_content) Emit(begin, end);
      begin = end;
    }
  }

  void SplitByIcu(uint32_t begin, uint32_t end) {
    UErrorCode status = U_ZERO_ERROR;
    if (breaks_ == nullptr) breaks_.reset(icu::BreakIterator::createWordInstance(icu::Locale::getRoot(), status));
    UText utf8 = UTEXT_INITIALIZER;
    utext_openUTF8(&utf8, text_.data() + begin, end - begin, &status);
    breaks_->setText(&utf8, status);
    if (U_FAILURE(status)) return SplitFast(begin, end);
    int32_t from = breaks_->first();
    for (int32_t to = breaks_->next(); to != icu::BreakIterator::DONE; from = to, to = breaks_->next()) {
      const auto word_begin = begin + static_cast<uint32_t>(from);
      const auto word_end = begin + static_cast<uint32_t>(to);
      if (breaks_->getRuleStatus() != UBRK_WORD_NONE && HasLetterOrDigit(word_begin, word_end)) {
        Emit(word_begin, word_end);
      }
    }
    utext_close(&utf8);
  }

  bool HasLetterOrDigit(uint32_t begin, uint32_t end) const {
    while (begin < end) {
      const CodePoint c = DecodeCodePoint(text_, begin);
      if (u_isalnum(static_cast<UChar32>(c.value))) return true;
      begin += c.length;
    }
    return false;
  }

  void EmitAsciiLetters(uint32_t begin, uint32_t end) {
    const uint32_t length = end - begin;
    fold_.resize(length);
    for (uint32_t i = 0; i < length; ++i) fold_[i] = static_cast<char>(text_[begin + i] | 0x20);
    Visit(begin, end, fold_);
  }

  void Emit(uint32_t begin, uint32_t end) {
    fold_.clear();
    AppendFolded(text_.substr(begin, end - begin), fold_);
    std::string_view fold = fold_;
    while (fold.size() > 1 && fold.front() == '@') fold.remove_prefix(1);
    if (fold.size() > 2 && fold.ends_with("'s")) fold.remove_suffix(2);
    Visit(begin, end, fold);
  }

  void Visit(uint32_t begin, uint32_t end, std::string_view fold) {
    const Stem stem = StemOf(fold);
    std::string_view term = fold.substr(0, stem.length);
    if (stem.append_y) {
      term_.assign(term);
      term_.push_back('y');
      term = term_;
    }
    visit_(Word{begin, end, position_++, fold, term});
  }

  std::string_view text_;
  absl::FunctionRef<void(const Word&)> visit_;
  const ClassTable* table_;
  std::unique_ptr<icu::BreakIterator> breaks_;
  std::string fold_;
  std::string term_;
  uint32_t position_ = 0;
};

}  // namespace

void ForEachWord(std::string_view text, absl::FunctionRef<void(const Word&)> visit) { WordScan(text, visit).Run(); }

Stem StemOf(std::string_view fold) {
  constexpr size_t kShortestStemmed = 4;
  // Frequent words whose s is no plural.
  constexpr std::array<std::string_view, 4> kSingular = {"news", "this", "series", "species"};
  const auto whole = static_cast<uint32_t>(fold.size());
  if (whole < kShortestStemmed || fold.back() != 's') return {whole, false};
  const char second = fold[whole - 2];
  const char third = fold[whole - 3];
  const auto is_letter = [](char c) { return c >= 'a' && c <= 'z'; };
  if (!is_letter(second) || !is_letter(third) || second == 's' || second == 'u') return {whole, false};
  if (std::find(kSingular.begin(), kSingular.end(), fold) != kSingular.end()) return {whole, false};
  if (second == 'e' && third == 'i') {
    const char fourth = fold[whole - 4];
    return fourth == 'e' || fourth == 'a' ? Stem{whole - 1, false} : Stem{whole - 3, true};
  }
  if (second == 'e' && (third == 'a' || third == 'e' || third == 'o')) return {whole, false};
  return {whole - 1, false};
}

std::string TermOf(std::string_view fold) {
  const Stem stem = StemOf(fold);
  std::string term(fold.substr(0, stem.length));
  if (stem.append_y) term.push_back('y');
  return term;
}

}  // namespace sitrep::text
