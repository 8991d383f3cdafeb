#include "services/tagger/annotators/tense.h"

#include <algorithm>
#include <string_view>

#include "services/tagger/annotators/word_table.h"

namespace sitrep::tagger {
namespace {

constexpr uint32_t kReachBefore = 14;
constexpr uint32_t kReachAfter = 8;

// Marks of the future wherever they stand.
constexpr std::string_view kFutureWords[] = {
    "will",     "shall",     "'ll",     "won't",      "wo",       "expected", "scheduled", "due",   "slated",
    "upcoming", "tentative", "planned", "expects",    "plans",    "begins",   "starts",    "opens", "expires",
    "expire",   "effective", "payable", "redeemable", "deadline", "\u2019ll", "expiring",  "ends",
};
constexpr WordSet kFuture(kFutureWords);

// Words that turn a following infinitive into something to come.
constexpr std::string_view kPlanWords[] = {
    "agreed",    "agree",      "plan",      "plans", "planned",  "planning",  "expected", "expects", "expect",
    "scheduled", "due",        "set",       "want",  "wants",    "intend",    "intends",  "hope",    "hopes",
    "hoped",     "prepared",   "preparing", "ready", "likely",   "confirmed", "promised", "vowed",   "decided",
    "is",        "are",        "was",       "were",  "calls",    "called",    "urged",    "asked",   "invited",
    "ordered",   "threatened", "about",     "going", "supposed", "continue",  "arranged", "offered", "proposed",
    "pledged",   "voted",      "has",       "have",
};
constexpr WordSet kPlan(kPlanWords);

constexpr std::string_view kPastWords[] = {
    "was",     "were",  "had",   "did",   "said",  "told",  "met",      "held",      "began",    "took",
    "came",    "went",  "made",  "got",   "gave",  "saw",   "left",     "hit",       "fell",     "rose",
    "won",     "lost",  "led",   "sent",  "spoke", "broke", "became",   "found",     "flew",     "struck",
    "fought",  "shot",  "wrote", "grew",  "drew",  "kept",  "ran",      "sat",       "stood",    "threw",
    "brought", "built", "cut",   "put",   "paid",  "sold",  "bought",   "thought",   "knew",     "heard",
    "felt",    "swept", "sank",  "drove", "swore", "chose", "withdrew", "overthrew", "rejected", "'d",
};
constexpr WordSet kPast(kPastWords);

bool EndsSentencePart(std::string_view lower) { return lower == ";" || lower == ":"; }

// Words in -ed that are no verbs.
bool IsPastVerb(std::string_view lower) {
  return kPast.Contains(lower) || (lower.size() > 4 && lower.ends_with("ed") && lower != "united" &&
                                   lower != "indeed" && !lower.ends_with("eed"));
}

bool IsInfinitive(const Document& document, uint32_t to, uint32_t end) {
  if (to + 1 >= end) return false;
  const Token& next = document.tokens[to + 1];
  const std::string_view lower = document.Lower(next);
  return next.kind == Token::kWord && !next.capitalised && lower != "the" && lower != "a" && lower != "an" &&
         lower != "its" && lower != "their" && lower != "his" && lower != "her" && !lower.ends_with("ing");
}

}  // namespace

Tense TenseNear(const Document& document, uint32_t first, uint32_t end) {
  if (first >= document.tokens.size() || document.tokens[first].sentence == kNone) return Tense::kUnknown;
  const Sentence& sentence = document.sentences[document.tokens[first].sentence];
  const uint32_t begin = std::max(sentence.first_token, first > kReachBefore ? first - kReachBefore : 0);
  bool infinitive = false;  // Seen on the way back, not yet explained by what governs it.
  for (uint32_t t = first; t-- > begin;) {
    const Token& token = document.tokens[t];
    const std::string_view lower = document.Lower(token);
    if (EndsSentencePart(lower)) break;
    if (token.kind != Token::kWord) continue;
    if (infinitive) {
      if (kPlan.Contains(lower) || kFuture.Contains(lower)) return Tense::kFuture;
      if (IsPastVerb(lower)) return Tense::kPast;
      continue;
    }
    if (kFuture.Contains(lower)) return Tense::kFuture;
    if (lower == "set" && t + 1 < first && document.Lower(document.tokens[t + 1]) == "for") return Tense::kFuture;
    // The participle of "to be published" says nothing of the past.
    const bool passive = t > begin && document.Lower(document.tokens[t - 1]) == "be";
    if (!passive && IsPastVerb(lower)) return Tense::kPast;
    if (lower == "to" && IsInfinitive(document, t, first)) infinitive = true;
  }
  if (infinitive) return Tense::kFuture;  // A headline: "Kuleba to meet Lavrov on Thursday".
  const uint32_t last = std::min(sentence.end_token, end + kReachAfter);
  for (uint32_t t = end; t < last; ++t) {
    const Token& token = document.tokens[t];
    const std::string_view lower = document.Lower(token);
    if (EndsSentencePart(lower)) break;
    if (token.kind != Token::kWord) continue;
    if (kFuture.Contains(lower)) return Tense::kFuture;
    if (IsPastVerb(lower)) return Tense::kPast;
  }
  return Tense::kUnknown;
}

}  // namespace sitrep::tagger
