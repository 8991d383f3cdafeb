#pragma once

#include <cstdint>
#include <vector>

#include "services/tagger/annotators/event_syntax.h"
#include "services/tagger/annotators/event_triggers.h"
#include "services/tagger/document/document.h"

namespace sitrep::tagger::events {

struct When {
  Interval interval;        // empty(): none found.
  bool expressed = false;   // The text speaks of a time, even where it cannot be resolved.
  bool other_time = false;  // A time of the same clause belongs to something else: no guess is safe.
};

// Which time expression of a sentence belongs to which of its events. A time belongs to the nearest event or verb on
// its left in the same clause ("a bombing Tuesday that hit"), one that opens a clause to the verb that follows ("On
// Monday, Russia declared"); the time of a saying verb is when it was said. Verbs that share a subject share a time.
class TimeReader {
 public:
  void Analyse(const SentenceSyntax& syntax, const std::vector<Trigger>& triggers);
  When Of(const SentenceSyntax& syntax, const Trigger& trigger, uint32_t trigger_index) const;

 private:
  struct Attached {
    uint32_t time = 0;  // Index into Document::times.
    uint32_t trigger = kNone;
    uint32_t group = kNone;
  };

  const TimeExpression* OfTrigger(const Document& document, uint32_t trigger) const;
  const TimeExpression* OfGroup(const Document& document, uint32_t group) const;
  const TimeExpression* Inherited(const SentenceSyntax& syntax, uint32_t group) const;

  std::vector<Attached> attached_;
};

// Does the clause tell of what has happened by the day of publication, so that "today" is a fair guess: past, perfect
// or continuing, and no pluperfect?
bool TellsNews(const SentenceSyntax& syntax, const Trigger& trigger, bool violent);

}  // namespace sitrep::tagger::events
