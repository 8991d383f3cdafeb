#include "services/tagger/annotators/quote_reader.h"

#include <algorithm>

#include "services/tagger/annotators/word_table.h"

namespace sitrep::tagger {

namespace {

constexpr uint32_t kMaxGap = 30;        // Tokens between a trailing verb and the comma before its subject.
constexpr uint32_t kMaxSentence = 300;  // Longer ones are tables or noise; what is read per verb grows with the length.
constexpr uint32_t kMaxThatGap = 16;    // Tokens between a verb and its "that".

}  // namespace

// Whether tokens [first, end) look like a clause rather than a noun phrase. Without a tagger: a pronoun subject, an
// auxiliary or a past form.
bool QuoteReader::HasFiniteVerb(uint32_t first, uint32_t end) const {
  constexpr std::string_view kAuxiliaries[] = {
      "is",     "are", "was", "were",  "am",   "be",    "has",     "have",     "had",      "will",    "would", "could",
      "should", "can", "may", "might", "must", "shall", "do",      "does",     "did",      "'s",      "'re",   "'ll",
      "'ve",    "'m",  "'d",  "wo",    "ca",   "to",    "\u2019s", "\u2019re", "\u2019ll", "\u2019ve"};
  constexpr std::string_view kSubjects[] = {"he",  "she",   "it", "they",    "we", "i",
                                            "you", "there", "if", "whether", "how"};
  if (IsOneOf(kSubjects, Lower(first))) return true;
  for (uint32_t t = first; t < end; ++t) {
    const std::string_view lower = Lower(t);
    if (IsOneOf(kAuxiliaries, lower) || (lower.size() > 4 && lower.ends_with("ed"))) return true;
  }
  return false;
}

// `called the plan "a disaster"`: of words that only characterise, those in quotation marks are reported.
bool QuoteReader::QuotesSoon(const Sentence& sentence, uint32_t first) const {
  const uint32_t end = std::min(sentence.end_token, first + kMaxThatGap);
  for (uint32_t t = first; t < end; ++t) {
    if (span_of_token_[t] != kNone) return true;
  }
  return false;
}

// Whether the subject follows the verb: ", said Kuleba on Monday", but not ", said he would come".
bool QuoteReader::IsInverted(const Sentence& sentence, uint32_t verb) const {
  constexpr std::string_view kInverted[] = {"said", "says",     "wrote",   "writes", "added",
                                            "adds", "reported", "reports", "argued", "warned"};
  if (!IsOneOf(kInverted, Lower(verb))) return false;
  uint32_t end = verb + 1;
  while (end < sentence.end_token && !IsComma(end) && Lower(end) != "." && Lower(end) != ";") ++end;
  return end > verb + 1 && (end - verb < kMaxGap) && !HasFiniteVerb(verb + 1, end);
}

// Where a reported clause that begins at `first` ends: before the full stop, a trailing attribution or the next verb of
// speech that is joined to it.
uint32_t QuoteReader::ClauseEnd(const Sentence& sentence, uint32_t first) const {
  uint32_t end = sentence.end_token;
  for (uint32_t t = first; t < end; ++t) {
    const std::string_view lower = Lower(t);
    if (span_of_token_[t] != kNone) continue;
    if (lower == "according" && t + 1 < end && Lower(t + 1) == "to") {
      end = t;
      break;
    }
    if (!IsVerb(t) || t < first + 3) continue;
    if (verbs_[t].form == ReportingVerb::kIng && IsComma(t - 1)) {
      end = t - 1;
      break;
    }
    if (verbs_[t].form != ReportingVerb::kFinite) continue;
    const std::string_view before = Lower(t - 1);
    if (before == "and" || before == "but") {
      end = IsComma(t - 2) ? t - 2 : t - 1;
      break;
    }
    // ", AFP reported."
    uint32_t comma = t;
    while (comma > first && !IsComma(comma - 1) && t - comma < kMaxGap) --comma;
    if (comma > first && t + 1 < sentence.end_token && (Lower(t + 1) == "." || IsComma(t + 1))) {
      end = comma - 1;
      break;
    }
  }
  while (end > first && document_.tokens[end - 1].kind == Token::kPunctuation && span_of_token_[end - 1] == kNone)
    --end;
  return end;
}

// ", state media reported.": everything before it is reported.
bool QuoteReader::ReadTrailing(const Sentence& sentence, uint32_t verb) {
  if (verbs_[verb].kind >= ReportingVerb::kUtter || verbs_[verb].form != ReportingVerb::kFinite) return false;
  uint32_t comma = verb;
  while (comma > sentence.first_token && !IsComma(comma - 1) && span_of_token_[comma - 1] == kNone) --comma;
  if (comma <= sentence.first_token + 3) return false;
  if (!IsComma(comma - 1)) {
    // `The plan is "a disaster," Kuleba said.`: the comma is inside the marks.
    const uint32_t span = span_of_token_[comma - 1];
    if (span == kNone || spans_[span].close != comma - 1 || !IsComma(spans_[span].end - 1)) return false;
  }
  // "A negotiator, the lawmaker Slutsky, said he ...": what stands before is no clause.
  if (!HasFiniteVerb(sentence.first_token, comma)) return false;
  const uint32_t next = verb + 1;
  const bool inverted = comma == verb;
  if (inverted && !IsInverted(sentence, verb)) return false;
  if (next < sentence.end_token) {
    const std::string_view lower = Lower(next);
    const bool ends = lower == "." || lower == "," || (IsOneOf(kPrepositions, lower) && lower != "to") ||
                      lower.ends_with("day") || (verbs_[verb].kind == ReportingVerb::kTell);
    if (!inverted && !ends) return false;
    // "As the war goes on, Kuleba confirmed in Kyiv ...": what begins with a subordinate clause goes on behind the
    // verb.
    if (!inverted && lower != "." && IsOneOf(kPrepositions, Lower(sentence.first_token))) return false;
    // "..., said that ..." goes on with another clause.
    for (uint32_t t = next; t < std::min(sentence.end_token, next + kMaxThatGap); ++t) {
      if (Lower(t) == "that") return false;
    }
    if (!inverted && IsOneOf(kPrepositions, lower) && sentence.end_token - next > kMaxThatGap) return false;
  }
  const Speaker speaker =
      comma == verb ? finder_.After(verb, sentence.end_token, last_) : finder_.Before(verb, comma, last_);
  if (!speaker.found()) return false;
  used_verbs_[verb] = true;
  bool mixed = false;
  for (uint32_t t = sentence.first_token; t < comma; ++t) {
    if (span_of_token_[t] == kNone) continue;
    mixed = true;
    used_[span_of_token_[t]] = true;
  }
  Add(mixed ? QuoteKind::kMixed : QuoteKind::kIndirect, sentence.first_token, comma, verb, verb + 1, speaker, false);
  return true;
}

void QuoteReader::ReadClause(const Sentence& sentence, uint32_t verb) {
  // Verbs whose object may be what was said: "announced a ceasefire". Behind others only a clause is speech: "added
  // jobs".
  constexpr std::string_view kTakesNoun[] = {
      "announced",    "announces",  "announcing", "declared",    "declares",     "confirmed",  "denied",
      "denies",       "claimed",    "claiming",   "highlighted", "highlighting", "underlined", "stressed",
      "mentioned",    "predicted",  "recalled",   "promised",    "promising",    "pledged",    "pledging",
      "vowed",        "vowing",     "threatened", "threatening", "alleged",      "alleging",   "suggested",
      "acknowledged", "admitted",   "emphasized", "emphasised",  "underscored",  "reiterated", "explained",
      "revealed",     "proclaimed", "denying",    "confirming",  "declaring"};
  const ReportingVerb kind = verbs_[verb];
  if (kind.kind == ReportingVerb::kUtter) return;
  const uint32_t limit = sentence.end_token;
  uint32_t first = verb + 1;
  uint32_t cue_end = verb + 1;
  if (first >= limit) return;
  // "said on Thursday that", "told Macron in a call that", "said in a statement that"
  uint32_t that = kNone;
  uint32_t infinitive = kNone;
  for (uint32_t t = first; t < std::min(limit, first + kMaxThatGap); ++t) {
    const std::string_view lower = Lower(t);
    if (lower == "that") {
      that = t;
      break;
    }
    if (lower == "to" && t != first && kind.kind == ReportingVerb::kTell) {
      infinitive = t;
      break;
    }
    if (lower == "." || lower == ":" || lower == ";" || span_of_token_[t] != kNone) break;
  }
  const std::string_view next = Lower(first);
  bool clause = kind.kind != ReportingVerb::kSay;  // Whether the words that follow are known to be reported.
  if (kind.kind == ReportingVerb::kUrge) {
    if (next == "," || next == "." || next == ":") return;
    // "urged Russia to stop", "called for talks", "condemned the attack"
    if (Lower(verb).starts_with("call") && next != "on" && next != "for" && !QuotesSoon(sentence, first)) return;
    if (next == "on" || next == "for" || next == "to") ++cue_end;
    first = cue_end;
  } else if (that != kNone && (that == first || IsOneOf(kPrepositions, next) || kind.kind == ReportingVerb::kTell ||
                               document_.tokens[first].capitalised || next == ",")) {
    first = that + 1;
    clause = true;
  } else if (infinitive != kNone) {
    first = infinitive;  // "warned Russia to be ready"
  } else if (kind.kind == ReportingVerb::kTell) {
    // "told reporters the talks would go on": the clause begins behind whom.
    uint32_t t = first;
    while (t < limit && (document_.tokens[t].capitalised || Lower(t) == "reporters" || Lower(t) == "us" ||
                         Lower(t) == "him" || Lower(t) == "her" || Lower(t) == "them" || Lower(t) == "journalists")) {
      ++t;
    }
    if (Lower(verb).starts_with("warn") && t == first) t = first;
    if (t == first && !Lower(verb).starts_with("warn")) return;
    if (t < limit && (Lower(t) == "," || Lower(t) == "." || IsOneOf(kPrepositions, Lower(t)))) return;
    first = t;
  } else {
    for (const TimeExpression& time : document_.TimesIn(document_.tokens[verb].sentence)) {
      if (time.first_token == first || (time.first_token == first + 1 && Lower(first) == "on")) first = time.end_token;
    }
    if (first >= limit) return;
    const Token& token = document_.tokens[first];
    const std::string_view begins = Lower(first);
    if (token.kind == Token::kPunctuation && span_of_token_[first] == kNone) return;
    if (IsOneOf(kPrepositions, begins) && begins != "to") return;
    if (begins == "so" || begins == "not" || begins == "nothing") return;
  }
  if (first >= limit) return;
  const Speaker speaker = SubjectOfVerb(verb, sentence.first_token);
  if (!speaker.found()) return;
  const uint32_t end = ClauseEnd(sentence, first);
  if (end < first + 2) return;
  if (!clause && !IsOneOf(kTakesNoun, Lower(verb)) && !HasFiniteVerb(first, end)) return;
  used_verbs_[verb] = true;
  bool mixed = false;
  bool outside = false;
  for (uint32_t t = first; t < end; ++t) {
    if (span_of_token_[t] == kNone) {
      outside = true;
    } else {
      mixed = true;
      used_[span_of_token_[t]] = true;
    }
  }
  if (mixed && !outside) {
    const QuotedSpan& span = spans_[span_of_token_[first]];
    Add(QuoteKind::kDirect, span.first, std::min(span.end, end), verb, cue_end, speaker, span.unclosed());
    return;
  }
  Add(mixed ? QuoteKind::kMixed : QuoteKind::kIndirect, first, end, verb, cue_end, speaker, false);
}

void QuoteReader::ReadAccordingTo(const Sentence& sentence) {
  uint32_t from = sentence.first_token;  // Behind what an earlier "according to" took.
  for (uint32_t t = sentence.first_token; t + 2 < sentence.end_token; ++t) {
    if (Lower(t) != "according" || Lower(t + 1) != "to" || span_of_token_[t] != kNone) continue;
    uint32_t end = t + 2;
    while (end < sentence.end_token && !IsComma(end) && Lower(end) != "." && Lower(end) != ";" &&
           span_of_token_[end] == kNone) {
      ++end;
    }
    const Speaker speaker = finder_.FromPhrase(t + 2, end, last_);
    if (!speaker.found()) continue;
    uint32_t first = from;
    uint32_t stop = t;
    from = end + 1;
    if (t < sentence.first_token + 2) {
      first = end + 1;
      stop = sentence.end_token;
      while (stop > first && document_.tokens[stop - 1].kind == Token::kPunctuation &&
             span_of_token_[stop - 1] == kNone) {
        --stop;
      }
    }
    while (first < stop && (Lower(first) == "and" || Lower(first) == "but" || IsComma(first))) ++first;
    if (stop < first + 2) continue;
    // A whole quotation before it has been read as direct.
    bool mixed = false;
    bool taken = false;
    for (uint32_t i = first; i < stop; ++i) {
      const uint32_t span = span_of_token_[i];
      if (span == kNone) continue;
      taken |= used_[span];
      mixed = true;
    }
    if (taken && span_of_token_[first] != kNone) continue;
    for (uint32_t i = first; i < stop; ++i) {
      if (span_of_token_[i] != kNone) used_[span_of_token_[i]] = true;
    }
    Add(mixed ? QuoteKind::kMixed : QuoteKind::kIndirect, first, stop, t, t + 2, speaker, false);
  }
}

void QuoteReader::ReadIndirect(uint32_t index) {
  const Sentence& sentence = document_.sentences[index];
  if (sentence.end_token - sentence.first_token > kMaxSentence) return;
  for (uint32_t t = sentence.first_token; t < sentence.end_token; ++t) {
    if (!IsVerb(t) || used_verbs_[t] || span_of_token_[t] != kNone) continue;
    if (ReadTrailing(sentence, t)) continue;
    ReadClause(sentence, t);
  }
  ReadAccordingTo(sentence);
}

}  // namespace sitrep::tagger
