#include "services/tagger/annotators/quotation_marks.h"

#include <string_view>

namespace sitrep::tagger {
namespace {

enum class Mark : uint8_t { kNone, kOpen, kClose, kStraight, kSingleOpen, kSingleClose };

Mark MarkOf(std::string_view text) {
  if (text == "\"" || text == "''") return Mark::kStraight;
  if (text == "\u201c" || text == "\u00ab" || text == "\u201e" || text == "``") return Mark::kOpen;
  if (text == "\u201d" || text == "\u00bb") return Mark::kClose;
  if (text == "\u2018") return Mark::kSingleOpen;
  if (text == "\u2019") return Mark::kSingleClose;
  return Mark::kNone;
}

// A quotation of a few words in single marks may be an apostrophe gone astray.
constexpr uint32_t kMinSingleWords = 3;

class Scanner {
 public:
  Scanner(const Document& document, std::vector<QuotedSpan>& spans) : document_(document), spans_(spans) {}

  void ScanParagraph(uint32_t begin, uint32_t end) {
    const size_t before = spans_.size();
    Scan(begin, end, /*single=*/false);
    if (spans_.size() == before) Scan(begin, end, /*single=*/true);
  }

 private:
  bool SpaceAfter(uint32_t token, uint32_t end) const {
    return token + 1 >= end || document_.tokens[token + 1].space_before;
  }

  bool Opens(Mark mark, uint32_t token, uint32_t end, bool single) const {
    if (single) return mark == Mark::kSingleOpen;
    if (mark == Mark::kOpen) return true;
    // A straight mark, or a curly one of the wrong kind, opens when only the left side is free.
    return mark == Mark::kStraight && !(SpaceAfter(token, end) && !document_.tokens[token].space_before);
  }
  bool Closes(Mark mark, uint32_t token, uint32_t end, bool single) const {
    if (single) return mark == Mark::kSingleClose;
    if (mark == Mark::kClose) return true;
    return mark == Mark::kStraight && !(document_.tokens[token].space_before && !SpaceAfter(token, end));
  }

  void Scan(uint32_t begin, uint32_t end, bool single) {
    uint32_t open = kNone;
    const auto add = [&](uint32_t stop, uint32_t close) {
      if (open + 1 < stop && !(single && (close == kNone || stop - open - 1 < kMinSingleWords))) {
        spans_.push_back({.open = open,
                          .first = open + 1,
                          .end = stop,
                          .close = close,
                          .paragraph_begin = begin,
                          .paragraph_end = end});
      }
      open = kNone;
    };
    for (uint32_t t = begin; t < end; ++t) {
      const Token& token = document_.tokens[t];
      if (token.kind != Token::kPunctuation && token.kind != Token::kSymbol) continue;
      const Mark mark = MarkOf(document_.Text(token));
      if (mark == Mark::kNone) continue;
      if (open == kNone) {
        if (Opens(mark, t, end, single)) open = t;
      } else if (Closes(mark, t, end, single)) {
        add(t, t);
      } else if (mark == Mark::kStraight) {
        // Opens again without having closed: the first mark was never closed, and this one begins the next quotation.
        add(t, kNone);
        open = t;
      }
    }
    if (open != kNone) add(end, kNone);
  }

  const Document& document_;
  std::vector<QuotedSpan>& spans_;
};

}  // namespace

std::vector<QuotedSpan> FindQuotedSpans(const Document& document) {
  std::vector<QuotedSpan> spans;
  Scanner scanner(document, spans);
  const std::vector<Sentence>& sentences = document.sentences;
  for (size_t s = 0; s < sentences.size();) {
    size_t next = s + 1;
    while (next < sentences.size() && sentences[next].paragraph == sentences[s].paragraph &&
           sentences[next].segment == sentences[s].segment) {
      ++next;
    }
    scanner.ScanParagraph(sentences[s].first_token, sentences[next - 1].end_token);
    s = next;
  }
  for (size_t i = 0; i + 1 < spans.size(); ++i) {
    const bool to_end = spans[i].close == kNone && spans[i].end == spans[i].paragraph_end;
    spans[i].continued = to_end && spans[i + 1].paragraph_begin == spans[i].paragraph_end &&
                         spans[i + 1].open == spans[i + 1].paragraph_begin;
  }
  return spans;
}

}  // namespace sitrep::tagger
