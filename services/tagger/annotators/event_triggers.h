#pragma once

#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "services/tagger/annotators/event_lexicon.h"
#include "services/tagger/annotators/event_syntax.h"

namespace sitrep::tagger::events {

// How a noun that names an event hangs on the verbs of its sentence.
enum class NounRelation : uint8_t { kNone, kSubject, kObject, kOblique };

// A place in a sentence that names an event. Positions are indices into Document::tokens.
struct Trigger {
  uint32_t frame = 0;
  uint32_t head = 0;
  uint32_t first = 0;  // The words that name it: [first, end).
  uint32_t end = 0;
  uint32_t reach = 0;  // End of the last word of the pattern: "taken full control of" names it with "taken".
  uint8_t weight = 0;
  PatternRoles roles = PatternRoles::kUsual;
  bool verb = false;
  bool definite = false;  // "the talks", "this meeting"
  bool modifier = false;  // "attack ads": it only says which.
  bool under = false;     // "under attack": what stands before it suffers it.
  bool another = false;   // "another round": one more, not one already told of.
  uint32_t ordinal = 0;
  // A verb's own group, or the one that governs the noun; kNone when there is none.
  uint32_t group = kNone;
  NounRelation relation = NounRelation::kNone;
  uint32_t preposition = kNone;     // Token that governs the noun.
  uint32_t relative_group = kNone;  // "talks that were held": the verb that says more of the noun.
};

// Finds the triggers of the analysed sentence, in the order of the text; overlapping ones yield to the heaviest
// pattern. `word_ids` has one id per token of the document.
void FindTriggers(const SentenceSyntax& syntax, const EventLexicon& lexicon, absl::Span<const uint32_t> word_ids,
                  std::vector<Trigger>& triggers);

// Does a noun phrase that holds a place begin at the token: "the southern port city of Kherson", "Kherson", "the city"?
// Returns the token after it, kNone when there is none.
uint32_t MatchPlacePhrase(const SentenceSyntax& syntax, uint32_t token);

}  // namespace sitrep::tagger::events
