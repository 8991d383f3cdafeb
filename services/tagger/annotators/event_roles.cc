#include "services/tagger/annotators/event_roles.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "services/tagger/annotators/event_phrases.h"

namespace sitrep::tagger::events {
namespace {

constexpr uint32_t kPhraseReach = 10;

// A range of tokens, half-open.
struct Range {
  uint32_t begin = 0;
  uint32_t end = 0;
};

// Reads the roles of one trigger.
class Reader {
 public:
  Reader(const SentenceSyntax& syntax, const FrameTraits& traits, const Trigger& trigger, PartyReader& parties)
      : syntax_(syntax), document_(syntax.document()), traits_(traits), trigger_(trigger), parties_(parties) {}

  Roles Read(const std::vector<Trigger>& triggers) {
    // Arguments end where the next noun that names an event takes over.
    uint32_t end = syntax_.ScopeEnd(trigger_.end - 1);
    for (const Trigger& other : triggers) {
      if (!trigger_.verb && !other.verb && other.first >= trigger_.end) end = std::min(end, other.first);
    }
    const Range scope{trigger_.end, end};
    if (trigger_.verb) {
      ReadSubject();
      ReadArguments(scope, ArgumentKind::kAll);
    } else {
      ReadModifiers();
      ReadArguments(scope, ArgumentKind::kAll);
      ReadGoverningVerbs();
      ReadSides(scope);
    }
    if (trigger_.under) ReadUnder();
    if (roles_.places.empty()) ReadPlacesBefore();
    if (roles_.places.empty() && (traits_.object_is_place || traits_.violent || traits_.from_is_place)) {
      ReadLastCity(scope);
    }
    Tidy();
    return std::move(roles_);
  }

 private:
  enum class ArgumentKind { kAll, kPlaces };

  const VerbGroup& group() const { return syntax_.groups()[trigger_.group]; }

  // Calls `visit(mention index, mention)` for the mentions that begin in the range; it returns false to stop.
  template <typename Visit>
  void ForMentions(Range range, Visit visit) const {
    for (uint32_t t = range.begin; t < range.end; ++t) {
      const uint32_t index = syntax_.MentionAt(t);
      if (index == kNone) continue;
      const Mention& mention = document_.mentions[index];
      t = mention.end_token - 1;
      if (!visit(index, mention)) return;
    }
  }

  bool IsNamedPlace(const Mention& mention) const {
    return mention.type == MentionType::kPlace && !mention.adjectival && !syntax_.IsPossessive(mention) &&
           !IsCompound(syntax_, mention);
  }
  // "Kherson" or "Ukrainian cities"
  bool IsPlace(const Mention& mention) const { return IsNamedPlace(mention) || ModifiesPlaceNoun(syntax_, mention); }

  void AddPlace(uint32_t mention) { parties_.AddPlace(syntax_, mention, roles_.places); }

  void AddAll(std::vector<Participant> from, std::vector<Participant>& to) {
    for (Participant& participant : from) AddParticipant(std::move(participant), to);
  }

  // The subject of a verb that names the event: who does it, or suffers it in the passive.
  void ReadSubject() {
    std::vector<Participant> subject = parties_.Subject(syntax_, group());
    // "They met": the two sides, when they were named before.
    const bool they = group().subject_end > group().subject_begin && syntax_.IsWord(group().subject_end - 1, "they");
    if (subject.empty() && traits_.symmetric && they) {
      subject = parties_.sides();
      const Token& pronoun = document_.tokens[group().subject_end - 1];
      for (Participant& side : subject) side.span = {pronoun.begin, pronoun.end};
    }
    if (trigger_.roles == PatternRoles::kSpeaker) {
      AddAll(std::move(subject), roles_.recipients);
      if (group().complement && group().governor != kNone) {
        AddAll(parties_.Subject(syntax_, syntax_.groups()[group().governor]), roles_.actors);
      }
      return;
    }
    if (group().passive || IsReducedPassive() || trigger_.roles == PatternRoles::kInverse) {
      AddAll(std::move(subject), traits_.symmetric ? roles_.actors : roles_.recipients);
      if (traits_.object_is_place) ReadPassivePlaces();
      return;
    }
    roles_.by_sides = subject.size() == 2 && subject[0].span == subject[1].span;
    AddAll(std::move(subject), roles_.actors);
  }

  // "civilians killed in the city": a transitive verb without object.
  bool IsReducedPassive() const {
    if (!traits_.transitive || group().begin != group().main || group().form != kPast) return false;
    const uint32_t next = group().end;
    if (next >= syntax_.end() || syntax_.IsMark(next)) return true;
    // "police headquarters hit this morning"
    const auto begins = [next](const TimeExpression& time) { return time.first_token == next; };
    if (std::ranges::any_of(syntax_.times(), begins)) return true;
    return syntax_.Is(next, kPreposition | kCoordinator) && !syntax_.IsWord(next, "to");
  }

  // "Kherson was captured", "areas in Kharkiv were shelled"
  void ReadPassivePlaces() {
    ForMentions({group().subject_begin, group().subject_end}, [&](uint32_t index, const Mention& mention) {
      const uint32_t preposition = GoverningPreposition(syntax_, mention.first_token);
      const bool inside =
          preposition == kNone || preposition < group().subject_begin || syntax_.Is(preposition, kLocative);
      if (inside && IsNamedPlace(mention)) AddPlace(index);
      return true;
    });
  }

  // "Russian attack", "Ukraine-Russia talks", "Kyiv attack": names in front of the noun, within its phrase.
  void ReadModifiers() {
    uint32_t begin = trigger_.first;
    for (uint32_t steps = 0; begin > syntax_.begin() && steps < kPhraseReach; ++steps) {
      const uint32_t t = begin - 1;
      if (syntax_.GroupAt(t) != kNone) break;
      if (syntax_.MentionAt(t) == kNone &&
          (syntax_.Is(t, kPreposition | kSubordinator | kRelative | kCoordinator) ||
           (syntax_.IsMark(t) && !syntax_.IsWord(t, "-") && !syntax_.IsWord(t, "'")))) {
        break;
      }
      begin = t;
    }
    ForMentions({begin, trigger_.first}, [&](uint32_t index, const Mention& mention) {
      ReadModifier(index, mention);
      return true;
    });
  }

  void ReadModifier(uint32_t index, const Mention& mention) {
    const DocumentEntity* entity = document_.FindEntity(mention.entity_id);
    if (mention.type == MentionType::kPlace && !mention.adjectival && entity != nullptr && !IsCountry(*entity) &&
        !traits_.symmetric) {
      return AddPlace(index);
    }
    const bool named = mention.type == MentionType::kPerson || mention.type == MentionType::kOrganisation;
    if (!named && mention.type != MentionType::kPlace && mention.type != MentionType::kGroup && !mention.adjectival) {
      return;
    }
    // "the Taliban attack" is theirs, "the Charlie Hebdo attack" was made on it.
    const bool armed =
        entity != nullptr && (entity->sector == "MIL" || entity->sector == "REB" || entity->sector == "GOV" ||
                              entity->sector == "UAF" || entity->sector == "SPY");
    const bool suffers = traits_.violent && named && !armed && !mention.adjectival && !syntax_.IsPossessive(mention);
    AddParticipant(parties_.Modifier(index), suffers ? roles_.recipients : roles_.actors);
  }

  void ReadArguments(Range range, ArgumentKind kind) {
    bool object_seen = false;
    ForMentions(range, [&](uint32_t index, const Mention& mention) {
      const uint32_t preposition = GoverningPreposition(syntax_, mention.first_token);
      if (preposition != kNone && preposition < trigger_.first) return true;
      // "at the request of Britain", "the largest in Europe"
      if (preposition != kNone && preposition > range.begin && syntax_.Is(preposition - 1, kBehest | kSuperlative))
        return true;
      // ", with Putin unwilling": a clause of its own.
      if (preposition != kNone && preposition > range.begin && syntax_.IsWord(preposition, "with") &&
          syntax_.IsWord(preposition - 1, ",")) {
        return false;
      }
      // "Ukraine's southern city of Kherson": the city is the place.
      // "protests against the war in Ukraine"
      if (preposition != kNone && !traits_.violent && syntax_.Is(preposition, kLocative) &&
          IsOfCause({range.begin, preposition})) {
        return true;
      }
      const bool modifies = mention.adjectival || syntax_.IsPossessive(mention);
      if (modifies && LeadsToPlace(syntax_, mention.end_token)) return true;
      if (preposition == kNone) {
        if (kind == ArgumentKind::kAll && !object_seen) object_seen = ReadObject(index, mention, range.end);
      } else if (!ReadPlaceArgument(index, mention, preposition) && kind == ArgumentKind::kAll) {
        ReadParty(index, mention, preposition);
      }
      return true;
    });
  }

  // Does what stands there say what it is about, so that a place behind it is that of the cause?
  bool IsOfCause(Range range) const {
    for (uint32_t t = range.end; t-- > range.begin;) {
      if (syntax_.IsMark(t) && !syntax_.IsWord(t, "-")) return false;
      const auto ends = [t](const TimeExpression& time) { return time.end_token == t + 1; };
      if (std::ranges::any_of(syntax_.times(), ends)) return false;
      if (syntax_.IsWord(t, "against") || syntax_.IsWord(t, "over") || syntax_.IsWord(t, "about")) return true;
    }
    return false;
  }

  // The direct object. Returns true when it is complete, so that what follows is something else.
  bool ReadObject(uint32_t index, const Mention& mention, uint32_t end) {
    if (!trigger_.verb || group().passive || IsReducedPassive()) return false;
    const bool modifies = mention.adjectival || syntax_.IsPossessive(mention);
    const bool list_goes_on = mention.end_token < end && IsListMark(syntax_, mention.end_token);
    if (traits_.object_is_place && IsPlace(mention)) AddPlace(index);
    const std::optional<Participant> party = parties_.Actor(syntax_, index);
    if (traits_.symmetric && party.has_value()) {
      AddParticipant(*party, roles_.actors);
    } else if (traits_.object_is_recipient && party.has_value()) {
      AddParticipant(*party, roles_.recipients);
    } else if (traits_.object_is_recipient && mention.adjectival && ModifiesPlaceNoun(syntax_, mention)) {
      AddParticipant(parties_.Modifier(index), roles_.recipients);
    }
    return !list_goes_on && !modifies;
  }

  // "in Kharkiv", "from Gaza", "on the Polish border". Returns true when the mention is used up.
  bool ReadPlaceArgument(uint32_t index, const Mention& mention, uint32_t preposition) {
    if (IsAtBorder(syntax_, mention)) {
      AddPlace(index);
      return true;
    }
    const bool to_place = syntax_.IsWord(preposition, "to") && traits_.object_is_place &&
                          !traits_.object_is_recipient && !traits_.needs_place;
    const bool from_place = syntax_.IsWord(preposition, "from") && traits_.from_is_place;
    const bool locative = syntax_.Is(preposition, kLocative) && !syntax_.IsWord(preposition, "on");
    if (!to_place && !from_place && !locative) return false;
    const DocumentEntity* entity = document_.FindEntity(mention.entity_id);
    // "beside Kyiv's television tower"
    const bool owner = (traits_.violent || traits_.effect) && syntax_.IsPossessive(mention) && !mention.adjectival &&
                       entity != nullptr && IsCity(*entity);
    if (IsPlace(mention) || owner) AddPlace(index);
    return true;
  }

  void ReadParty(uint32_t index, const Mention& mention, uint32_t preposition) {
    const std::optional<Participant> party = parties_.Actor(syntax_, index);
    const std::string_view word = document_.Lower(document_.tokens[preposition]);
    if (word == "by") {
      if (party.has_value() && (!trigger_.verb || group().passive)) AddParticipant(*party, roles_.actors);
    } else if (word == "with" || word == "between" || word == "among") {
      if (party.has_value()) AddParticipant(*party, traits_.symmetric ? roles_.actors : roles_.recipients);
    } else if (word == "of") {
      ReadOf(index, mention, preposition, party);
    } else if (word == "against" || word == "on" || word == "upon") {
      const bool at = IsNamedPlace(mention) ? traits_.object_is_place || traits_.violent
                                            : traits_.violent && ModifiesPlaceNoun(syntax_, mention);
      if (at) AddPlace(index);
      if (party.has_value()) AddParticipant(*party, roles_.recipients);
    } else if ((word == "to" || word == "from") && party.has_value()) {
      // "the fall of the city to Russian forces"
      const bool taker =
          word == "to" && (trigger_.roles == PatternRoles::kInverse || (!trigger_.verb && traits_.needs_place));
      AddParticipant(*party, traits_.symmetric || taker ? roles_.actors : roles_.recipients);
    }
  }

  // "shelling of Mariupol", "resignation of the minister", "delegations of Ukraine and Russia"
  void ReadOf(uint32_t index, const Mention& mention, uint32_t preposition, const std::optional<Participant>& party) {
    const bool own =
        preposition <= trigger_.end || preposition < trigger_.reach || syntax_.Is(preposition - 1, kForces | kSides);
    if (!own && trigger_.verb) return;
    if (traits_.of_is_place && IsPlace(mention)) AddPlace(index);
    if (!party.has_value()) return;
    if (traits_.symmetric || traits_.of_is_actor) {
      AddParticipant(*party, roles_.actors);
    } else if (own && traits_.of_is_recipient) {
      AddParticipant(*party, roles_.recipients);
    } else if (own && !traits_.of_is_place && !trigger_.verb) {
      AddParticipant(*party, roles_.actors);
    }
  }

  // What the verbs around a noun say of it: "X held talks", "talks that were held in Y", "talks began in Z".
  void ReadGoverningVerbs() {
    if (trigger_.relative_group != kNone) {
      const VerbGroup& relative = syntax_.groups()[trigger_.relative_group];
      ReadArguments({relative.end, syntax_.ScopeEnd(relative.main)}, ArgumentKind::kPlaces);
    }
    if (trigger_.group == kNone) return;
    const VerbGroup& verb = group();
    const bool object = trigger_.relation == NounRelation::kObject;
    if (object && syntax_.Is(verb.main, kSupport) && !syntax_.Is(verb.main, kStop) && !verb.relative && !verb.passive &&
        (roles_.actors.empty() || traits_.symmetric)) {
      // "faces sanctions", "suffered an attack": the subject is at the receiving end.
      const bool suffers = syntax_.Is(verb.main, kSuffer) && !traits_.symmetric;
      AddAll(parties_.Subject(syntax_, verb), suffers ? roles_.recipients : roles_.actors);
    }
    // "the delegations agreed on a second round of talks"
    if (traits_.symmetric && roles_.actors.empty() && trigger_.relation != NounRelation::kSubject &&
        !syntax_.Is(verb.main, kSay)) {
      AddAll(parties_.Subject(syntax_, verb), roles_.actors);
    }
    // "the talks began in", "an air strike shattered a clinic in"
    const bool does = traits_.violent && !syntax_.Is(verb.main, kSay | kClaim | kDeny | kWish);
    if (trigger_.relation == NounRelation::kSubject && (does || syntax_.Is(verb.main, kOccur | kSupport | kBe))) {
      ReadArguments({verb.end, syntax_.ScopeEnd(verb.main)}, ArgumentKind::kPlaces);
    }
  }

  // "between the two sides"; a numbered round without a word of who is that of those whose talks they are.
  void ReadSides(Range scope) {
    if (traits_.symmetric && roles_.actors.size() < 2) {
      parties_.AddSides(syntax_, scope.begin, scope.end, roles_.actors);
      if (trigger_.group != kNone && roles_.actors.empty()) {
        parties_.AddSides(syntax_, group().subject_begin, group().subject_end, roles_.actors);
      }
    }
    if (traits_.numbered && trigger_.ordinal != 0 && roles_.actors.empty()) roles_.actors = parties_.sides();
  }

  // "with Mariupol and Chernihiv under attack": those before it suffer it.
  void ReadUnder() {
    uint32_t begin = syntax_.begin();
    const uint32_t before = syntax_.GroupBefore(trigger_.first);
    if (before != kNone) {
      const VerbGroup& verb = syntax_.groups()[before];
      begin = syntax_.Is(verb.main, kBe) || verb.end == trigger_.first ? verb.subject_begin : verb.end;
    }
    ForMentions({begin, trigger_.first}, [&](uint32_t index, const Mention& mention) {
      if (IsPlace(mention)) AddPlace(index);
      return true;
    });
  }

  // "In Kyiv, protesters marched"
  void ReadPlacesBefore() {
    uint32_t begin = trigger_.group == kNone ? syntax_.begin() : group().clause_begin;
    if (begin > trigger_.first) begin = syntax_.begin();
    const uint32_t verb = syntax_.GroupBefore(trigger_.first);
    ForMentions({begin, trigger_.first}, [&](uint32_t index, const Mention& mention) {
      // What stands before another verb belongs to that.
      const bool others = verb != kNone && verb != trigger_.group && syntax_.groups()[verb].begin > mention.first_token;
      if (others || !IsNamedPlace(mention)) return true;
      const uint32_t preposition = GoverningPreposition(syntax_, mention.first_token);
      if (preposition != kNone && preposition >= begin && syntax_.Is(preposition, kLocative)) AddPlace(index);
      return true;
    });
  }

  // "surrounded the city": the last one named.
  void ReadLastCity(Range scope) {
    if (!parties_.last_city().has_value()) return;
    FindLastCity(scope);
    if (roles_.places.empty() && trigger_.verb && (group().passive || trigger_.roles == PatternRoles::kInverse)) {
      FindLastCity({group().subject_begin, group().subject_end});
    }
  }

  void FindLastCity(Range scope) {
    for (uint32_t t = scope.begin; t + 1 < scope.end; ++t) {
      if (!syntax_.IsWord(t, "the") || !syntax_.Is(t + 1, kHere)) continue;
      if (t + 2 < scope.end && syntax_.IsWord(t + 2, "of")) continue;
      Participant place = *parties_.last_city();
      place.span = {document_.tokens[t].begin, document_.tokens[t + 1].end};
      AddParticipant(std::move(place), roles_.places);
      return;
    }
  }

  void Tidy() {
    // Who acts does not suffer it as well.
    std::erase_if(roles_.recipients, [&](const Participant& recipient) {
      return std::ranges::any_of(roles_.actors,
                                 [&](const Participant& actor) { return SameParticipant(actor, recipient); });
    });
    std::ranges::stable_sort(roles_.places, {}, [this](const Participant& place) {
      const DocumentEntity* entity = document_.FindEntity(place.entity_id);
      if (entity == nullptr) return 1;
      return IsCountry(*entity) ? 3 : IsCity(*entity) ? 0 : 2;
    });
    if (traits_.symmetric && roles_.actors.size() >= 2) parties_.NoteSides(roles_.actors);
  }

  const SentenceSyntax& syntax_;
  const Document& document_;
  const FrameTraits& traits_;
  const Trigger& trigger_;
  PartyReader& parties_;
  Roles roles_;
};

}  // namespace

Roles ReadRoles(const SentenceSyntax& syntax, const Frame& frame, const Trigger& trigger,
                const std::vector<Trigger>& triggers, PartyReader& parties) {
  return Reader(syntax, frame.traits, trigger, parties).Read(triggers);
}

}  // namespace sitrep::tagger::events
