#include "common/text/paragraphs.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "common/text/unicode.h"

namespace sitrep::text {
namespace {

bool IsAsciiSpace(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

bool IsSpace(char32_t c) {
  return (c <= 0x20 && IsAsciiSpace(static_cast<char>(c))) || c == 0xA0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200B) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000 ||
         c == 0xFEFF;
}

bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }
bool IsLower(char c) { return c >= 'a' && c <= 'z'; }

Stretch Trim(std::string_view text, Stretch stretch) {
  const std::string_view trimmed = TrimSpace(stretch.In(text));
  const auto begin = static_cast<uint32_t>(trimmed.data() - text.data());
  return {begin, begin + static_cast<uint32_t>(trimmed.size())};
}

struct Line {
  Stretch stretch;
  bool starts_block = false;  // The first one, or behind a blank line.
};

std::vector<Line> SplitLines(std::string_view text, uint32_t begin_byte) {
  std::vector<Line> lines;
  bool starts_block = true;
  for (uint32_t begin = begin_byte; begin < text.size();) {
    const void* newline = std::memchr(text.data() + begin, '\n', text.size() - begin);
    const auto end =
        static_cast<uint32_t>(newline == nullptr ? text.size() : static_cast<const char*>(newline) - text.data());
    const Stretch line = Trim(text, {begin, end});
    if (line.size() > 0) lines.push_back({line, starts_block});
    starts_block = line.size() == 0;
    begin = end + 1;
  }
  return lines;
}

bool IsHardWrapped(std::string_view text, const std::vector<Line>& lines) {
  constexpr size_t kMinBreaks = 4;
  constexpr uint32_t kMinWidth = 40;
  constexpr uint32_t kMaxWidth = 100;
  size_t breaks = 0;
  size_t broken = 0;
  for (size_t i = 0; i + 1 < lines.size(); ++i) {
    if (lines[i + 1].starts_block) continue;
    ++breaks;
    const Stretch line = lines[i].stretch;
    broken += line.size() >= kMinWidth && line.size() <= kMaxWidth && !EndsLikeSentence(line.In(text));
  }
  return breaks >= kMinBreaks && broken * 10 >= breaks * 7;
}

// Words before a full stop that ends no sentence.
bool IsAbbreviation(std::string_view word) {
  constexpr std::array<std::string_view, 35> kAbbreviations = {
      "Mr",  "Mrs", "Ms",  "Dr",  "Prof", "Gen", "Col", "Lt",  "Sgt", "Capt", "Maj", "Adm",
      "Sen", "Rep", "Gov", "Rev", "St",   "Jr",  "Sr",  "Hon", "No",  "vs",   "Jan", "Feb",
      "Mar", "Apr", "Aug", "Sep", "Sept", "Oct", "Nov", "Dec", "Inc", "Corp", "Co"};
  const bool is_initial = word.size() == 1 && IsUpper(word[0]);
  const bool has_inner_stop = word.find('.') != std::string_view::npos;
  return is_initial || has_inner_stop ||
         std::find(kAbbreviations.begin(), kAbbreviations.end(), word) != kAbbreviations.end();
}

// Bytes of closing quotation mark or bracket at `byte`; 0 when there is none.
uint32_t ClosingMark(std::string_view text, uint32_t byte, uint32_t end) {
  if (byte >= end) return 0;
  const char c = text[byte];
  if (c == '"' || c == '\'' || c == ')' || c == ']' || c == '*') return 1;
  const std::string_view rest = text.substr(byte, end - byte);
  return rest.starts_with("\u201D") || rest.starts_with("\u2019") ? 3 : 0;
}

}  // namespace

std::string_view TrimSpace(std::string_view text) {
  while (!text.empty()) {
    const CodePoint c = DecodeCodePoint(text, 0);
    if (!IsSpace(c.value)) break;
    text.remove_prefix(c.length);
  }
  while (!text.empty()) {
    const CodePoint c = DecodeCodePointBefore(text, text.size());
    if (!IsSpace(c.value)) break;
    text.remove_suffix(c.length);
  }
  return text;
}

std::vector<Stretch> SplitParagraphs(std::string_view text, uint32_t begin_byte) {
  const std::vector<Line> lines = SplitLines(text, begin_byte);
  const bool hard_wrapped = IsHardWrapped(text, lines);
  std::vector<Stretch> paragraphs;
  paragraphs.reserve(lines.size());
  for (const Line& line : lines) {
    if (hard_wrapped && !line.starts_block) {
      paragraphs.back().end_byte = line.stretch.end_byte;
    } else {
      paragraphs.push_back(line.stretch);
    }
  }
  return paragraphs;
}

std::vector<Stretch> SplitRoughSentences(std::string_view text, Stretch paragraph) {
  constexpr uint32_t kLongestAbbreviation = 8;
  std::vector<Stretch> sentences;
  uint32_t begin = paragraph.begin_byte;
  for (uint32_t i = begin; i < paragraph.end_byte; ++i) {
    if (text[i] != '.' && text[i] != '!' && text[i] != '?') continue;
    uint32_t word_begin = i;
    while (i - word_begin < kLongestAbbreviation && word_begin > begin && !IsAsciiSpace(text[word_begin - 1]) &&
           text[word_begin - 1] != '(')
      --word_begin;
    if (text[i] == '.' && IsAbbreviation(text.substr(word_begin, i - word_begin))) continue;
    uint32_t end = i + 1;
    while (const uint32_t mark = ClosingMark(text, end, paragraph.end_byte)) end += mark;
    uint32_t next = end;
    while (next < paragraph.end_byte && IsAsciiSpace(text[next])) ++next;
    if (next == end || next >= paragraph.end_byte || IsLower(text[next])) continue;
    sentences.push_back({begin, end});
    begin = next;
    i = next - 1;
  }
  if (begin < paragraph.end_byte) sentences.push_back({begin, paragraph.end_byte});
  return sentences;
}

std::string NormalizeForPatterns(std::string_view text) {
  std::string normal;
  normal.reserve(text.size());
  bool blank = false;
  for (size_t i = 0; i < text.size();) {
    // Nearly all of it is ASCII: no decoding, and one append a run.
    size_t end = i;
    while (end < text.size() && static_cast<unsigned char>(text[end] - 0x21) < 0x5F) ++end;
    if (end > i) {
      if (blank && !normal.empty()) normal.push_back(' ');
      blank = false;
      const size_t at = normal.size();
      normal.append(text.substr(i, end - i));
      for (size_t k = at; k < normal.size(); ++k) {
        if (IsUpper(normal[k])) normal[k] = static_cast<char>(normal[k] + ('a' - 'A'));
      }
      i = end;
      continue;
    }
    const CodePoint c = DecodeCodePoint(text, i);
    if (IsSpace(c.value)) {
      blank = true;
      i += c.length;
      continue;
    }
    if (blank && !normal.empty()) normal.push_back(' ');
    blank = false;
    if (c.value == 0x2018 || c.value == 0x2019) {
      normal.push_back('\'');
    } else if (c.value == 0x201C || c.value == 0x201D) {
      normal.push_back('"');
    } else if (c.value >= 0x2010 && c.value <= 0x2015) {
      normal.push_back('-');
    } else {
      normal.append(text.substr(i, c.length));
    }
    i += c.length;
  }
  return normal;
}

bool EndsLikeSentence(std::string_view text) {
  while (!text.empty()) {
    const CodePoint c = DecodeCodePointBefore(text, text.size());
    const bool closes =
        c.value == '"' || c.value == '\'' || c.value == ')' || c.value == ']' || c.value == 0x201D || c.value == 0x2019;
    if (!closes) return c.value == '.' || c.value == '!' || c.value == '?' || c.value == 0x2026;
    text.remove_suffix(c.length);
  }
  return false;
}

}  // namespace sitrep::text
