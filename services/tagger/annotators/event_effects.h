#pragma once

#include <vector>

#include "services/tagger/annotators/event_lexicon.h"
#include "services/tagger/annotators/event_merge.h"
#include "services/tagger/annotators/event_syntax.h"
#include "services/tagger/annotators/event_triggers.h"

namespace sitrep::tagger::events {

// An event of the sentence being read.
struct SentenceEvent {
  ToldEvent told;
  Trigger trigger;
  bool wished = false;
  bool dropped = false;            // Part of another event of the sentence.
  SentenceEvent* cause = nullptr;  // Of a dropped one: the violence that did it.
};

// Joins the events of one sentence that tell one happening, and drops what became part of another: "shelling killed
// ten", "a bombing that hit a tower", "killed in an attack", the dead and the injured of one strike, "meet for the
// second round". Actors, places, counts and times go over to the event that stays. Pure.
void JoinEffects(const EventLexicon& lexicon, const SentenceSyntax& syntax, std::vector<SentenceEvent>& events);

}  // namespace sitrep::tagger::events
