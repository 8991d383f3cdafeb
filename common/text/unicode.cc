#include "common/text/unicode.h"

#include <simdjson.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <array>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"

namespace sitrep::text {
namespace {

constexpr int kLowestStrippedClass = 10;
// Latin, Greek and Cyrillic letters: one table look-up each. Combining marks from U+0300 on interact with neighbours.
constexpr char32_t kLatinTableEnd = 0x0300;
constexpr char32_t kGreekTableBegin = 0x0370;
constexpr char32_t kGreekTableEnd = 0x0530;
constexpr char32_t kPunctuationTableBegin = 0x2010;
constexpr char32_t kPunctuationTableEnd = 0x2060;

// Letters that have no decomposition although readers take them for a decorated or doubled ASCII letter.
std::string_view SpelledInAscii(char32_t folded) {
  switch (folded) {
    case U'ł':
      return "l";
    case U'ø':
      return "o";
    case U'đ':
    case U'ð':
      return "d";
    case U'ħ':
      return "h";
    case U'ı':
      return "i";
    case U'ŧ':
      return "t";
    case U'æ':
      return "ae";
    case U'œ':
      return "oe";
    case U'þ':
      return "th";
    case U'\u2018':
    case U'\u2019':
    case U'\u02BC':
      return "'";
    default:
      return {};
  }
}

const icu::Normalizer2& CaseFolding() {
  UErrorCode status = U_ZERO_ERROR;
  return *icu::Normalizer2::getNFKCCasefoldInstance(status);
}
const icu::Normalizer2& Decomposition() {
  UErrorCode status = U_ZERO_ERROR;
  return *icu::Normalizer2::getNFDInstance(status);
}
const icu::Normalizer2& Composition() {
  UErrorCode status = U_ZERO_ERROR;
  return *icu::Normalizer2::getNFCInstance(status);
}

void AppendFoldedByIcu(std::string_view text, std::string& out) {
  UErrorCode status = U_ZERO_ERROR;
  icu::UnicodeString current = icu::UnicodeString::fromUTF8({text.data(), static_cast<int32_t>(text.size())});
  // Removing a mark can let its neighbours compose or fold further, so this runs until nothing changes: twice as a
  // rule.
  constexpr int kMaxRounds = 4;
  for (int round = 0; round < kMaxRounds; ++round) {
    const icu::UnicodeString decomposed = Decomposition().normalize(CaseFolding().normalize(current, status), status);
    icu::UnicodeString stripped;
    for (int32_t i = 0; i < decomposed.length();) {
      const UChar32 c = decomposed.char32At(i);
      i += U16_LENGTH(c);
      if (u_getCombiningClass(c) >= kLowestStrippedClass) continue;
      if (const std::string_view spelled = SpelledInAscii(c); !spelled.empty()) {
        stripped.append(icu::UnicodeString::fromUTF8({spelled.data(), static_cast<int32_t>(spelled.size())}));
      } else {
        stripped.append(c);
      }
    }
    icu::UnicodeString composed = Composition().normalize(stripped, status);
    if (composed == current) break;
    current = std::move(composed);
  }
  current.toUTF8String(out);
}

struct ShortFold {
  std::array<char, 7> bytes{};
  uint8_t size = 0;
};

class FoldTable {
 public:
  FoldTable() {
    std::string folded;
    for (size_t i = 0; i < entries_.size(); ++i) {
      const char32_t c = i < kLatinTableEnd ? i
                         : i < kLatinTableEnd + (kGreekTableEnd - kGreekTableBegin)
                             ? i - kLatinTableEnd + kGreekTableBegin
                             : i - kLatinTableEnd - (kGreekTableEnd - kGreekTableBegin) + kPunctuationTableBegin;
      if (c >= 0xD800 && c < 0xE000) continue;
      std::string utf8;
      icu::UnicodeString(static_cast<UChar32>(c)).toUTF8String(utf8);
      folded.clear();
      AppendFoldedByIcu(utf8, folded);
      ShortFold& entry = entries_[i];
      // What does not fit or may join a neighbour's marks goes the long way.
      const bool is_mark = u_getCombiningClass(static_cast<UChar32>(c)) != 0;
      if (is_mark || folded.size() > entry.bytes.size()) {
        entry.size = kLongWay;
      } else {
        std::memcpy(entry.bytes.data(), folded.data(), folded.size());
        entry.size = static_cast<uint8_t>(folded.size());
      }
    }
  }

  // Null where the table does not reach.
  const ShortFold* Find(char32_t c) const {
    size_t index;
    if (c < kLatinTableEnd) {
      index = c;
    } else if (c >= kGreekTableBegin && c < kGreekTableEnd) {
      index = c - kGreekTableBegin + kLatinTableEnd;
    } else if (c >= kPunctuationTableBegin && c < kPunctuationTableEnd) {
      index = c - kPunctuationTableBegin + kLatinTableEnd + (kGreekTableEnd - kGreekTableBegin);
    } else {
      return nullptr;
    }
    return entries_[index].size == kLongWay ? nullptr : &entries_[index];
  }

 private:
  static constexpr uint8_t kLongWay = 0xFF;
  std::array<ShortFold,
             kLatinTableEnd + (kGreekTableEnd - kGreekTableBegin) + (kPunctuationTableEnd - kPunctuationTableBegin)>
      entries_;
};

const FoldTable& Table() {
  static const FoldTable table;
  return table;
}

size_t FirstMalformedByte(std::string_view text) {
  for (size_t i = 0; i < text.size();) {
    const CodePoint c = DecodeCodePoint(text, i);
    if (c.value == 0xFFFD && c.length == 1) return i;
    i += c.length;
  }
  return text.size();
}

char LowerAscii(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

}  // namespace

std::optional<Utf8Fault> FindUtf8Fault(std::string_view text) {
  const size_t malformed = simdjson::validate_utf8(text.data(), text.size()) ? text.size() : FirstMalformedByte(text);
  const void* nul = text.empty() ? nullptr : std::memchr(text.data(), 0, malformed);
  if (nul != nullptr) {
    return Utf8Fault{static_cast<size_t>(static_cast<const char*>(nul) - text.data()), Utf8Fault::Reason::kNul};
  }
  if (malformed < text.size()) return Utf8Fault{malformed, Utf8Fault::Reason::kMalformed};
  return std::nullopt;
}

absl::Status ValidateUtf8(std::string_view field, std::string_view text) {
  const std::optional<Utf8Fault> fault = FindUtf8Fault(text);
  if (!fault) return absl::OkStatus();
  return InvalidField(field, absl::StrCat(fault->reason == Utf8Fault::Reason::kNul ? "has a NUL" : "is not UTF-8",
                                          " at byte ", fault->byte));
}

bool IsAscii(std::string_view text) {
  size_t i = 0;
  for (; i + 8 <= text.size(); i += 8) {
    uint64_t eight;
    std::memcpy(&eight, text.data() + i, 8);
    if ((eight & 0x8080808080808080) != 0) return false;
  }
  for (; i < text.size(); ++i) {
    if (static_cast<unsigned char>(text[i]) >= 0x80) return false;
  }
  return true;
}

CodePoint DecodeCodePoint(std::string_view text, size_t byte) {
  constexpr CodePoint kMalformed{0xFFFD, 1};
  const auto at = [&](size_t i) -> uint32_t { return static_cast<unsigned char>(text[byte + i]); };
  const auto continues = [&](size_t i) { return byte + i < text.size() && (at(i) & 0xC0) == 0x80; };
  const uint32_t first = at(0);
  if (first < 0x80) return {first, 1};
  if (first < 0xC2 || first > 0xF4) return kMalformed;
  if (!continues(1)) return kMalformed;
  if (first < 0xE0) return {(first & 0x1F) << 6 | (at(1) & 0x3F), 2};
  if (!continues(2)) return kMalformed;
  if (first < 0xF0) {
    const char32_t value = (first & 0x0F) << 12 | (at(1) & 0x3F) << 6 | (at(2) & 0x3F);
    if (value < 0x800 || (value >= 0xD800 && value < 0xE000)) return kMalformed;
    return {value, 3};
  }
  if (!continues(3)) return kMalformed;
  const char32_t value = (first & 0x07) << 18 | (at(1) & 0x3F) << 12 | (at(2) & 0x3F) << 6 | (at(3) & 0x3F);
  if (value < 0x10000 || value > 0x10FFFF) return kMalformed;
  return {value, 4};
}

CodePoint DecodeCodePointBefore(std::string_view text, size_t byte) {
  for (uint32_t length = 1; length <= 4 && length <= byte; ++length) {
    if ((static_cast<unsigned char>(text[byte - length]) & 0xC0) == 0x80) continue;
    const CodePoint c = DecodeCodePoint(text, byte - length);
    if (c.length == length) return c;
    break;
  }
  return {0xFFFD, 1};
}

void AppendFolded(std::string_view text, std::string& out) {
  const size_t start = out.size();
  out.reserve(start + text.size());
  for (size_t i = 0; i < text.size();) {
    if (static_cast<unsigned char>(text[i]) < 0x80) {
      out.push_back(LowerAscii(text[i++]));
      continue;
    }
    const CodePoint c = DecodeCodePoint(text, i);
    const ShortFold* fold = Table().Find(c.value);
    if (fold == nullptr) {
      out.resize(start);
      AppendFoldedByIcu(text, out);
      return;
    }
    out.append(fold->bytes.data(), fold->size);
    i += c.length;
  }
}

std::string FoldForSearch(std::string_view text) {
  std::string folded;
  AppendFolded(text, folded);
  return folded;
}

}  // namespace sitrep::text
