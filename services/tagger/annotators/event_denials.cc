#include "services/tagger/annotators/event_denials.h"

namespace sitrep::tagger::events {
namespace {

constexpr uint32_t kObjectReach = 4;  // Words from the verb to "claim": "denied both of those claims".

// Can nothing more belong to the object that ends before the token?
bool ObjectEndsAt(const SentenceSyntax& syntax, uint32_t token) {
  if (token >= syntax.end()) return true;
  return !syntax.IsWord(token, "of") && !syntax.IsWord(token, "that") && syntax.GroupAt(token) == kNone;
}

DenialReach ReadObject(const SentenceSyntax& syntax, const VerbGroup& group) {
  uint32_t t = group.end;
  // To dismiss or reject "it" is often to turn down an offer; a claim must be named.
  const bool turns_down = syntax.Is(group.main, kWish) || syntax.IsWord(group.main, "dismissed") ||
                          syntax.IsWord(group.main, "dismisses") || syntax.IsWord(group.main, "dismiss");
  const bool pronoun = t < syntax.end() && (syntax.IsWord(t, "it") || syntax.IsWord(t, "this") ||
                                            (syntax.IsWord(t, "that") && t + 1 == syntax.end()));
  if (pronoun && !turns_down && ObjectEndsAt(syntax, t + 1) &&
      (t + 1 >= syntax.end() || syntax.IsMark(t + 1) || syntax.Is(t + 1, kAdverb | kCoordinator | kPreposition) ||
       syntax.IsWord(t + 1, "then"))) {
    return DenialReach::kBefore;
  }
  for (; t < syntax.end() && t < group.end + kObjectReach; ++t) {
    if (syntax.MentionAt(t) != kNone || syntax.GroupAt(t) != kNone || syntax.IsMark(t)) break;
    if (syntax.Is(t, kClaimNoun)) {
      const bool refers = t > group.end && ObjectEndsAt(syntax, t + 1);
      return refers ? DenialReach::kRecently : DenialReach::kNone;
    }
  }
  return DenialReach::kNone;
}

// "a claim that officials disputed"
bool DeniesAntecedent(const SentenceSyntax& syntax, const VerbGroup& group) {
  if (group.passive || group.clause_begin < syntax.begin() + 2) return false;
  const uint32_t that = group.clause_begin - 1;
  if (!syntax.IsWord(that, "that") && !syntax.IsWord(that, "which")) return false;
  const uint32_t noun = syntax.IsMark(that - 1) ? that - 2 : that - 1;
  if (noun < syntax.begin() || noun >= that || !syntax.Is(noun, kClaimNoun)) return false;
  return group.end >= syntax.end() || syntax.IsMark(group.end) || syntax.Is(group.end, kCoordinator | kAdverb);
}

}  // namespace

Denial FindDenial(const SentenceSyntax& syntax) {
  const auto groups = syntax.groups();
  for (uint32_t g = 0; g < groups.size(); ++g) {
    const VerbGroup& group = groups[g];
    if (!syntax.Is(group.main, kDeny) || !group.finite() || group.negated || group.future || group.may ||
        group.conditional) {
      continue;
    }
    if (DeniesAntecedent(syntax, group)) return {DenialReach::kHere, g};
    if (group.passive) continue;
    const DenialReach reach = ReadObject(syntax, group);
    if (reach != DenialReach::kNone) return {reach, g};
  }
  return {};
}

}  // namespace sitrep::tagger::events
