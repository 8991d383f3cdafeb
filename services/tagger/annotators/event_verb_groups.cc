// The part of SentenceSyntax that tells verbs from nouns and gathers auxiliaries into groups.
#include <string_view>

#include "services/tagger/annotators/event_syntax.h"

namespace sitrep::tagger::events {
namespace {

constexpr size_t kMinRegular = 5;  // Letters of an unknown word in -ed that may be a verb.

}  // namespace

bool SentenceSyntax::BeginsNounPhrase(uint32_t token) const {
  if (token >= end_) return false;
  if (MentionAt(token) != kNone) return true;
  const Token& t = document_.tokens[token];
  if (t.kind == Token::kNumber) return true;
  if (t.kind != Token::kWord) return false;
  return Is(token, kDeterminer | kPronoun | kForces | kActor) || IsWord(token, "that");
}

bool SentenceSyntax::IsNounLike(uint32_t token) const {
  return Facts(token).noun || Is(token, kClaimNoun | kWishNoun | kForces | kActor | kPlaceNoun);
}

bool SentenceSyntax::ReadsAsPast(uint32_t token) const {
  const uint32_t before = Previous(token);
  if (before == kNone) return false;
  const uint32_t mention = MentionAt(before);
  const bool next_is_open = token + 1 >= end_ || BeginsNounPhrase(token + 1) || IsMark(token + 1) ||
                            Is(token + 1, kPreposition | kAdverb | kSubordinator | kCoordinator) ||
                            IsWord(token + 1, "to");
  if (mention != kNone) {
    const Mention& m = document_.mentions[mention];
    return !((m.adjectival || IsPossessive(m)) && !next_is_open);
  }
  const std::string_view word = document_.Lower(document_.tokens[before]);
  if (word == "-") {
    // "test-fired a missile", but "the rebel-held town", "Moscow-backed forces".
    const bool object =
        token + 1 < end_ && (Is(token + 1, kDeterminer) || document_.tokens[token + 1].kind == Token::kNumber);
    return object && before > begin_ && MentionAt(before - 1) == kNone;
  }
  if (word == "'s" || word == "\xE2\x80\x99s") return false;
  if (Is(before, kDeterminer)) return false;
  if (Is(before, kPreposition) && !Is(before, kSubordinator | kCondition)) return false;
  return true;
}

bool SentenceSyntax::ReadsAsThird(uint32_t token) const {
  const uint32_t before = Previous(token);
  if (before == kNone) return false;
  if (Is(before, kDeterminer | kPreposition | kBe | kHave) && MentionAt(before) == kNone) return false;
  const uint32_t mention = MentionAt(before);
  if (mention != kNone) {
    const Mention& m = document_.mentions[mention];
    if (m.adjectival || IsPossessive(m)) return false;
  }
  if (IsWord(before, "'s") || IsWord(before, "-")) return false;
  if (!IsNounLike(token)) return true;
  if (mention != kNone && document_.mentions[mention].type == MentionType::kPerson) {
    // "Putin visits"; but "the Trump-Kim talks".
    const uint32_t first = document_.mentions[mention].first_token;
    return first == begin_ || !(IsWord(first - 1, "-") || Is(first - 1, kCoordinator));
  }
  const bool subject = mention != kNone || Is(before, kPronoun | kRelative);
  // "Kherson falls to rebels"
  if (mention != kNone && token + 2 < end_ && IsWord(token + 1, "to") && BeginsNounPhrase(token + 2)) return true;
  return subject && token + 1 < end_ && (BeginsNounPhrase(token + 1) || IsWord(token + 1, "that"));
}

bool SentenceSyntax::ReadsAsBase(uint32_t token) const {
  const uint32_t before = Previous(token);
  if (before == kNone) return false;
  if (IsWord(before, "to")) return true;
  if (Is(before, kFutureModal | kMayModal | kDo)) return true;
  if (MentionAt(before) == kNone && Is(before, kPronoun) && !Is(before, kDeterminer)) {
    return !IsWord(before, "he") && !IsWord(before, "she") && !IsWord(before, "it");
  }
  const std::string_view word = document_.Lower(document_.tokens[before]);
  const bool plural = word.size() > 3 && word.ends_with('s') && !word.ends_with("ss") && word != "'s" &&
                      document_.tokens[before].kind == Token::kWord && !Is(before, kPreposition | kBe | kHave | kDo) &&
                      VerbFormAt(before) == 0;
  if (plural && (MentionAt(before) == kNone || word != "us")) {
    if (!IsNounLike(token) && MentionAt(before) != kNone) return true;
    if (!IsNounLike(token)) return BeginsNounPhrase(token + 1) || (token + 1 < end_ && Is(token + 1, kPreposition));
    return BeginsNounPhrase(token + 1) && !document_.tokens[before].capitalised;
  }
  if (Is(before, kCoordinator) && !groups_.empty() && BeginsNounPhrase(token + 1)) {
    return (groups_.back().form & kBase) != 0 && groups_.back().end + 12 > token;
  }
  return false;
}

bool SentenceSyntax::ReadsAsIng(uint32_t token) const {
  const uint32_t before = Previous(token);
  if (before == kNone) return BeginsNounPhrase(token + 1) && !Facts(token).noun;
  if (Is(before, kBe)) return true;
  const bool of_follows = token + 1 < end_ && IsWord(token + 1, "of");
  if (of_follows) return false;
  const bool opens = BeginsNounPhrase(token + 1);
  if (Facts(token).noun) {
    return opens && (IsMark(before) || Is(before, kCoordinator | kPreposition)) && !Is(token + 1, kForces);
  }
  if (Is(before, kDeterminer)) return false;
  return opens || IsMark(before) || Is(before, kPreposition | kSubordinator | kCoordinator) || IsNounLike(before) ||
         MentionAt(before) != kNone;
}

uint8_t SentenceSyntax::VerbFormAt(uint32_t token) const {
  const Token& t = document_.tokens[token];
  if (t.kind != Token::kWord || MentionAt(token) != kNone || Is(token, kListIntro)) return 0;
  // The first part of "cease-fire", "follow-up".
  if (token + 1 < end_ && IsWord(token + 1, "-") && !document_.tokens[token + 1].space_before) return 0;
  const WordFacts& facts = Facts(token);
  if (facts.verb_forms == 0) {
    const std::string_view word = document_.Lower(t);
    if (facts.classes != 0 || facts.noun || word.size() < kMinRegular || t.capitalised || !word.ends_with("ed"))
      return 0;
    return ReadsAsPast(token) ? kPast : 0;
  }
  if ((facts.verb_forms & kPast) && !(facts.verb_forms & kBase) && ReadsAsPast(token)) return kPast;
  if ((facts.verb_forms & kBase) && ReadsAsBase(token)) return kBase;
  if ((facts.verb_forms & kThird) && ReadsAsThird(token)) return kThird;
  // "hit", "cut": past and base alike.
  if ((facts.verb_forms & kPast) && (facts.verb_forms & kBase) && ReadsAsPast(token)) {
    return !IsNounLike(token) || BeginsNounPhrase(token + 1) ? kPast : 0;
  }
  // A participle that is no past form, such as "fallen", without auxiliary.
  if ((facts.verb_forms & kParticiple) && !(facts.verb_forms & kBase) && ReadsAsPast(token)) return kParticiple;
  if ((facts.verb_forms & kIng) && ReadsAsIng(token)) return kIng;
  return 0;
}

bool SentenceSyntax::IsParticiple(uint32_t token) const {
  if (token >= end_ || MentionAt(token) != kNone) return false;
  const WordFacts& facts = Facts(token);
  if (facts.verb_forms & kParticiple) return true;
  return facts.verb_forms == 0 && facts.classes == 0 && document_.tokens[token].kind == Token::kWord &&
         document_.Lower(document_.tokens[token]).ends_with("ed");
}

// A group grows over auxiliaries, adverbs and "not" until the main verb.
bool SentenceSyntax::ParseGroup(uint32_t token, VerbGroup& group) const {
  group = VerbGroup{.begin = token};
  uint32_t i = token;
  bool auxiliary = false;
  const auto finish = [&group](uint32_t main, uint8_t form) {
    group.main = main;
    group.end = main + 1;
    group.form = form;
    return true;
  };
  if (IsWord(i, "to")) {
    const uint32_t next = SkipAdverbs(i + 1);
    if (next >= end_ || MentionAt(next) != kNone || !(Facts(next).verb_forms & kBase || Is(next, kBe | kHave))) {
      return false;
    }
    if (Is(next, kBe | kHave) && !IsWord(next, "be") && !IsWord(next, "have")) return false;
    group.infinitive = true;
    auxiliary = true;
    i = next;
  }
  for (int guard = 0; guard < 12 && i < end_; ++guard) {
    if (MentionAt(i) != kNone) return false;
    const WordFacts& facts = Facts(i);
    const uint32_t next = SkipAdverbs(i + 1);
    const auto note_negation = [&] {
      for (uint32_t k = i + 1; k < next; ++k) group.negated |= Is(k, kNegation);
    };
    if (facts.Is(kNegation) && auxiliary) {
      group.negated = true;
      ++i;
      continue;
    }
    if (facts.Is(kFutureModal | kMayModal) && !auxiliary) {
      if (next >= end_ || document_.tokens[next].kind != Token::kWord) return false;
      group.future = facts.Is(kFutureModal);
      group.may = facts.Is(kMayModal);
      group.should = facts.Is(kShouldModal);
      group.negated |= facts.Is(kNegation);
      note_negation();
      auxiliary = true;
      i = next;
      // An unknown word after a modal is its verb.
      if (Facts(i).verb_forms == 0 && !Is(i, kBe | kHave | kDo) && MentionAt(i) == kNone && !IsMark(i)) {
        return finish(i, kBase);
      }
      continue;
    }
    if (facts.Is(kDo) && !auxiliary && next < end_ && (Facts(next).verb_forms & kBase) && MentionAt(next) == kNone) {
      group.past = facts.Is(kPastAuxiliary);
      note_negation();
      auxiliary = true;
      i = next;
      continue;
    }
    if (facts.Is(kHave)) {
      if (!auxiliary) group.past = facts.Is(kPastAuxiliary);
      note_negation();
      if (next < end_ && (IsParticiple(next) || IsWord(next, "been"))) {
        group.perfect = true;
        auxiliary = true;
        i = next;
        continue;
      }
      if (next + 1 < end_ && IsWord(next, "to") && (Facts(next + 1).verb_forms & kBase)) {
        group.should = group.may = true;
        auxiliary = true;
        i = next + 1;
        continue;
      }
      return finish(i, auxiliary ? kBase : kPast);
    }
    // "got arrested"
    if (!auxiliary && facts.Is(kGet) && IsParticiple(next) && !Is(next, kPlanAdjective)) {
      group.past = facts.verb_forms & kPast;
      group.passive = true;
      return finish(next, kParticiple);
    }
    if (facts.Is(kBe)) {
      // "Ukraine's city": no verb; "it's over" has one.
      const bool clitic = IsWord(i, "'s") || IsWord(i, "\xE2\x80\x99s");
      if (clitic && !(i > begin_ && MentionAt(i - 1) == kNone &&
                      (Is(i - 1, kPronoun | kRelative) || IsWord(i - 1, "there") || IsWord(i - 1, "here")))) {
        return false;
      }
      // "10 am" is a time of day.
      if (IsWord(i, "am") && !(i > begin_ && IsWord(i - 1, "i"))) return false;
      if (!auxiliary) group.past |= facts.Is(kPastAuxiliary);
      note_negation();
      if (next < end_ && MentionAt(next) == kNone) {
        if (IsWord(next, "being") || IsWord(next, "been")) {
          auxiliary = true;
          i = next;
          continue;
        }
        if (IsWord(next, "to") && next + 1 < end_ && (Facts(next + 1).verb_forms & kBase)) {
          group.future = true;
          auxiliary = true;
          i = next + 1;
          continue;
        }
        if (IsWord(next, "going") && next + 2 < end_ && IsWord(next + 1, "to") &&
            (Facts(next + 2).verb_forms & kBase)) {
          group.future = true;
          auxiliary = true;
          i = next + 2;
          continue;
        }
        if (IsParticiple(next) && !Is(next, kPlanAdjective)) {
          group.passive = true;
          return finish(next, kParticiple);
        }
        if ((Facts(next).verb_forms & kIng) && !(next + 1 < end_ && IsWord(next + 1, "of"))) {
          group.progressive = true;
          return finish(next, kIng);
        }
        if (Is(next, kPlanAdjective) && IsParticiple(next)) {
          group.passive = true;
          return finish(next, kParticiple);
        }
      }
      return finish(i, kPast);
    }
    if (auxiliary) {
      if (facts.verb_forms != 0 || document_.tokens[i].kind == Token::kWord) {
        const uint8_t form = group.perfect ? kParticiple : kBase;
        return finish(i, form);
      }
      return false;
    }
    const uint8_t form = VerbFormAt(i);
    if (form == 0) return false;
    group.past |= form == kPast;
    group.participial = form == kIng;
    return finish(i, form);
  }
  return false;
}

}  // namespace sitrep::tagger::events
