#include "services/tagger/annotators/quote_reader.h"

#include <algorithm>
#include <utility>

#include "services/tagger/annotators/word_table.h"

namespace sitrep::tagger {

namespace {

constexpr uint32_t kMaxAddressee = 8;   // Tokens between "told" and the end of whom.
constexpr size_t kMaxAbout = 64;        // Entities a quote is said to be about.
constexpr uint32_t kMinAttributed = 3;  // Tokens of a quotation behind a comma or colon.

constexpr std::string_view kDeterminers[] = {
    "the",   "a",    "an",   "this", "that", "these", "those", "his",  "her",  "its",  "their", "our", "my", "your",
    "no",    "any",  "of",   "in",   "on",   "for",   "by",    "with", "from", "some", "such",  "and", "'s", "\u2019s",
    "about", "over", "into", "at",   "as",   "being", "be",    "been", "is",   "was",  "are",   "were"};
// What a bare form needs before it to be a verb.
constexpr std::string_view kBeforeBase[] = {"they", "we",  "i",     "you",  "who",   "will", "would",
                                            "to",   "can", "could", "may",  "might", "must", "should",
                                            "not",  "n't", "did",   "also", "do"};

std::vector<uint32_t> SpansOfTokens(const Document& document, const std::vector<QuotedSpan>& spans) {
  std::vector<uint32_t> result(document.tokens.size(), kNone);
  for (uint32_t i = 0; i < spans.size(); ++i) {
    const uint32_t end = spans[i].close == kNone ? spans[i].end : spans[i].close + 1;
    for (uint32_t t = spans[i].open; t < end; ++t) result[t] = i;
  }
  return result;
}

std::vector<bool> Quoted(const std::vector<uint32_t>& span_of_token) {
  std::vector<bool> result(span_of_token.size());
  for (size_t t = 0; t < result.size(); ++t) result[t] = span_of_token[t] != kNone;
  return result;
}

}  // namespace

QuoteReader::QuoteReader(Document& document, const KnowledgeBase& knowledge)
    : document_(document),
      spans_(FindQuotedSpans(document)),
      span_of_token_(SpansOfTokens(document, spans_)),
      finder_(document, knowledge, Quoted(span_of_token_)) {
  ReadVerbs();
}

void QuoteReader::ReadVerbs() {
  const size_t count = document_.tokens.size();
  verbs_.resize(count);
  used_verbs_.resize(count, false);
  used_.resize(spans_.size(), false);
  for (uint32_t t = 0; t < count; ++t) {
    const Token& token = document_.tokens[t];
    if (token.kind != Token::kWord || token.all_capitals || token.sentence == kNone) continue;
    if (token.capitalised && t != document_.sentences[token.sentence].first_token) continue;  // "United States"
    const ReportingVerb verb = FindReportingVerb(Lower(t));
    if (verb.kind != ReportingVerb::kNone && ActsAsVerb(t, verb)) verbs_[t] = verb;
  }
}

// Half of the reporting verbs are nouns or participles as well: "the report", "Russian claims", "was accused of".
bool QuoteReader::ActsAsVerb(uint32_t token, ReportingVerb verb) const {
  const Token& t = document_.tokens[token];
  if (t.sentence == kNone) return false;
  const Sentence& sentence = document_.sentences[t.sentence];
  if (token == sentence.first_token) return verb.form == ReportingVerb::kIng;
  const std::string_view before = Lower(token - 1);
  if (before == "-" && !t.space_before) return false;  // "so-called"
  if (verb.form == ReportingVerb::kIng)
    return before == "," || before == "by" || before == "in" || before == "as" || before == "is" || before == "was" ||
           before == "been" || document_.tokens[token - 1].kind == Token::kWord;
  if (verb.form == ReportingVerb::kBase) {
    return IsOneOf(kBeforeBase, before) || (before.ends_with("s") && before.size() > 3 && Lower(token) == "say");
  }
  const std::string_view lower = Lower(token);
  const bool said = lower == "said" || lower == "says" || lower == "told";
  if (said) return before != "is" && before != "are" && before != "being";
  if (IsOneOf(kDeterminers, before)) return false;
  // "Russian claims": a noun behind an adjective of origin; "claims" behind a name is a verb.
  if (lower.ends_with("s") && !lower.ends_with("ss")) {
    const auto mention = std::ranges::lower_bound(document_.mentions, token, {}, &Mention::end_token);
    if (mention != document_.mentions.end() && mention->end_token == token && mention->adjectival) return false;
    return document_.tokens[token - 1].capitalised || before == "he" || before == "she" || before == "it" ||
           before == "who" || before == "also" || before == ",";
  }
  return true;
}

Speaker QuoteReader::SubjectOfVerb(uint32_t verb, uint32_t begin) const {
  if (verbs_[verb].form == ReportingVerb::kIng) {
    // "he said, adding": the subject is that of the verb before.
    for (uint32_t t = verb; t-- > begin;) {
      if (span_of_token_[t] != kNone) break;
      if (IsVerb(t) && verbs_[t].form == ReportingVerb::kFinite) return SubjectOfVerb(t, begin);
    }
    if (last_.found() && document_.tokens[last_.token].sentence == document_.tokens[verb].sentence) return last_;
    return finder_.SubjectOf(begin, verb);
  }
  uint32_t floor = begin;
  for (uint32_t t = verb; t-- > begin;) {
    if (span_of_token_[t] != kNone) {
      floor = t + 1;
      break;
    }
  }
  Speaker speaker = finder_.Before(verb, floor, last_);
  if (!speaker.found() && verb > floor && (Lower(verb - 1) == "and" || Lower(verb - 1) == "but")) {
    // "Kuleba met Lavrov and said": the subject of the clause before.
    for (uint32_t t = verb - 1; t-- > floor;) {
      if (IsVerb(t) && verbs_[t].form == ReportingVerb::kFinite) return SubjectOfVerb(t, begin);
    }
    speaker = finder_.SubjectOf(floor, verb);
  }
  return speaker;
}

std::string QuoteReader::AddresseeOf(uint32_t verb) const {
  const Sentence& sentence = SentenceOf(verb);
  uint32_t limit = std::min(sentence.end_token, verb + kMaxAddressee);
  if (verbs_[verb].kind == ReportingVerb::kUrge) {
    // "urged Russia to", "called on the UN to"; what is demanded or condemned is not spoken to.
    constexpr std::string_view kSpokenTo[] = {"urge",    "urges",    "urged",   "urging",   "called",  "calls",
                                              "calling", "appealed", "appeals", "implored", "invited", "invites"};
    if (!IsOneOf(kSpokenTo, Lower(verb))) return "";
    limit = std::min(limit, verb + 4);
  }
  for (uint32_t t = verb + 1; t < limit; ++t) {
    const std::string_view lower = Lower(t);
    if (lower == "that" || lower == "," || lower == "\"" || span_of_token_[t] != kNone) break;
    for (auto m = std::ranges::lower_bound(document_.mentions, t, {}, &Mention::first_token);
         m != document_.mentions.end() && m->first_token == t; ++m) {
      const Mention& mention = *m;
      if (mention.adjectival) continue;
      if (mention.type == MentionType::kPerson || mention.type == MentionType::kOrganisation) return mention.entity_id;
      // "told French President Emmanuel Macron": a country before a person is no addressee.
      const uint32_t next = mention.end_token;
      if (next < limit && (IsOneOf(kPrepositions, Lower(next)) || Lower(next) == "to" || Lower(next) == "that")) {
        return mention.entity_id;
      }
    }
  }
  return "";
}

void QuoteReader::Add(QuoteKind kind, uint32_t first, uint32_t end, uint32_t cue, uint32_t cue_end,
                      const Speaker& speaker, bool unclosed) {
  while (end > first && (IsComma(end - 1) || Lower(end - 1) == ";")) --end;
  if (first >= end) return;
  Quote quote;
  quote.kind = kind;
  quote.content = {document_.tokens[first].begin, document_.tokens[end - 1].end};
  if (cue != kNone) quote.cue = {document_.tokens[cue].begin, document_.tokens[cue_end - 1].end};
  quote.speaker = speaker.span;
  quote.speaker_mention = speaker.mention;
  quote.speaker_entity_id = speaker.entity_id;
  quote.speaker_name = speaker.name;
  if (cue != kNone && (verbs_[cue].kind == ReportingVerb::kTell || verbs_[cue].kind == ReportingVerb::kUrge)) {
    quote.addressee_entity_id = AddresseeOf(cue);
  }
  quote.unclosed = unclosed;
  quote.sentence = document_.tokens[first].sentence;
  const uint32_t last_sentence = document_.tokens[end - 1].sentence;
  for (uint32_t s = quote.sentence; s <= last_sentence; ++s) {
    for (const Mention& mention : document_.MentionsIn(s)) {
      if (quote.about_entity_ids.size() == kMaxAbout) break;
      if (mention.entity_id.empty() || !quote.content.Contains(mention.span)) continue;
      if (std::ranges::find(quote.about_entity_ids, mention.entity_id) == quote.about_entity_ids.end()) {
        quote.about_entity_ids.push_back(mention.entity_id);
      }
    }
  }
  if (speaker.found()) {
    last_ = speaker;
    last_paragraph_ = document_.sentences[quote.sentence].paragraph;
  }
  quotes_.push_back(std::move(quote));
}

void QuoteReader::Read() {
  size_t next = 0;
  for (uint32_t s = 0; s < document_.sentences.size(); ++s) {
    const Sentence& sentence = document_.sentences[s];
    // Quotations that verbs next to them attribute come before the clauses of the sentence they are in.
    size_t after = next;
    while (after < spans_.size() && spans_[after].open < sentence.end_token) ++after;
    std::vector<size_t> embedded;
    for (size_t i = next; i < after; ++i) {
      const QuotedSpan& span = spans_[i];
      const bool starts = span.open == sentence.first_token || span.unclosed();
      const bool after_mark =
          span.open > sentence.first_token && (IsComma(span.open - 1) || Lower(span.open - 1) == ":");
      if (starts || (after_mark && span.end - span.first >= kMinAttributed)) {
        ReadDirect(i);
      } else {
        embedded.push_back(i);
      }
    }
    ReadIndirect(s);
    for (const size_t i : embedded) {
      if (!used_[i]) ReadDirect(i);
    }
    next = after;
  }
  std::ranges::stable_sort(quotes_, {},
                           [](const Quote& quote) { return std::pair(quote.content.begin, quote.content.end); });
  document_.quotes = std::move(quotes_);
}

}  // namespace sitrep::tagger
