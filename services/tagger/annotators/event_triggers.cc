#include "services/tagger/annotators/event_triggers.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "common/base/string_views.h"

namespace sitrep::tagger::events {
namespace {

constexpr uint32_t kPlacePhraseReach = 9;
constexpr uint32_t kPlaceNounReach = 3;  // "Chernobyl nuclear power station"
constexpr uint32_t kPartyPhraseReach = 6;
constexpr uint32_t kNounPhraseReach = 7;
constexpr uint32_t kListReach = 12;

struct OrdinalWord {
  std::string_view word;
  uint32_t value;
};
constexpr auto kOrdinals = std::to_array<OrdinalWord>({
    {"first", 1},
    {"second", 2},
    {"third", 3},
    {"fourth", 4},
    {"fifth", 5},
    {"sixth", 6},
    {"seventh", 7},
    {"eighth", 8},
    {"ninth", 9},
    {"tenth", 10},
});
constexpr uint32_t kMaxOrdinal = 99;

uint32_t OrdinalOf(std::string_view word) {
  for (const OrdinalWord& ordinal : kOrdinals) {
    if (ordinal.word == word) return ordinal.value;
  }
  if (word.size() < 3 || word.size() > 4 || !absl::ascii_isdigit(word.front())) return 0;
  const std::string_view suffix = word.substr(word.size() - 2);
  if (suffix != "st" && suffix != "nd" && suffix != "rd" && suffix != "th") return 0;
  uint32_t value = 0;
  if (!absl::SimpleAtoi(ToAbsl(word.substr(0, word.size() - 2)), &value) || value > kMaxOrdinal) return 0;
  return value;
}

// Words inside a noun phrase that are neither its head nor its end.
bool IsFiller(const SentenceSyntax& syntax, uint32_t t) {
  if (syntax.GroupAt(t) != kNone) return false;
  const Token& token = syntax.document().tokens[t];
  if (token.kind == Token::kNumber) return true;
  if (token.kind == Token::kPunctuation) return syntax.IsWord(t, "-") || syntax.IsWord(t, "'");
  if (token.kind != Token::kWord) return false;
  const WordFacts& facts = syntax.Facts(t);
  return !facts.Is(kPreposition | kSubordinator | kRelative | kCondition | kCoordinator | kFutureModal | kMayModal |
                   kPronoun);
}

uint32_t MatchPartyPhrase(const SentenceSyntax& syntax, uint32_t token) {
  for (uint32_t t = token; t < syntax.end() && t < token + kPartyPhraseReach; ++t) {
    const uint32_t mention = syntax.MentionAt(t);
    if (mention != kNone) return syntax.document().mentions[mention].end_token;
    if (syntax.GroupAt(t) != kNone) return kNone;
    if (syntax.Is(t, kForces | kActor | kSides)) return t + 1;
    if (syntax.Is(t, kPronoun) && t == token) return t + 1;
    if (!IsFiller(syntax, t)) return kNone;
  }
  return kNone;
}

class Matcher {
 public:
  Matcher(const SentenceSyntax& syntax, absl::Span<const uint32_t> word_ids) : syntax_(syntax), word_ids_(word_ids) {}

  // Fills `trigger`'s positions when the pattern matches from the token on.
  bool Match(const TriggerPattern& pattern, uint32_t token, Trigger& trigger) {
    pattern_ = &pattern;
    head_ = kNone;
    return MatchFrom(0, token) && Accept(token, trigger);
  }
  absl::Span<const uint32_t> literals() const { return {literals_.data(), literal_count_}; }

 private:
  static constexpr size_t kMaxLiterals = 12;

  bool Accept(uint32_t token, Trigger& trigger) const {
    if (head_ == kNone) return false;
    trigger.head = head_;
    trigger.first = head_;
    trigger.end = head_ + 1;
    // The span grows over literals that touch the head.
    for (bool grown = true; grown;) {
      grown = false;
      for (const uint32_t literal : literals()) {
        if (literal + 1 == trigger.first) trigger.first = literal, grown = true;
        if (literal == trigger.end) trigger.end = literal + 1, grown = true;
      }
    }
    trigger.reach = trigger.end;
    for (const uint32_t literal : literals()) trigger.reach = std::max(trigger.reach, literal + 1);
    trigger.under = syntax_.IsWord(token, "under") && trigger.head == token + 1;
    return true;
  }

  bool Literal(const PatternElement& element, uint32_t t) {
    if (!std::ranges::binary_search(element.words, word_ids_[t])) return false;
    const uint32_t group = syntax_.GroupAt(t);
    const bool is_verb = group != kNone && syntax_.groups()[group].main == t;
    if (element.verb && !element.noun && !is_verb) return false;
    if (element.noun && !element.verb && is_verb) return false;
    // A verb written without V: in the pattern ("demanded to withdraw") may stand in any form.
    if (syntax_.MentionAt(t) != kNone && element.verb) return false;
    if (element.head) head_ = t;
    if (!element.open && literal_count_ < kMaxLiterals) literals_[literal_count_++] = t;
    return true;
  }

  // The object of "was captured" is its subject.
  bool PassiveJustBefore(uint32_t t) const {
    if (t == syntax_.begin()) return false;
    const uint32_t group = syntax_.GroupAt(t - 1);
    return group != kNone && syntax_.groups()[group].main == t - 1 && syntax_.groups()[group].passive;
  }

  bool EndsPhrase(uint32_t mark) const {
    return syntax_.IsWord(mark, ";") || syntax_.IsWord(mark, ":") || syntax_.IsWord(mark, ",") ||
           syntax_.IsWord(mark, "(") || syntax_.IsWord(mark, ".");
  }

  // "claimed the city on Wednesday", but neither "claimed the city was" nor "claimed the city as its own".
  bool PhraseEndsAt(uint32_t t) const {
    if (t >= syntax_.end()) return true;
    if (syntax_.MentionAt(t) != kNone || syntax_.GroupAt(t) != kNone) return false;
    if (syntax_.IsWord(t, "as") || syntax_.IsWord(t, "to")) return false;
    if (syntax_.IsMark(t)) return !syntax_.IsWord(t, "-") && !syntax_.IsWord(t, "'") && !syntax_.IsWord(t, "/");
    if (syntax_.Is(t, kPreposition | kCoordinator | kSubordinator | kAdverb)) return true;
    return std::ranges::any_of(syntax_.times(), [t](const TimeExpression& time) { return time.first_token == t; });
  }

  bool MatchFrom(size_t index, uint32_t t) {
    if (index == 0) literal_count_ = 0;
    if (index == pattern_->elements.size()) return true;
    const PatternElement& element = pattern_->elements[index];
    if (element.kind == PatternElement::kEnd) return PhraseEndsAt(t) && MatchFrom(index + 1, t);
    if (t >= syntax_.end()) return false;
    switch (element.kind) {
      case PatternElement::kGap: {
        for (uint32_t skip = 0; skip <= element.max_gap && t + skip < syntax_.end(); ++skip) {
          const size_t literals = literal_count_;
          if (MatchFrom(index + 1, t + skip)) return true;
          literal_count_ = literals;
          if (syntax_.IsMark(t + skip) && EndsPhrase(t + skip)) return false;
          if (syntax_.Is(t + skip, kRelative | kCondition)) return false;
        }
        return false;
      }
      case PatternElement::kPlace: {
        if (PassiveJustBefore(t)) return MatchFrom(index + 1, t);
        const uint32_t after = MatchPlacePhrase(syntax_, t);
        return after != kNone && MatchFrom(index + 1, after);
      }
      case PatternElement::kParty: {
        if (PassiveJustBefore(t)) return MatchFrom(index + 1, t);
        const uint32_t after = MatchPartyPhrase(syntax_, t);
        return after != kNone && MatchFrom(index + 1, after);
      }
      case PatternElement::kEnd:
      case PatternElement::kWords:
        break;
    }
    const size_t literals = literal_count_;
    if (Literal(element, t) && MatchFrom(index + 1, t + 1)) return true;
    literal_count_ = literals;
    // A determiner or adverb may stand between.
    if (index > 0 && syntax_.Is(t, kDeterminer | kAdverb) && t + 1 < syntax_.end()) return MatchFrom(index, t + 1);
    return false;
  }

  const SentenceSyntax& syntax_;
  absl::Span<const uint32_t> word_ids_;
  const TriggerPattern* pattern_ = nullptr;
  uint32_t head_ = kNone;
  std::array<uint32_t, kMaxLiterals> literals_{};
  size_t literal_count_ = 0;
};

bool OpensClause(const SentenceSyntax& syntax, const Trigger& trigger, uint32_t subordinator) {
  const uint32_t next = syntax.GroupAfter(trigger.end - 1);
  if (next == kNone) return false;
  const VerbGroup& group = syntax.groups()[next];
  return group.finite() && !group.relative && group.clause_begin == subordinator + 1 &&
         group.subject_begin <= trigger.head && trigger.head < group.subject_end;
}

// Ordinal, article and the like in front of the noun.
void ReadNounPhrase(const SentenceSyntax& syntax, Trigger& trigger) {
  const Document& document = syntax.document();
  for (uint32_t t = trigger.first; t < trigger.end; ++t) {
    const uint32_t ordinal = OrdinalOf(document.Lower(document.tokens[t]));
    if (ordinal != 0) trigger.ordinal = ordinal;
    trigger.another |= syntax.Is(t, kAnotherWord | kPlannedWord);
    trigger.definite |= syntax.IsWord(t, "the");
  }
  uint32_t steps = 0;
  bool own_phrase = true;
  for (uint32_t t = trigger.first; t-- > syntax.begin() && steps < (own_phrase ? kNounPhraseReach : kListReach);
       ++steps) {
    if (syntax.GroupAt(t) != kNone) return;
    const bool mention = syntax.MentionAt(t) != kNone;
    // "As the talks ended": a subordinator where a clause begins.
    if (!mention && syntax.Is(t, kSubordinator) && OpensClause(syntax, trigger, t)) return;
    if (!mention && syntax.Is(t, kPreposition)) {
      // "the first round of peace talks": the ordinal stands before "of".
      const bool round = syntax.IsWord(t, "of") && t > syntax.begin() &&
                         (syntax.IsWord(t - 1, "round") || syntax.IsWord(t - 1, "rounds"));
      if (round) continue;
      trigger.preposition = t;
      return;
    }
    if (!mention && syntax.IsBoundary(t)) return;
    if (!mention && (syntax.Is(t, kCoordinator) || syntax.IsWord(t, ","))) {
      // "about the leak and the attack": both hang on the preposition.
      own_phrase = false;
      continue;
    }
    if (!mention && own_phrase) {
      const uint32_t ordinal = OrdinalOf(document.Lower(document.tokens[t]));
      if (ordinal != 0) trigger.ordinal = ordinal;
      trigger.another |= syntax.Is(t, kAnotherWord);
      trigger.definite |=
          syntax.IsWord(t, "the") || syntax.IsWord(t, "these") || syntax.IsWord(t, "this") || syntax.IsWord(t, "those");
    }
  }
}

// "attack ads", "the agreement's language": the noun only says which; what happens is another matter.
bool IsModifier(const SentenceSyntax& syntax, const Trigger& trigger) {
  if (trigger.end >= syntax.end() || syntax.MentionAt(trigger.end) != kNone) return false;
  const Token& next = syntax.document().tokens[trigger.end];
  const std::string_view word = syntax.document().Lower(next);
  if (word == "'s" || word == "\xE2\x80\x99s") return true;
  if (next.kind != Token::kWord || next.capitalised || syntax.GroupAt(trigger.end) != kNone) return false;
  for (const TimeExpression& time : syntax.document().TimesIn(syntax.sentence())) {
    if (time.first_token == trigger.end) return false;
  }
  const WordFacts& facts = syntax.Facts(trigger.end);
  if (facts.Is(kLightNoun)) return false;
  if (facts.Is(kForces | kActor | kClaimNoun | kWishNoun | kPlaceNoun)) return true;
  return facts.classes == 0 && facts.verb_forms == 0 && !word.ends_with("ly") && !word.ends_with("ed") &&
         !word.ends_with("ing");
}

void AttachNoun(const SentenceSyntax& syntax, Trigger& trigger) {
  const auto groups = syntax.groups();
  const uint32_t after = syntax.GroupAfter(trigger.end > 0 ? trigger.end - 1 : 0);
  if (after != kNone && groups[after].relative && groups[after].subject_end <= groups[after].begin &&
      groups[after].subject_end + 1 >= trigger.end && groups[after].subject_begin <= trigger.head) {
    trigger.relative_group = after;
  }
  // "after the talks", "during the meeting": governed by a preposition that stands at the head of its clause or behind
  // a verb.
  const uint32_t before = syntax.GroupBefore(trigger.first);
  bool reachable = before != kNone;
  if (reachable) {
    for (uint32_t t = groups[before].end; t < trigger.first && reachable; ++t) {
      reachable = !(syntax.IsBoundary(t) && syntax.MentionAt(t) == kNone && !syntax.Is(t, kPreposition));
    }
  }
  uint32_t main = after;
  while (main != kNone && main < groups.size() && (groups[main].relative || !groups[main].finite())) {
    main = main + 1 < groups.size() ? main + 1 : kNone;
  }
  const bool in_subject =
      main != kNone && groups[main].subject_begin <= trigger.head && trigger.head < groups[main].subject_end;
  trigger.modifier = IsModifier(syntax, trigger);
  if (trigger.preposition != kNone || trigger.modifier) {
    trigger.relation = NounRelation::kOblique;
    trigger.group = in_subject ? main : reachable ? before : main;
    // "rounds of", "series of": the noun before it is what counts, and it is the same happening.
    return;
  }
  if (in_subject) {
    trigger.relation = NounRelation::kSubject;
    trigger.group = main;
    return;
  }
  if (reachable) {
    trigger.relation = NounRelation::kObject;
    trigger.group = before;
  }
}

// "the Kherson airport": the phrase goes on to the noun that the name stands before.
uint32_t PlaceNounAfter(const SentenceSyntax& syntax, uint32_t token) {
  for (uint32_t t = token; t < syntax.end() && t < token + kPlaceNounReach; ++t) {
    if (syntax.MentionAt(t) != kNone || syntax.document().tokens[t].kind != Token::kWord) break;
    if (syntax.Is(t, kPlaceNoun)) return t + 1;
    if (syntax.Facts(t).classes != 0 || syntax.GroupAt(t) != kNone) break;
  }
  return token;
}

}  // namespace

uint32_t MatchPlacePhrase(const SentenceSyntax& syntax, uint32_t token) {
  const Document& document = syntax.document();
  for (uint32_t t = token; t < syntax.end() && t < token + kPlacePhraseReach; ++t) {
    const uint32_t mention = syntax.MentionAt(t);
    if (mention != kNone) {
      const Mention& m = document.mentions[mention];
      t = m.end_token - 1;
      const bool modifies = m.adjectival || syntax.IsPossessive(m);
      if (!modifies && m.type == MentionType::kPlace) return PlaceNounAfter(syntax, m.end_token);
      if (!modifies) {
        // "the Antonov airfield": what follows makes a place of whatever bears the name.
        const uint32_t after = m.type == MentionType::kPerson ? PlaceNounAfter(syntax, m.end_token) : m.end_token;
        return after > m.end_token ? after : kNone;
      }
      continue;
    }
    if (syntax.Is(t, kPlaceNoun)) {
      const bool of = t + 1 < syntax.end() && syntax.IsWord(t + 1, "of");
      const bool named = t + 1 < syntax.end() && syntax.MentionAt(t + 1) != kNone;
      if (of) {
        ++t;
        continue;
      }
      if (!named && !syntax.IsWord(t + 1 < syntax.end() ? t + 1 : t, "-")) return t + 1;
      continue;
    }
    if (!IsFiller(syntax, t)) return kNone;
  }
  return kNone;
}

void FindTriggers(const SentenceSyntax& syntax, const EventLexicon& lexicon, absl::Span<const uint32_t> word_ids,
                  std::vector<Trigger>& triggers) {
  triggers.clear();
  Matcher matcher(syntax, word_ids);
  struct Found {
    Trigger trigger;
    std::vector<uint32_t> literals;
  };
  std::vector<Found> found;
  for (uint32_t t = syntax.begin(); t < syntax.end(); ++t) {
    if (word_ids[t] == EventLexicon::kUnknownWord) continue;
    for (const uint32_t index : lexicon.PatternsFrom(word_ids[t])) {
      const TriggerPattern& pattern = lexicon.pattern(index);
      Trigger trigger{.frame = pattern.frame, .weight = pattern.weight, .roles = pattern.roles};
      if (!matcher.Match(pattern, t, trigger)) continue;
      if (syntax.MentionAt(trigger.head) != kNone) continue;
      found.push_back({trigger, {matcher.literals().begin(), matcher.literals().end()}});
      break;
    }
  }
  std::ranges::stable_sort(found, std::ranges::greater{}, [](const Found& f) { return f.trigger.weight; });
  std::vector<bool> used(syntax.end() - syntax.begin());
  for (Found& f : found) {
    if (std::ranges::any_of(f.literals, [&](uint32_t t) { return used[t - syntax.begin()]; })) continue;
    for (const uint32_t t : f.literals) used[t - syntax.begin()] = true;
    Trigger& trigger = f.trigger;
    if (trigger.frame == kNone) continue;
    const uint32_t group = syntax.GroupAt(trigger.head);
    trigger.verb = group != kNone && syntax.groups()[group].main == trigger.head;
    if (trigger.verb) {
      trigger.group = group;
      for (const uint32_t t : f.literals) {
        const uint32_t ordinal = OrdinalOf(syntax.document().Lower(syntax.document().tokens[t]));
        if (ordinal != 0) trigger.ordinal = ordinal;
      }
    } else {
      ReadNounPhrase(syntax, trigger);
      AttachNoun(syntax, trigger);
    }
    triggers.push_back(trigger);
  }
  std::ranges::sort(triggers, {}, &Trigger::head);
}

}  // namespace sitrep::tagger::events
