#include "services/tagger/annotators/event_effects.h"

#include <cstdint>
#include <utility>

#include "services/tagger/annotators/event_roles.h"

namespace sitrep::tagger::events {
namespace {

// What `effect` knows goes over to `cause`.
void Absorb(ToldEvent& cause, ToldEvent& effect) {
  Event& into = cause.event;
  Event& from = effect.event;
  cause.news |= effect.news;
  for (Participant& p : from.recipients) AddParticipant(std::move(p), into.recipients);
  if (into.actors.empty()) into.actors = std::move(from.actors);
  for (Participant& p : from.places) AddParticipant(std::move(p), into.places);
  for (Participant& p : from.claimed_by) AddParticipant(std::move(p), into.claimed_by);
  into.counts.insert(into.counts.end(), from.counts.begin(), from.counts.end());
  if (!cause.time_expressed && effect.time_expressed) {
    into.interval = from.interval;
    into.time_from_publication = false;
    cause.time_expressed = true;
  } else if (into.interval.empty() && !cause.time_expressed) {
    into.interval = from.interval;
    into.time_from_publication = from.time_from_publication;
  }
}

// "Shelling killed ten", "a bombing that hit a tower", "killed in an attack": one event, that of the violence.
void JoinWithCause(const EventLexicon& lexicon, const SentenceSyntax& syntax, std::vector<SentenceEvent>& events) {
  const auto groups = syntax.groups();
  for (SentenceEvent& effect : events) {
    const FrameTraits& traits = lexicon.frame(effect.told.frame).traits;
    if (!traits.effect && !(traits.violent && effect.trigger.verb)) continue;
    for (SentenceEvent& cause : events) {
      if (&cause == &effect || cause.dropped || effect.dropped) continue;
      if (!lexicon.frame(cause.told.frame).traits.violent) continue;
      const Trigger& c = cause.trigger;
      const Trigger& e = effect.trigger;
      bool same = false;
      if (e.verb && e.group != kNone) {
        const VerbGroup& group = groups[e.group];
        same = c.head >= group.subject_begin && c.head < group.subject_end && c.head < e.head;
        same |= group.participial && group.governor != kNone && c.group == group.governor;
        same |= group.shares_subject && c.verb && traits.effect && groups[c.group].subject_begin == group.subject_begin;
      }
      // "killed in shelling", "injured when a bomb exploded"
      if (traits.effect && c.head > e.head && e.verb) {
        const bool one_clause =
            c.group != kNone &&
            (c.group == e.group ||
             (groups[c.group].shares_subject && groups[c.group].subject_begin == groups[e.group].subject_begin));
        same |= !c.verb && c.preposition != kNone && c.preposition >= e.end && one_clause;
        const bool when = c.group != kNone && c.group > e.group && groups[c.group].subordinate;
        same |= when && (c.verb || c.relation == NounRelation::kSubject);
      }
      if (!same || cause.told.event.realis != effect.told.event.realis) continue;
      Absorb(cause.told, effect.told);
      effect.dropped = true;
      effect.cause = &cause;
    }
  }
}

// "12 were killed and 40 were wounded in a strike": the first with the second.
void JoinWithNeighbour(const EventLexicon& lexicon, std::vector<SentenceEvent>& events) {
  for (SentenceEvent& effect : events) {
    if (effect.dropped || !lexicon.frame(effect.told.frame).traits.effect || !effect.trigger.verb) continue;
    for (const SentenceEvent& other : events) {
      if (other.cause == nullptr || other.trigger.group != effect.trigger.group + 1) continue;
      if (other.told.event.realis != effect.told.event.realis || !effect.told.event.actors.empty()) continue;
      Absorb(other.cause->told, effect.told);
      effect.dropped = true;
      break;
    }
  }
}

// "will be meeting for the second round": one event, that of the number.
void JoinNumberedTalks(const EventLexicon& lexicon, std::vector<SentenceEvent>& events) {
  for (SentenceEvent& meeting : events) {
    if (!meeting.trigger.verb || !lexicon.frame(meeting.told.frame).traits.symmetric || meeting.dropped) continue;
    for (SentenceEvent& talks : events) {
      if (talks.told.event.ordinal == 0 || talks.trigger.verb || talks.trigger.group != meeting.trigger.group) continue;
      if (!lexicon.frame(talks.told.frame).traits.numbered || talks.trigger.head < meeting.trigger.head) continue;
      if (talks.told.event.type != meeting.told.event.type) continue;
      for (Participant& p : meeting.told.event.actors) AddParticipant(std::move(p), talks.told.event.actors);
      meeting.dropped = true;
      break;
    }
  }
}

// "Bombs hit a school in the town, and ten were killed": what is told next, of nobody's doing and nowhere else.
void JoinWithWhatWasTold(const EventLexicon& lexicon, std::vector<SentenceEvent>& events) {
  for (size_t i = 1; i < events.size(); ++i) {
    SentenceEvent& effect = events[i];
    SentenceEvent& cause = events[i - 1];
    const Event& told = effect.told.event;
    if (effect.dropped || cause.dropped || !lexicon.frame(effect.told.frame).traits.effect) continue;
    if (!lexicon.frame(cause.told.frame).traits.violent || !cause.trigger.verb || !effect.trigger.verb) continue;
    if (!told.actors.empty() || !told.places.empty() || effect.told.time_expressed) continue;
    if (cause.told.event.places.empty() || cause.told.event.realis != told.realis) continue;
    Absorb(cause.told, effect.told);
    effect.dropped = true;
  }
}

// Two effects of one sentence without a cause: the dead and the injured of one happening.
void JoinWithoutCause(const EventLexicon& lexicon, std::vector<SentenceEvent>& events) {
  for (size_t i = 0; i < events.size(); ++i) {
    if (events[i].dropped || !lexicon.frame(events[i].told.frame).traits.effect) continue;
    for (size_t k = i + 1; k < events.size(); ++k) {
      if (events[k].dropped || !lexicon.frame(events[k].told.frame).traits.effect) continue;
      if (events[k].told.event.realis != events[i].told.event.realis) continue;
      Absorb(events[i].told, events[k].told);
      events[k].dropped = true;
    }
  }
}

}  // namespace

void JoinEffects(const EventLexicon& lexicon, const SentenceSyntax& syntax, std::vector<SentenceEvent>& events) {
  JoinWithCause(lexicon, syntax, events);
  JoinWithNeighbour(lexicon, events);
  JoinNumberedTalks(lexicon, events);
  JoinWithWhatWasTold(lexicon, events);
  JoinWithoutCause(lexicon, events);
}

}  // namespace sitrep::tagger::events
