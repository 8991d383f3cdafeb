#pragma once

#include <vector>

#include "services/tagger/annotators/event_roles.h"
#include "services/tagger/annotators/event_syntax.h"
#include "services/tagger/annotators/event_triggers.h"
#include "services/tagger/document/document.h"

namespace sitrep::tagger::events {

struct Standing {
  Realis realis = Realis::kAsserted;
  std::vector<Participant> claimed_by;
  bool in_quote = false;  // Inside direct speech.
  bool wished = false;    // Imagined because somebody asks, plans or hopes for it.
};

// Whether the text tells the event as a fact, plans, claims, denies or only imagines it, and who says so: from
// auxiliaries, negation, the verb or noun the event hangs on, conditionals, quotation marks and attributions.
Standing ReadStanding(const SentenceSyntax& syntax, const Frame& frame, const Trigger& trigger, PartyReader& parties);

// A party to a fight that tells of it claims it: true when one of the speakers belongs to the side that acts, to the
// side that suffers while another acts, or is another state.
bool SpeaksForParty(const PartyReader& reader, const Roles& roles, const std::vector<Participant>& speakers);

}  // namespace sitrep::tagger::events
