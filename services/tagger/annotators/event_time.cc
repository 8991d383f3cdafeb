#include "services/tagger/annotators/event_time.h"

#include <algorithm>

namespace sitrep::tagger::events {
namespace {

constexpr uint32_t kModifierReach = 5;  // Words between "Monday's" and "talks".

bool IsUsable(const TimeExpression& time) { return time.type == TimexType::kDate || time.type == TimexType::kTime; }

// "now" and the like say nothing that the publication date does not.
bool IsPresent(const TimeExpression& time) { return time.value == "PRESENT_REF"; }

}  // namespace

void TimeReader::Analyse(const SentenceSyntax& syntax, const std::vector<Trigger>& triggers) {
  attached_.clear();
  const Document& document = syntax.document();
  for (const TimeExpression& time : document.TimesIn(syntax.sentence())) {
    if (!IsUsable(time) || IsPresent(time)) continue;
    Attached attached{.time = static_cast<uint32_t>(&time - document.times.data())};
    // "Monday's talks", "the February 24 invasion".
    for (uint32_t i = 0; i < triggers.size() && attached.trigger == kNone; ++i) {
      const Trigger& trigger = triggers[i];
      if (trigger.verb || trigger.first < time.end_token || trigger.first > time.end_token + kModifierReach) continue;
      const bool possessive = time.end_token < syntax.end() &&
                              (syntax.IsWord(time.end_token, "'s") || syntax.IsWord(time.end_token, "\xE2\x80\x99s"));
      const bool direct = trigger.first == time.end_token && time.first_token > syntax.begin() &&
                          syntax.Is(time.first_token - 1, kDeterminer);
      if (possessive || direct) attached.trigger = i;
    }
    bool opens_clause = true;
    for (uint32_t t = time.first_token; attached.trigger == kNone && t-- > syntax.begin();) {
      const auto noun =
          std::ranges::find_if(triggers, [t](const Trigger& trigger) { return !trigger.verb && trigger.head == t; });
      if (noun != triggers.end()) {
        attached.trigger = static_cast<uint32_t>(noun - triggers.begin());
        opens_clause = false;
        break;
      }
      if (syntax.GroupAt(t) != kNone) {
        attached.group = syntax.GroupAt(t);
        opens_clause = false;
        break;
      }
      if (syntax.IsBoundary(t) && !syntax.Is(t, kPreposition) && syntax.MentionAt(t) == kNone) break;
    }
    if (opens_clause && attached.trigger == kNone) {
      uint32_t group = syntax.GroupAfter(time.end_token - 1);
      while (group != kNone && group + 1 < syntax.groups().size() &&
             (!syntax.groups()[group].finite() || syntax.groups()[group].relative)) {
        ++group;
      }
      attached.group = group;
      if (group == kNone && !triggers.empty()) attached.trigger = 0;
    }
    attached_.push_back(attached);
  }
}

// A date before a time of day, and the first of several.
const TimeExpression* TimeReader::OfTrigger(const Document& document, uint32_t trigger) const {
  const TimeExpression* best = nullptr;
  for (const Attached& attached : attached_) {
    if (attached.trigger != trigger) continue;
    const TimeExpression& time = document.times[attached.time];
    if (best == nullptr || (best->interval.empty() && !time.interval.empty()) ||
        (best->type == TimexType::kTime && time.type == TimexType::kDate && !time.interval.empty())) {
      best = &time;
    }
  }
  return best;
}

const TimeExpression* TimeReader::OfGroup(const Document& document, uint32_t group) const {
  const TimeExpression* best = nullptr;
  for (const Attached& attached : attached_) {
    if (attached.group != group) continue;
    const TimeExpression& time = document.times[attached.time];
    if (best == nullptr || (best->interval.empty() && !time.interval.empty())) best = &time;
  }
  return best;
}

// The group's own time, else that of the verbs it goes with.
const TimeExpression* TimeReader::Inherited(const SentenceSyntax& syntax, uint32_t index) const {
  const Document& document = syntax.document();
  const auto groups = syntax.groups();
  if (const TimeExpression* own = OfGroup(document, index)) return own;
  const VerbGroup& group = groups[index];
  if (group.infinitive) {
    // "began Monday to shell": only where the governor says that it happens.
    if (group.governor != kNone && syntax.Is(groups[group.governor].main, kBegin))
      return OfGroup(document, group.governor);
    return nullptr;
  }
  if (group.participial && group.governor != kNone) {
    const uint32_t governor = group.governor;
    return syntax.Is(groups[governor].main, kSay) ? nullptr : OfGroup(document, governor);
  }
  // Verbs that share the subject, nearest first.
  for (uint32_t k = index; group.shares_subject && k-- > 0;) {
    if (!groups[k].finite() || syntax.Is(groups[k].main, kSay | kClaim)) continue;
    if (const TimeExpression* time = OfGroup(document, k)) return time;
    if (!groups[k].shares_subject) break;
  }
  for (uint32_t k = index + 1; k < groups.size() && groups[k].shares_subject; ++k) {
    if (!groups[k].finite() || syntax.Is(groups[k].main, kSay | kClaim)) continue;
    if (const TimeExpression* time = OfGroup(document, k)) return time;
  }
  // "as Russian forces shelled cities Wednesday": a clause beside it.
  if (group.subordinate && group.clause_begin > syntax.begin() && !syntax.Is(group.clause_begin - 1, kAfterNoun) &&
      !syntax.IsWord(group.clause_begin - 1, "before")) {
    for (uint32_t k = 0; k < groups.size(); ++k) {
      if (k == index || groups[k].subordinate || !groups[k].finite() || syntax.Is(groups[k].main, kSay | kClaim))
        continue;
      if (const TimeExpression* time = OfGroup(document, k)) return time;
    }
  }
  return nullptr;
}

When TimeReader::Of(const SentenceSyntax& syntax, const Trigger& trigger, uint32_t trigger_index) const {
  const Document& document = syntax.document();
  const auto groups = syntax.groups();
  const TimeExpression* time = OfTrigger(document, trigger_index);
  if (!trigger.verb && trigger.relative_group != kNone && (time == nullptr || time->interval.empty())) {
    if (const TimeExpression* said = OfGroup(document, trigger.relative_group)) time = said;
  }
  if (trigger.group != kNone) {
    const VerbGroup& group = groups[trigger.group];
    const bool background = trigger.preposition != kNone && syntax.Is(trigger.preposition, kAfterNoun);
    const bool other = !trigger.verb && (background || syntax.Is(group.main, kSay | kClaim | kWish | kIntend | kFail));
    const bool declares = syntax.Is(group.main, kDeclare) && trigger.relation == NounRelation::kObject;
    // "talks planned for Monday"
    const bool planned = syntax.Is(group.main, kIntend) && trigger.relation == NounRelation::kSubject && !background;
    if (!other || declares || planned) {
      const TimeExpression* inherited = Inherited(syntax, trigger.group);
      // "declared on Monday a ceasefire from 10 am": the day, not the hour of whatever day.
      const bool better = inherited != nullptr &&
                          (time == nullptr || (time->type == TimexType::kTime && inherited->type == TimexType::kDate));
      if (better) time = inherited;
    }
    if (time == nullptr && trigger.verb && group.relative) {
      // "a bombing Tuesday that hit a tower": the time of what did it.
      for (const Attached& attached : attached_) {
        if (attached.trigger != kNone && document.times[attached.time].end_token <= group.begin &&
            document.times[attached.time].end_token + kModifierReach > group.begin) {
          time = &document.times[attached.time];
        }
      }
    }
  }
  When when;
  if (time != nullptr) {
    when.interval = time->interval;
    when.expressed = true;
    return when;
  }
  if (trigger.group != kNone) {
    // A time of the same clause that belongs to something else: "agreed on talks on Thursday".
    const uint32_t end = syntax.ScopeEnd(trigger.end - 1);
    when.other_time = std::ranges::any_of(attached_, [&](const Attached& attached) {
      const uint32_t at = document.times[attached.time].first_token;
      return at >= trigger.end && at < end;
    });
    const VerbGroup& group = groups[trigger.group];
    // "killed in nine days of siege": a toll of all of them.
    when.other_time |= std::ranges::any_of(syntax.times(), [&](const TimeExpression& time) {
      return time.type == TimexType::kDuration && time.first_token >= trigger.end && time.first_token < end &&
             (syntax.IsWord(time.first_token - 1, "in") || syntax.IsWord(time.first_token - 1, "over") ||
              syntax.IsWord(time.first_token - 1, "during"));
    });
    // "said Tuesday that ...": when it was said is no proof of when it happened, unless that was today.
    if (group.complement && group.governor != kNone) {
      const TimeExpression* said = OfGroup(document, group.governor);
      if (said != nullptr && !said->interval.empty() &&
          document.publication.granularity != text::PublicationTime::Granularity::kUnknown) {
        const int64_t day = text::DaysSinceEpoch(document.publication.LocalDay()) * text::kSecondsPerDay;
        when.other_time |= said->interval.end_s <= day;
      }
    }
  }
  return when;
}

bool TellsNews(const SentenceSyntax& syntax, const Trigger& trigger, bool violent) {
  const Sentence& sentence = syntax.document().sentences[syntax.sentence()];
  // "Norway-Chile talks: ..." only says what the headline is about.
  const bool topic = !trigger.verb && trigger.end < syntax.end() && syntax.IsWord(trigger.end, ":");
  const bool title =
      (sentence.segment == text::SegmentKind::kHeadline || sentence.segment == text::SegmentKind::kSubheading) &&
      !topic;
  // "Second round:" heads what is told of it.
  const bool told_of = violent || (trigger.ordinal != 0 && syntax.groups().empty());
  if (trigger.group == kNone) return title || (told_of && trigger.relation == NounRelation::kNone);
  const VerbGroup* group = &syntax.groups()[trigger.group];
  if (!trigger.verb && trigger.relation == NounRelation::kOblique) {
    if (trigger.ordinal != 0 || !violent) return false;
    // "killed in an attack", "amid shelling"; but not "a protest against the invasion".
    const bool part_of_it =
        !trigger.modifier && trigger.preposition != kNone &&
        (syntax.IsWord(trigger.preposition, "in") || syntax.IsWord(trigger.preposition, "by") ||
         syntax.IsWord(trigger.preposition, "amid") || syntax.IsWord(trigger.preposition, "during") ||
         syntax.IsWord(trigger.preposition, "with") || syntax.IsWord(trigger.preposition, "from"));
    if (!part_of_it) return false;
  }
  while (!group->finite() && group->governor != kNone) group = &syntax.groups()[group->governor];
  if (group->past && group->perfect) return group->complement;
  if (group->conditional || group->future || group->may) return false;
  if (group->past || group->perfect || group->progressive || title) return true;
  // The present tells news of what goes on ("continues"), not of habits.
  return group->form == kThird || (group->form == kBase && violent) ||
         (group->form == kPast && group->main != group->begin) || syntax.Is(group->main, kFiniteBe);
}

}  // namespace sitrep::tagger::events
