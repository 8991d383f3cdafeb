#include "services/tagger/annotators/quote_reader.h"

#include <algorithm>
#include <utility>

#include "services/tagger/annotators/word_table.h"

namespace sitrep::tagger {

namespace {

constexpr uint32_t kMaxGap = 30;     // Tokens between a quotation and the verb that attributes it.
constexpr uint32_t kScareWords = 6;  // Shorter pieces inside a sentence that nothing attributes are no quotes.
constexpr uint32_t kMinSentence = 3;
constexpr uint32_t kMaxSubject = 80;  // Tokens looked through for a verb and its subject.
constexpr uint32_t kMaxName = 8;      // Tokens of a name behind a dash.

}  // namespace

QuoteReader::Attribution QuoteReader::AfterQuotation(const QuotedSpan& span) const {
  Attribution result;
  if (span.close == kNone) return result;
  const uint32_t begin = span.close + 1;
  if (begin >= span.paragraph_end) return result;
  const std::string_view mark = Lower(begin);
  if ((mark == "-" || mark == "--" || mark == "\u2013" || mark == "\u2014" || mark == "\u2015" || mark == "~") &&
      begin + 1 < span.paragraph_end && document_.tokens[begin + 1].capitalised) {
    // "..." - Jane Roe
    uint32_t end = begin + 1;
    while (end < span.paragraph_end && !IsComma(end) && Lower(end) != "." && end - begin < kMaxName) ++end;
    Speaker speaker = finder_.FromPhrase(begin + 1, end, last_);
    if (speaker.mention != kNone) {
      result.speaker = std::move(speaker);
      return result;
    }
  }
  const std::string_view last = Lower(span.end - 1);
  const bool ended = last == "." || last == "...";
  // A full stop inside the marks ends the sentence that the quotation is in.
  if (ended && document_.tokens[begin].sentence != document_.tokens[span.close].sentence) return result;
  const bool linked = IsComma(begin) || last == "," || last == "?" || last == "!" || last == "\u2026" || last == "-" ||
                      last == "--" || last == "\u2014";
  const uint32_t sentence_end = SentenceOf(begin).end_token;
  const uint32_t limit = std::min({sentence_end, begin + kMaxGap, span.paragraph_end});
  uint32_t first = begin;
  while (first < limit && IsComma(first)) ++first;
  for (uint32_t t = first; t < limit; ++t) {
    if (span_of_token_[t] != kNone) break;
    const std::string_view lower = Lower(t);
    if (lower == ":" || lower == ";") break;
    if (!IsVerb(t)) {
      // "according to X" behind a quotation.
      if (lower == "according" && t + 1 < limit && Lower(t + 1) == "to") {
        uint32_t end = t + 2;
        while (end < limit && !IsComma(end) && Lower(end) != "." && span_of_token_[end] == kNone) ++end;
        result = {t, t + 2, finder_.FromPhrase(t + 2, end, last_)};
        return result;
      }
      continue;
    }
    if (verbs_[t].form == ReportingVerb::kIng) break;
    // Without a comma only what directly follows attributes: `"peace talks" said Kuleba`.
    const bool inverted = t == first || (t == first + 1 && lower != "," && Lower(first).ends_with("ly"));
    Speaker speaker;
    if (inverted) {
      speaker = finder_.After(t, limit, last_);
    } else if (linked || document_.tokens[first].sentence == document_.tokens[span.close].sentence) {
      speaker = finder_.Before(t, first, last_);
    }
    if (!speaker.found()) break;
    if (!linked && !inverted) break;
    result = {t, t + 1, std::move(speaker)};
    return result;
  }
  return result;
}

QuoteReader::Attribution QuoteReader::BeforeQuotation(const QuotedSpan& span) const {
  Attribution result;
  if (span.open == span.paragraph_begin) return result;
  uint32_t end = span.open;
  const uint32_t sentence = document_.tokens[span.open].sentence;
  uint32_t begin = document_.sentences[sentence].first_token;
  const bool colon = Lower(end - 1) == ":";
  if (begin == span.open) {
    // The sentence begins with the quotation; only a colon ties it to the one before.
    if (!colon || sentence == 0) return result;
    begin = document_.sentences[sentence - 1].first_token;
  }
  begin = std::max(begin, span.paragraph_begin);
  if (end > begin + kMaxGap) begin = std::max(begin, colon ? begin : end - kMaxGap);
  const uint32_t reach = end > kMaxSubject ? end - kMaxSubject : 0;
  const uint32_t sentence_begin = std::max({SentenceOf(end - 1).first_token, span.paragraph_begin, reach});
  for (uint32_t t = end; t-- > begin;) {
    if (span_of_token_[t] != kNone) break;
    if (!IsVerb(t)) continue;
    Speaker speaker = SubjectOfVerb(t, sentence_begin);
    if (!speaker.found()) speaker = finder_.SubjectOf(sentence_begin, t);
    result = {t, t + 1, std::move(speaker)};
    return result;
  }
  if (colon) result.speaker = finder_.SubjectOf(sentence_begin, end);
  return result;
}

QuoteReader::Attribution QuoteReader::InsideUnclosed(const QuotedSpan& span, uint32_t& content_end) const {
  Attribution result;
  const uint32_t reach = span.end > kMaxSubject ? span.end - kMaxSubject : 0;
  const uint32_t sentence_begin = std::max({SentenceOf(span.end - 1).first_token, span.first, reach});
  for (uint32_t t = span.end; t-- > sentence_begin + 1;) {
    if (!IsVerb(t) || verbs_[t].form != ReportingVerb::kFinite) continue;
    if (IsComma(t - 1)) {
      Speaker speaker = finder_.After(t, span.end, last_);
      if (!speaker.found()) continue;
      content_end = t - 1;
      return {t, t + 1, std::move(speaker)};
    }
    uint32_t comma = t;
    while (comma > sentence_begin && !IsComma(comma - 1)) --comma;
    if (comma == sentence_begin) continue;
    // ", Zelenskyy said." closes the sentence; ", he said that" does not.
    if (t + 2 < span.end && !(Lower(t + 1) == ".")) continue;
    Speaker speaker = finder_.Before(t, comma, last_);
    if (!speaker.found()) continue;
    content_end = comma - 1;
    return {t, t + 1, std::move(speaker)};
  }
  return result;
}

// A quotation with no words around it: what the sentence or the quotation before it says.
Speaker QuoteReader::SpeakerOfLoneQuotation(const QuotedSpan& span) const {
  const uint32_t paragraph = SentenceOf(span.open).paragraph;
  if (last_.found() && last_paragraph_ == paragraph) return last_;
  const uint32_t sentence = document_.tokens[span.open].sentence;
  if (sentence == 0) return {};
  if (last_.found() && !quotes_.empty()) {
    // Nobody else came between.
    const uint32_t from = quotes_.back().sentence;
    bool interrupted = false;
    for (uint32_t s = from + 1; s < sentence && !interrupted; ++s) {
      for (const Mention& mention : document_.MentionsIn(s)) {
        interrupted |= mention.type == MentionType::kPerson && mention.entity_id != last_.entity_id &&
                       span_of_token_[mention.first_token] == kNone;
      }
    }
    if (!interrupted) return last_;
  }
  const Sentence& before = document_.sentences[sentence - 1];
  const Speaker subject = finder_.SubjectOf(before.first_token, before.end_token);
  if (subject.found()) return subject;
  return last_paragraph_ != kNone && last_paragraph_ + 1 >= paragraph ? last_ : Speaker{};
}

// Whether words in marks that nothing attributes are somebody's words rather than a title or a term.
bool QuoteReader::IsQuotation(const QuotedSpan& span) const {
  const uint32_t words = span.end - span.first;
  const std::string_view last = Lower(span.end - 1);
  const bool whole = last == "." || last == "!" || last == "?" || last == ",";
  // A sentence of its own may be short.
  const bool sentence = SentenceOf(span.open).first_token == span.open && words >= kMinSentence &&
                        (last == "." || last == "!" || last == "?");
  if (sentence) return true;
  if (words < kScareWords) return false;
  uint32_t capitals = 0;
  uint32_t letters = 0;
  for (uint32_t t = span.first; t < span.end; ++t) {
    if (document_.tokens[t].kind != Token::kWord) continue;
    ++letters;
    capitals += document_.tokens[t].capitalised ? 1 : 0;
  }
  return whole || capitals * 2 < letters;
}

void QuoteReader::ReadDirect(size_t index) {
  const QuotedSpan& span = spans_[index];
  uint32_t content_end = span.end;
  Attribution attribution;
  if (span.close == kNone) attribution = InsideUnclosed(span, content_end);
  const bool unclosed = span.unclosed() || content_end != span.end;
  if (!attribution.found()) attribution = AfterQuotation(span);
  const uint32_t words = span.end - span.first;
  if (!attribution.found() && !attribution.speaker.found()) {
    const bool after_comma =
        span.open > span.paragraph_begin && (IsComma(span.open - 1) || Lower(span.open - 1) == ":");
    const std::string_view last = Lower(span.end - 1);
    const bool whole = after_comma || document_.tokens[span.first].capitalised || last == "." || words >= kScareWords;
    if (whole) attribution = BeforeQuotation(span);
    if (!attribution.found() && !attribution.speaker.found()) {
      if (!IsQuotation(span)) return;
      const bool starts_sentence = SentenceOf(span.open).first_token == span.open;
      attribution.speaker = starts_sentence ? SpeakerOfLoneQuotation(span)
                                            : finder_.SubjectOf(SentenceOf(span.open).first_token, span.open);
      if (!attribution.speaker.found()) attribution.speaker = SpeakerOfLoneQuotation(span);
    }
  }
  used_[index] = true;
  if (attribution.found()) used_verbs_[attribution.cue] = true;
  Add(QuoteKind::kDirect, span.first, content_end, attribution.cue, attribution.cue_end, attribution.speaker, unclosed);
}

}  // namespace sitrep::tagger
