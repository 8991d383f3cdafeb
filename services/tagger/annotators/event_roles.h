#pragma once

#include <vector>

#include "services/tagger/annotators/event_parties.h"
#include "services/tagger/annotators/event_syntax.h"
#include "services/tagger/annotators/event_triggers.h"
#include "services/tagger/document/document.h"

namespace sitrep::tagger::events {

struct Roles {
  std::vector<Participant> actors;
  std::vector<Participant> recipients;
  std::vector<Participant> places;  // The most telling first: a city before a region before a country.
  bool by_sides = false;            // The actors are "both sides", told of before.
};

// Finds who did it, to whom and where: mentions in the trigger's clause, read by their position and preposition as the
// traits of the frame say. `triggers` are all of the sentence: arguments end where the next event's begin. Notes in
// `parties` who sat at one table.
Roles ReadRoles(const SentenceSyntax& syntax, const Frame& frame, const Trigger& trigger,
                const std::vector<Trigger>& triggers, PartyReader& parties);

}  // namespace sitrep::tagger::events
