#include "services/tagger/annotators/event_realis.h"

#include <algorithm>
#include <cstddef>
#include <ranges>
#include <string>
#include <utility>

namespace sitrep::tagger::events {
namespace {

constexpr int kMaxDepth = 6;  // Of verbs that hang on verbs.
constexpr uint32_t kPhraseReach = 6;
constexpr ptrdiff_t kMaxNestedQuotes = 4;
constexpr size_t kMinSpeechBytes = 25;  // Shorter quotations are words held at a distance, not speech.

Realis Weaken(Realis realis, Realis by) {
  if (realis == Realis::kAsserted) return by;
  // What is denied to be planned is denied; what is planned under a condition is imagined.
  if (by == Realis::kDenied || by == Realis::kHypothetical) return by;
  return realis;
}

class StandingReader {
 public:
  StandingReader(const SentenceSyntax& syntax, const Frame& frame, const Trigger& trigger, PartyReader& parties)
      : syntax_(syntax), frame_(frame), trigger_(trigger), parties_(parties) {}

  Standing Read() {
    if (trigger_.group != kNone) {
      if (trigger_.verb) {
        OfGroup(trigger_.group, 0);
      } else {
        OfNoun();
      }
    }
    Modifiers();
    TrailingAttribution();
    Quotes();
    return std::move(standing_);
  }

 private:
  void Set(Realis by) { standing_.realis = Weaken(standing_.realis, by); }

  // Somebody wants it: imagined, yet worth telling.
  void Wish() {
    Set(Realis::kHypothetical);
    standing_.wished = true;
  }

  void ClaimedBy(std::vector<Participant> speakers) {
    for (Participant& speaker : speakers) AddParticipant(std::move(speaker), standing_.claimed_by);
  }

  bool IsWould(const VerbGroup& group) const {
    return syntax_.IsWord(group.begin, "would") || syntax_.IsWord(group.begin, "'d");
  }

  // What the auxiliaries of a group and the verbs it hangs on make of it.
  void OfGroup(uint32_t index, int depth) {
    if (depth > kMaxDepth) return;
    const VerbGroup& group = syntax_.groups()[index];
    if (group.conditional) Set(Realis::kHypothetical);
    const bool own_auxiliaries = depth == 0 && trigger_.verb &&
                                 (trigger_.roles == PatternRoles::kModal || trigger_.roles == PatternRoles::kSpeaker);
    if (own_auxiliaries) {
      if (group.complement && group.governor != kNone && trigger_.roles == PatternRoles::kModal)
        OfComplement(group, depth);
      return;
    }
    if (depth == 0 && trigger_.verb && trigger_.roles == PatternRoles::kClaimed) {
      Set(Realis::kClaimed);
      if (!group.passive) ClaimedBy(parties_.Subject(syntax_, group));
    }
    if (group.future) Set(Realis::kPlanned);
    if (group.may) Set(IsWould(group) && group.complement ? Realis::kPlanned : Realis::kHypothetical);
    if (group.negated) Set(Realis::kDenied);
    if (group.infinitive) return OfInfinitive(group, depth);
    if (group.participial) return OfParticiple(group, depth);
    if (group.complement && group.governor != kNone) OfComplement(group, depth);
  }

  void OfInfinitive(const VerbGroup& group, int depth) {
    if (group.governor_word != kNone && group.governor == kNone) {
      if (syntax_.Is(group.governor_word, kPlanAdjective)) {
        Set(Realis::kPlanned);
      } else {
        Wish();
      }
      return;
    }
    if (group.governor == kNone) {
      // "Putin to visit": headlines announce.
      const bool title = syntax_.document().sentences[syntax_.sentence()].segment == text::SegmentKind::kHeadline;
      Set(title ? Realis::kPlanned : Realis::kHypothetical);
      return;
    }
    const VerbGroup& governor = syntax_.groups()[group.governor];
    const uint32_t verb = governor.main;
    if (group.governor_word != kNone) {
      const bool ready = syntax_.Is(group.governor_word, kPlanAdjective) ||
                         syntax_.IsWord(group.governor_word, "plan") || syntax_.IsWord(group.governor_word, "plans");
      if (ready) {
        Set(Realis::kPlanned);
      } else {
        Wish();
      }
    } else if (syntax_.Is(verb, kFail | kDeny)) {
      Set(Realis::kDenied);
    } else if (syntax_.Is(verb, kPlanAdjective)) {
      Set(Realis::kPlanned);
    } else if (syntax_.Is(verb, kWish) && !syntax_.Is(verb, kIntend)) {
      Wish();
    } else if (syntax_.Is(verb, kIntend)) {
      Set(Realis::kPlanned);
    } else if (!syntax_.Is(verb, kBegin)) {
      Set(Realis::kHypothetical);
    }
    OfGroup(group.governor, depth + 1);
  }

  void OfParticiple(const VerbGroup& group, int depth) {
    const uint32_t before = group.begin > syntax_.begin() ? group.begin - 1 : kNone;
    if (before != kNone && syntax_.Is(before, kPreposition) && before > syntax_.begin()) {
      const uint32_t noun = before - 1;
      if (syntax_.Is(noun, kClaimNoun)) {
        Set(Realis::kClaimed);
        ClaimedByOwner(noun);
      } else if (syntax_.Is(noun, kWishNoun | kPlanAdjective)) {
        Wish();
      } else if (syntax_.IsWord(noun, "instead")) {
        Set(Realis::kHypothetical);
      } else if (syntax_.IsWord(before, "from") || syntax_.IsWord(before, "without") ||
                 syntax_.IsWord(before, "against")) {
        Set(Realis::kHypothetical);
      } else if (group.governor != kNone && syntax_.IsWord(before, "of") &&
                 (syntax_.Facts(syntax_.groups()[group.governor].main).verb_forms != 0) &&
                 !syntax_.Is(syntax_.groups()[group.governor].main, kBe | kHave)) {
        // "accused X of shelling"
        Set(Realis::kClaimed);
        ClaimedBy(parties_.Subject(syntax_, syntax_.groups()[group.governor]));
      }
    }
    if (group.governor == kNone) return;
    const VerbGroup& governor = syntax_.groups()[group.governor];
    if (syntax_.Is(governor.main, kDeny)) {
      Set(Realis::kDenied);
      ClaimedBy(parties_.Subject(syntax_, governor));
    } else if (syntax_.Is(governor.main, kClaim)) {
      Set(Realis::kClaimed);
      ClaimedBy(parties_.Subject(syntax_, governor));
    } else if (syntax_.Is(governor.main, kWish) && before != kNone && !syntax_.IsMark(before) &&
               !syntax_.Is(before, kPreposition)) {
      Set(Realis::kHypothetical);
    }
    OfGroup(group.governor, depth + 1);
  }

  void OfComplement(const VerbGroup& group, int depth) {
    const VerbGroup& governor = syntax_.groups()[group.governor];
    if (syntax_.Is(governor.main, kDeny)) {
      Set(Realis::kDenied);
      ClaimedBy(parties_.Subject(syntax_, governor));
    } else if (syntax_.Is(governor.main, kClaim)) {
      Set(Realis::kClaimed);
      ClaimedBy(parties_.Subject(syntax_, governor));
    } else if (syntax_.Is(governor.main, kSay | kIntend)) {
      if (governor.negated) {
        Set(Realis::kHypothetical);
      } else if (syntax_.Is(governor.main, kSay)) {
        ClaimedBy(parties_.Subject(syntax_, governor));
      }
    } else if (syntax_.Is(governor.main, kWish)) {
      Wish();
    }
    if (governor.conditional || governor.infinitive || governor.may) OfGroup(group.governor, depth + 1);
  }

  // A noun hangs on a verb as its subject or object, or on a preposition.
  void OfNoun() {
    const VerbGroup& group = syntax_.groups()[trigger_.group];
    const uint32_t verb = group.main;
    if (trigger_.relation == NounRelation::kSubject) {
      // "the talks did not take place"; a negated verb of another kind denies something else.
      if (group.negated && !syntax_.Is(verb, kOccur | kSupport)) {
        if (group.conditional) Set(Realis::kHypothetical);
        return;
      }
      if (!syntax_.Is(verb, kOccur | kSupport | kBe | kBegin) && (group.future || group.may)) return;
      // "shelling has not stopped": it goes on.
      if (group.negated && syntax_.Is(verb, kStop) && !group.may && !group.future) {
        if (group.complement && group.governor != kNone) OfComplement(group, 0);
        return;
      }
      OfGroup(trigger_.group, 0);
      // "talks set for Thursday", "talks in Lutsk (planned)"
      const bool set_for =
          syntax_.Is(verb, kPlanAdjective | kIntend) && group.begin == group.main &&
          (group.end >= syntax_.end() || syntax_.IsWord(group.end, "for") || syntax_.IsMark(group.end));
      if ((group.passive || set_for) && syntax_.Is(verb, kPlanAdjective | kWish | kIntend) &&
          !syntax_.Is(verb, kDeclare)) {
        Set(syntax_.Is(verb, kWish) && !syntax_.Is(verb, kIntend) ? Realis::kHypothetical : Realis::kPlanned);
      }
      return;
    }
    if (trigger_.relation == NounRelation::kOblique) return OfOblique(group);
    if (syntax_.Is(verb, kDeny)) {
      Set(Realis::kDenied);
      ClaimedBy(parties_.Subject(syntax_, group));
      return;
    }
    if (syntax_.Is(verb, kClaim)) {
      Set(Realis::kClaimed);
      ClaimedBy(parties_.Subject(syntax_, group));
    } else if (syntax_.Is(verb, kFail)) {
      Set(Realis::kDenied);
    } else if (syntax_.Is(verb, kDeclare)) {
      const bool performed = frame_.traits.declared || frame_.scale < 0;
      if (!performed) Set(Realis::kPlanned);
    } else if (syntax_.Is(verb, kIntend)) {
      Set(Realis::kPlanned);
    } else if (syntax_.Is(verb, kWish)) {
      Wish();
    } else if (syntax_.Is(verb, kSay) && !(syntax_.Is(verb, kDeclare) && frame_.traits.declared)) {
      ClaimedBy(parties_.Subject(syntax_, group));
    }
    OfGroup(trigger_.group, 0);
  }

  void OfOblique(const VerbGroup& group) {
    const uint32_t preposition = trigger_.preposition;
    const bool after_verb = group.begin < trigger_.first;
    if (preposition != kNone && preposition > syntax_.begin()) {
      const uint32_t noun = preposition - 1;
      if (syntax_.Is(noun, kClaimNoun) && syntax_.GroupAt(noun) == kNone) {
        Set(Realis::kClaimed);
        ClaimedByOwner(noun);
        return;
      }
      if (syntax_.Is(noun, kWishNoun | kPlanAdjective) && syntax_.GroupAt(noun) == kNone) {
        Wish();
        return;
      }
      if (syntax_.IsWord(preposition, "before") || syntax_.IsWord(preposition, "until") ||
          (syntax_.IsWord(preposition, "of") && syntax_.IsWord(noun, "ahead"))) {
        Set(Realis::kPlanned);
        return;
      }
    }
    if (!after_verb || preposition == kNone) return;
    const bool directly = preposition <= group.end + 1;
    if (!directly) return;
    if (syntax_.Is(group.main, kWish) && !syntax_.Is(group.main, kIntend))
      Wish();
    else if (syntax_.Is(group.main, kIntend) && frame_.scale >= 0 && !frame_.traits.declared)
      Set(Realis::kPlanned);
    else if (syntax_.Is(group.main, kFail))
      Set(Realis::kDenied);
    if (syntax_.IsWord(preposition, "for") || syntax_.IsWord(preposition, "on"))
      OfGroup(trigger_.group, 0);
    else if (group.conditional)
      Set(Realis::kHypothetical);
  }

  // "unconfirmed Russian military claims": whose they are.
  void ClaimedByOwner(uint32_t noun) {
    for (uint32_t t = noun; t-- > syntax_.begin() && noun - t < kPhraseReach;) {
      const uint32_t index = syntax_.MentionAt(t);
      if (index != kNone) {
        std::optional<Participant> owner = parties_.Actor(syntax_, index);
        if (!owner.has_value()) {
          const Mention& m = syntax_.document().mentions[index];
          owner = Participant{m.span, m.entity_id, std::string(syntax_.document().Text(m.span))};
        }
        AddParticipant(std::move(*owner), standing_.claimed_by);
        return;
      }
      if (syntax_.GroupAt(t) != kNone || syntax_.IsMark(t) || syntax_.Is(t, kPreposition)) break;
    }
    // "claims by Moscow of seizing"
    for (uint32_t t = noun + 1; t < syntax_.end() && t < noun + kPhraseReach; ++t) {
      if (syntax_.IsWord(t, "by") && t + 1 < syntax_.end()) {
        const uint32_t index = syntax_.MentionAt(t + 1);
        if (index == kNone) return;
        if (std::optional<Participant> owner = parties_.Actor(syntax_, index)) {
          AddParticipant(std::move(*owner), standing_.claimed_by);
        }
        return;
      }
    }
  }

  // Words in front of the trigger: "alleged", "planned", "no".
  void Modifiers() {
    uint32_t t = trigger_.verb ? syntax_.groups()[trigger_.group].end : trigger_.first;
    uint32_t floor = trigger_.verb ? syntax_.groups()[trigger_.group].begin : syntax_.begin();
    while (trigger_.verb && floor > syntax_.begin() && syntax_.Is(floor - 1, kAdverb)) --floor;
    for (uint32_t steps = 0; t-- > floor && steps < kPhraseReach; ++steps) {
      if (!trigger_.verb && (syntax_.GroupAt(t) != kNone || syntax_.Is(t, kPreposition) || syntax_.IsMark(t))) break;
      if (syntax_.MentionAt(t) != kNone) continue;
      if (syntax_.Is(t, kUnconfirmed)) Set(Realis::kClaimed);
      if (trigger_.verb) continue;
      if (syntax_.Is(t, kPlannedWord) && !Happened()) {
        Set(Realis::kPlanned);
      }
      if (syntax_.IsWord(t, "no") && t + 2 >= trigger_.first) Set(Realis::kDenied);
    }
    if (!trigger_.verb && trigger_.another && standing_.realis == Realis::kAsserted && !Happened())
      Set(Realis::kPlanned);
  }

  // Does a verb in the past say of the noun that it took place?
  bool Happened() const {
    if (trigger_.group == kNone) return false;
    const VerbGroup& group = syntax_.groups()[trigger_.group];
    return (group.past || group.perfect || group.progressive) &&
           (trigger_.relation == NounRelation::kSubject || syntax_.Is(group.main, kSupport));
  }

  // ", officials said"; "according to the ministry".
  void TrailingAttribution() {
    const auto groups = syntax_.groups();
    for (uint32_t i = 0; i < groups.size(); ++i) {
      const VerbGroup& group = groups[i];
      if (group.begin < trigger_.end || !syntax_.Is(group.main, kSay | kClaim) || !group.finite() ||
          group.shares_subject) {
        continue;
      }
      const bool detached =
          group.inverted || (group.subject_begin > syntax_.begin() && syntax_.IsWord(group.subject_begin - 1, ","));
      const bool closes = group.end >= syntax_.end() || syntax_.IsMark(group.end) || group.inverted ||
                          syntax_.document().tokens[group.end].capitalised || syntax_.IsWord(group.end, "on") ||
                          syntax_.IsWord(group.end, "in");
      if (!detached || !closes) continue;
      if (syntax_.Is(group.main, kClaim)) Set(Realis::kClaimed);
      ClaimedBy(parties_.Subject(syntax_, group));
      return;
    }
    for (uint32_t t = syntax_.begin(); t + 2 < syntax_.end(); ++t) {
      if (!syntax_.IsWord(t, "according") || !syntax_.IsWord(t + 1, "to")) continue;
      for (uint32_t k = t + 2; k < syntax_.end() && k < t + 2 + kPhraseReach; ++k) {
        const uint32_t index = syntax_.MentionAt(k);
        if (index == kNone && syntax_.IsMark(k)) break;
        if (index == kNone) continue;
        if (std::optional<Participant> speaker = parties_.Actor(syntax_, index)) {
          AddParticipant(std::move(*speaker), standing_.claimed_by);
          break;
        }
      }
      return;
    }
  }

  void Quotes() {
    const Document& document = syntax_.document();
    const ByteSpan span{document.tokens[trigger_.head].begin, document.tokens[trigger_.head].end};
    // Ordered by their begin; a quotation inside a quotation is all that can stand between.
    const auto after = std::ranges::upper_bound(document.quotes, span.begin, {},
                                                [](const Quote& quote) { return quote.content.begin; });
    const auto first = after - std::min<ptrdiff_t>(after - document.quotes.begin(), kMaxNestedQuotes);
    for (const Quote& quote : std::ranges::subrange(first, after)) {
      if (!quote.content.Contains(span)) continue;
      if (quote.kind == QuoteKind::kIndirect) continue;  // The clause rules know better what of it is claimed.
      if (!quote.speaker_entity_id.empty() || !quote.speaker_name.empty()) {
        AddParticipant({quote.speaker, quote.speaker_entity_id, quote.speaker_name}, standing_.claimed_by);
      }
      if (quote.content.end - quote.content.begin >= kMinSpeechBytes) {
        standing_.in_quote = true;
        Set(Realis::kClaimed);
      }
    }
  }

  const SentenceSyntax& syntax_;
  const Frame& frame_;
  const Trigger& trigger_;
  PartyReader& parties_;
  Standing standing_;
};

}  // namespace

Standing ReadStanding(const SentenceSyntax& syntax, const Frame& frame, const Trigger& trigger, PartyReader& parties) {
  return StandingReader(syntax, frame, trigger, parties).Read();
}

bool SpeaksForParty(const PartyReader& reader, const Roles& roles, const std::vector<Participant>& speakers) {
  const auto countries = [&reader](const std::vector<Participant>& participants) {
    std::vector<std::string> codes;
    for (const Participant& participant : participants) {
      std::string code = reader.CountryOf(participant);
      if (!code.empty()) codes.push_back(std::move(code));
    }
    return codes;
  };
  const std::vector<std::string> acting = countries(roles.actors);
  if (acting.empty()) return false;
  std::vector<std::string> suffering = countries(roles.recipients);
  std::ranges::copy(countries(roles.places), std::back_inserter(suffering));
  for (const Participant& speaker : speakers) {
    const std::string code = reader.CountryOf(speaker);
    if (code.empty()) continue;
    const bool acts = std::ranges::find(acting, code) != acting.end();
    const bool suffers = std::ranges::find(suffering, code) != suffering.end();
    // Two countries at least: a country's police telling of a crime at home is no party.
    if (acts != suffers) return true;
    // A state that tells of what another one did.
    if (!acts && reader.IsState(speaker)) return true;
  }
  return false;
}

}  // namespace sitrep::tagger::events
