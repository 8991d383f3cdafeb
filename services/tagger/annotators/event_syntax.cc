#include "services/tagger/annotators/event_syntax.h"

#include <algorithm>
#include <string_view>

namespace sitrep::tagger::events {
namespace {

constexpr uint32_t kAntecedentReach = 8;  // Words between an antecedent and its "which".
constexpr uint32_t kGovernorReach = 8;    // Words between "urged" and "to": "urged people in the city to".

}  // namespace

uint32_t SentenceSyntax::Previous(uint32_t token) const {
  while (token > begin_) {
    --token;
    const bool manner = Facts(token).classes == 0 && MentionAt(token) == kNone &&
                        document_.Lower(document_.tokens[token]).ends_with("ly");
    if (!manner && !Is(token, kAdverb | kNegation)) return token;
  }
  return kNone;
}

uint32_t SentenceSyntax::SkipAdverbs(uint32_t token) const {
  while (token < end_ && MentionAt(token) == kNone &&
         (Is(token, kAdverb | kNegation) ||
          (Facts(token).classes == 0 && document_.Lower(document_.tokens[token]).ends_with("ly")))) {
    ++token;
  }
  return token;
}

bool SentenceSyntax::IsBoundary(uint32_t token) const {
  const Token& t = document_.tokens[token];
  if (t.kind == Token::kPunctuation) {
    const std::string_view mark = document_.Lower(t);
    return mark == ";" || mark == ":" || mark == "--" || mark == "\xE2\x80\x94" || mark == "\xE2\x80\x93" ||
           mark == "\"" || mark == "\xE2\x80\x9C" || mark == "\xE2\x80\x9D" || mark == "``" || mark == "''";
  }
  return Is(token, kSubordinator | kCondition | kRelative) && MentionAt(token) == kNone;
}

bool SentenceSyntax::IsPossessive(const Mention& mention) const {
  if (mention.end_token < end_) {
    const std::string_view next = document_.Lower(document_.tokens[mention.end_token]);
    if (next == "'s" || next == "\xE2\x80\x99s" ||
        ((next == "'" || next == "\xE2\x80\x99") && !document_.tokens[mention.end_token].space_before)) {
      return true;
    }
  }
  const std::string_view text = document_.Lower(mention.span);
  return text.ends_with("'s") || text.ends_with("\xE2\x80\x99s");
}

void SentenceSyntax::Analyse(uint32_t sentence) {
  sentence_ = sentence;
  begin_ = document_.sentences[sentence].first_token;
  end_ = document_.sentences[sentence].end_token;
  groups_.clear();
  group_at_.assign(end_ - begin_, kNone);
  mention_at_.assign(end_ - begin_, kNone);
  times_ = document_.TimesIn(sentence);
  const auto mentions = document_.MentionsIn(sentence);
  for (const Mention& mention : mentions) {
    const uint32_t index = static_cast<uint32_t>(&mention - document_.mentions.data());
    for (uint32_t t = std::max(mention.first_token, begin_); t < std::min(mention.end_token, end_); ++t) {
      mention_at_[t - begin_] = index;
    }
  }
  VerbGroup group;
  for (uint32_t t = begin_; t < end_;) {
    const Token& token = document_.tokens[t];
    if (token.kind != Token::kWord || MentionAt(t) != kNone) {
      ++t;
      continue;
    }
    const WordFacts& facts = Facts(t);
    const bool may_begin = (facts.verb_forms != 0 && !facts.Is(kListIntro)) ||
                           facts.Is(kBe | kHave | kDo | kFutureModal | kMayModal) || IsWord(t, "to") ||
                           (facts.classes == 0 && document_.Lower(token).ends_with("ed"));
    if (!may_begin || !ParseGroup(t, group)) {
      ++t;
      continue;
    }
    for (uint32_t k = group.begin; k < group.end; ++k) group_at_[k - begin_] = static_cast<uint32_t>(groups_.size());
    groups_.push_back(group);
    t = group.end;
  }
  for (uint32_t i = 0; i < groups_.size(); ++i) {
    FindSubject(i);
    FindGovernor(i);
  }
}

uint32_t SentenceSyntax::GroupBefore(uint32_t token) const {
  const auto found = std::ranges::lower_bound(groups_, token, {}, &VerbGroup::begin);
  return found == groups_.begin() ? kNone : static_cast<uint32_t>(found - groups_.begin() - 1);
}

uint32_t SentenceSyntax::GroupAfter(uint32_t token) const {
  const auto found = std::ranges::upper_bound(groups_, token, {}, &VerbGroup::begin);
  return found == groups_.end() ? kNone : static_cast<uint32_t>(found - groups_.begin());
}

uint32_t SentenceSyntax::ScopeEnd(uint32_t token) const {
  for (uint32_t t = token + 1; t < end_; ++t) {
    const uint32_t group = GroupAt(t);
    if (group != kNone && groups_[group].begin == t && group != GroupAt(token)) {
      // What the next verb has as its subject belongs to it: "offered jets, and a source in Berlin said".
      const VerbGroup& next = groups_[group];
      const bool own_subject = next.finite() && !next.shares_subject && !next.relative && !next.inverted &&
                               next.subject_begin < next.subject_end;
      return own_subject && next.subject_begin > token + 1 ? next.subject_begin : t;
    }
    if (IsBoundary(t) && !Is(t, kPreposition)) return t;
  }
  return end_;
}

// Where the subject of a finite group stands: between the last boundary and the group, or shared with a group before.
void SentenceSyntax::FindSubject(uint32_t index) {
  VerbGroup& group = groups_[index];
  const uint32_t low = index == 0 ? begin_ : groups_[index - 1].end;
  uint32_t last = group.begin;  // Exclusive end of what stands before, adverbs skipped.
  while (last > low && Is(last - 1, kAdverb)) --last;
  const auto share_with = [&](uint32_t other) {
    group.shares_subject = true;
    group.clause_begin = groups_[other].clause_begin;
    group.subject_begin = groups_[other].subject_begin;
    group.subject_end = groups_[other].subject_end;
    group.relative = groups_[other].relative;
    group.conditional = groups_[other].conditional;
    group.subordinate = groups_[other].subordinate;
  };
  const auto last_finite = [&](bool skip_relative) {
    for (uint32_t k = index; k-- > 0;) {
      if (groups_[k].finite() && !(skip_relative && groups_[k].relative) && !groups_[k].inverted) return k;
    }
    return kNone;
  };
  group.clause_begin = low;
  if (!group.finite()) {
    // "troops entering the city": what stands just before acts; else the clause's subject does.
    if (group.participial && last > low && (MentionAt(last - 1) != kNone || Is(last - 1, kForces | kActor))) {
      group.subject_begin = low;
      group.subject_end = last;
      return;
    }
    const uint32_t other = last_finite(false);
    if (other != kNone) {
      share_with(other);
    } else {
      group.subject_begin = low;
      group.subject_end = group.participial ? low : last;
    }
    return;
  }
  // The clause begins after the last boundary.
  uint32_t clause = low;
  for (uint32_t t = last; t-- > low;) {
    if (IsBoundary(t)) {
      clause = t + 1;
      if (Is(t, kRelative) && clause == last && MentionAt(t) == kNone &&
          !(IsWord(t, "that") && index > 0 && t == low)) {
        group.relative = true;
        group.clause_begin = t;
        group.subject_end = t;
        if (t > low && IsMark(t - 1)) --group.subject_end;
        group.subject_begin =
            std::max(low, group.subject_end > kAntecedentReach ? group.subject_end - kAntecedentReach : 0);
        return;
      }
      group.conditional = Is(t, kCondition);
      group.subordinate = Is(t, kSubordinator) && !IsWord(t, "that");
      break;
    }
  }
  group.clause_begin = clause;
  uint32_t stop = last;
  const bool after_comma = stop > clause && IsWord(stop - 1, ",");
  if (after_comma) --stop;
  // "X, who is Y, called": the verb goes on after the relative clause, whose antecedent is its subject.
  if (after_comma && index > 0) {
    uint32_t k = index - 1;
    while (k > 0 && (!groups_[k].finite() || (groups_[k].shares_subject && groups_[k].relative))) --k;
    if (groups_[k].relative && groups_[k].clause_begin > begin_ && IsWord(groups_[k].clause_begin - 1, ",")) {
      share_with(k);
      group.relative = false;
      group.shares_subject = false;
      return;
    }
  }
  const bool only_coordinator = stop > clause && Is(stop - 1, kCoordinator) && MentionAt(stop - 1) == kNone;
  // A saying verb after a comma or quotation mark with its subject behind it.
  if (Is(group.main, kSay | kClaim) && index > 0 && (stop == clause || after_comma) && group.end < end_ &&
      BeginsNounPhrase(group.end) && (after_comma || (clause > low && IsMark(clause - 1)))) {
    group.inverted = true;
    group.subject_begin = group.end;
    group.subject_end = ScopeEnd(group.main);
    return;
  }
  if (index > 0 && (stop <= clause || only_coordinator)) {
    const uint32_t other = last_finite(after_comma);
    if (other != kNone) {
      share_with(other);
      return;
    }
  }
  // "The agency operating in Iraq said": the participle only tells which agency.
  if (index > 0 && clause == low && groups_[index - 1].participial && !groups_[index - 1].shares_subject &&
      !after_comma) {
    group.clause_begin = groups_[index - 1].clause_begin;
    group.subject_begin = groups_[index - 1].subject_begin;
    group.subject_end = groups_[index - 1].subject_end;
    return;
  }
  // With a verb before it in the same clause, the subject is what follows the last comma or "and".
  uint32_t first = clause;
  if (index > 0 && clause == low && groups_[index - 1].finite() && !Is(groups_[index - 1].main, kSay | kClaim)) {
    for (uint32_t t = stop; t-- > clause;) {
      if ((IsWord(t, ",") || Is(t, kCoordinator)) && t + 1 < stop && t > clause && MentionAt(t) == kNone) {
        first = t + 1;
        break;
      }
    }
  }
  if (index > 0 && groups_[index - 1].subordinate && clause == low) {
    // "As the war continues, X sought": the main clause begins after the comma.
    for (uint32_t t = clause; t < stop; ++t) {
      if (IsWord(t, ",") && t + 1 < stop) {
        first = std::max(first, t + 1);
        break;
      }
    }
  }
  group.subject_begin = first;
  group.subject_end = stop;
  if (first > clause) group.clause_begin = first;
}

void SentenceSyntax::FindGovernor(uint32_t index) {
  VerbGroup& group = groups_[index];
  if (group.infinitive) {
    const uint32_t before = group.begin > begin_ ? group.begin - 1 : kNone;
    if (before != kNone && GroupAt(before) == kNone && Is(before, kPlanAdjective | kWishNoun))
      group.governor_word = before;
    for (uint32_t k = index; k-- > 0;) {
      if (groups_[k].end + kGovernorReach < group.begin) break;
      group.governor = k;
      break;
    }
    if (group.governor != kNone) group.conditional = groups_[group.governor].conditional;
    return;
  }
  if (group.participial) {
    const bool own_subject = !group.shares_subject && group.subject_begin < group.subject_end;
    if (index > 0 && !own_subject) group.governor = index - 1;
    return;
  }
  if (index == 0 || group.relative) return;
  if (group.shares_subject) {
    for (uint32_t k = index; k-- > 0;) {
      if (!groups_[k].finite()) continue;
      group.governor = groups_[k].governor;
      group.complement = groups_[k].complement;
      return;
    }
    return;
  }
  // A complement clause: "said that X did", "said X did".
  const uint32_t before = index - 1;
  const VerbGroup& previous = groups_[before];
  const bool speaks = Is(previous.main, kSay | kClaim | kDeny | kWish | kIntend | kFail) && !previous.inverted;
  const bool that = group.clause_begin > begin_ && IsWord(group.clause_begin - 1, "that");
  if (that || (speaks && group.clause_begin == previous.end)) {
    for (uint32_t k = index; k-- > 0;) {
      if (Is(groups_[k].main, kSay | kClaim | kDeny | kWish | kIntend)) {
        group.governor = k;
        group.complement = true;
        return;
      }
    }
  }
}

}  // namespace sitrep::tagger::events
