#include "services/tagger/annotators/sentences.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "services/tagger/annotators/abbreviations.h"
#include "services/tagger/annotators/tokens.h"

namespace sitrep::tagger {
namespace {

// Sorted: verbs that report a quoted question or exclamation before them.
constexpr auto kReportingVerbs = std::to_array<std::string_view>({
    "added",
    "asked",
    "asks",
    "called",
    "cried",
    "exclaimed",
    "joked",
    "replied",
    "said",
    "says",
    "shouted",
    "told",
    "tweeted",
    "wondered",
    "wrote",
    "yelled",
});
constexpr uint32_t kReportingWindow = 5;  // Tokens behind the quotation mark in which the verb must come.

bool IsOneOf(std::string_view text, std::initializer_list<std::string_view> marks) {
  return std::ranges::find(marks, text) != marks.end();
}
bool IsCloser(std::string_view text) { return IsOneOf(text, {"\u201D", "\u2019", "\u00BB", ")", "]", "''"}); }
bool IsOpener(std::string_view text) { return IsOneOf(text, {"\u201C", "\u2018", "\u00AB", "(", "[", "``"}); }
bool IsStraightQuote(std::string_view text) { return text == "\"" || text == "'"; }

// Divides the tokens [begin, end) of one segment.
class SentenceSplitter {
 public:
  SentenceSplitter(Document& document, text::SegmentKind kind, uint32_t& paragraph)
      : document_(document), kind_(kind), paragraph_(paragraph) {}

  void Split(uint32_t begin, uint32_t end) {
    uint32_t first = begin;
    bool in_quote = false;  // Between straight double quotation marks.
    for (uint32_t i = begin; i < end; ++i) {
      if (Text(i) == "\"") in_quote = !in_quote;
      if (i + 1 < end && LineBreaks(i, i + 1) > 1) {
        Close(first, i + 1);
        ++paragraph_;
        first = i + 1;
        in_quote = false;
        continue;
      }
      if (!IsTerminator(i)) continue;
      uint32_t next = i + 1;
      bool quoted = false;
      while (next < end && LineBreaks(next - 1, next) < 2 && ClosesAt(next, in_quote)) {
        if (Text(next) == "\"") in_quote = false;
        quoted = quoted || Text(next) != ")";
        ++next;
      }
      if (IsReferenceAt(next, end)) next += 3;
      if (next == end || LineBreaks(next - 1, next) > 1 || EndsBefore(i, next, end, quoted)) {
        Close(first, next);
        if (next < end && LineBreaks(next - 1, next) > 1) {
          ++paragraph_;
          in_quote = false;
        }
        first = next;
      }
      i = next - 1;
    }
    if (first < end) Close(first, end);
  }

 private:
  const Token& At(uint32_t i) const { return document_.tokens[i]; }
  std::string_view Text(uint32_t i) const { return document_.Text(At(i)); }
  std::string_view Lower(uint32_t i) const { return document_.Lower(At(i)); }

  int LineBreaks(uint32_t i, uint32_t j) const {
    const std::string_view between = document_.Text(ByteSpan{At(i).end, At(j).begin});
    return static_cast<int>(std::ranges::count(between, '\n'));
  }

  bool IsTerminator(uint32_t i) const {
    const std::string_view text = Text(i);
    if (At(i).kind == Token::kPunctuation) {
      return text[0] == '.' || text[0] == '!' || text[0] == '?' || text == "\u2026" || text == "\u3002";
    }
    return At(i).kind == Token::kWord && text.size() > 1 && text.back() == '.';
  }

  // Whether the mark at `i`, behind a terminator, belongs to the sentence that ends.
  bool ClosesAt(uint32_t i, bool in_quote) const {
    if (At(i).kind != Token::kPunctuation) return false;
    const std::string_view text = Text(i);
    if (text == "\"") return in_quote || !At(i).space_before;
    if (text == "'") return !At(i).space_before;
    return IsCloser(text);
  }

  // "[2]", a reference to a source that belongs to the sentence before it.
  bool IsReferenceAt(uint32_t i, uint32_t end) const {
    return i + 2 < end && Text(i) == "[" && At(i + 1).kind == Token::kNumber && Text(i + 2) == "]";
  }

  // Whether a sentence ends at the terminator `i` when `next` is the first token behind it and its closing marks.
  bool EndsBefore(uint32_t i, uint32_t next, uint32_t end, bool quoted) const {
    uint32_t word = next;  // The first word of what follows, behind opening marks.
    while (word < end && (IsOpener(Text(word)) || IsStraightQuote(Text(word)))) ++word;
    if (word == end) return true;
    const Token& follows = At(word);
    const std::string_view mark = Text(i);
    if (At(i).kind == Token::kWord) return AbbreviationEnds(i, word, next);
    if (follows.kind == Token::kPunctuation) {
      // A comma, dash or closing mark goes on; a bullet or a row of stops begins anew.
      return !IsOneOf(Text(word), {",", ";", ":", ")", "]", "-", "--", "\u2013", "\u2014", ".", "?", "!"});
    }
    if (follows.kind == Token::kWord && !follows.capitalised) {
      // Scripts without case tell nothing; a lower-case letter goes on with the sentence, unless a quotation opens.
      const bool lower_case = Text(word)[0] >= 'a' && Text(word)[0] <= 'z';
      return lower_case ? word != next && !quoted : true;
    }
    const bool question = mark[0] == '?' || mark[0] == '!';
    if (question && quoted) return !ReportingClauseAt(word, end);
    if (!follows.space_before && word == next && follows.kind == Token::kNumber && !quoted) return false;
    return true;
  }

  // "said" within a few tokens, all before it capitalised: the clause of a quoted question.
  bool ReportingClauseAt(uint32_t word, uint32_t end) const {
    for (uint32_t i = word; i < end && i < word + kReportingWindow; ++i) {
      if (std::ranges::binary_search(kReportingVerbs, Lower(i))) return true;
      if (!At(i).capitalised) return false;
    }
    return false;
  }

  bool AbbreviationEnds(uint32_t i, uint32_t word, uint32_t next) const {
    const std::string_view letters = Lower(i).substr(0, Lower(i).size() - 1);
    const AbbreviationKind kind = KindOfAbbreviation(letters);
    if (kind == AbbreviationKind::kTitle || kind == AbbreviationKind::kBeforeNumber) return false;
    const Token& follows = At(word);
    if (!follows.capitalised) return follows.kind == Token::kPunctuation && word != next;
    if (word != next) return true;  // A capital behind an opening quotation mark.
    return IsSentenceStarter(Lower(word));
  }

  void Close(uint32_t first, uint32_t end) {
    if (first >= end) return;
    const auto index = static_cast<uint32_t>(document_.sentences.size());
    for (uint32_t i = first; i < end; ++i) document_.tokens[i].sentence = index;
    document_.sentences.push_back({.span = {At(first).begin, At(end - 1).end},
                                   .first_token = first,
                                   .end_token = end,
                                   .paragraph = paragraph_,
                                   .segment = kind_});
  }

  Document& document_;
  text::SegmentKind kind_;
  uint32_t& paragraph_;
};

}  // namespace

absl::Status SentencesAnnotator::Annotate(Document& document) const {
  const auto token_count = static_cast<uint32_t>(document.tokens.size());
  uint32_t token = 0;
  uint32_t paragraph = 0;
  uint32_t previous_end = 0;
  bool is_first = true;
  for (const text::Segment& segment : document.segments) {
    if (!IsRead(segment.kind)) continue;
    const uint32_t begin = token;
    while (token < token_count && document.tokens[token].begin < segment.end_byte) ++token;
    if (begin == token) continue;
    const ByteSpan gap{previous_end, segment.begin_byte};
    if (!is_first && document.Text(gap).find('\n') != std::string_view::npos) ++paragraph;
    is_first = false;
    previous_end = segment.end_byte;
    SentenceSplitter(document, segment.kind, paragraph).Split(begin, token);
  }
  return absl::OkStatus();
}

}  // namespace sitrep::tagger
