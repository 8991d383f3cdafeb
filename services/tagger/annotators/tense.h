#pragma once

#include <cstdint>

#include "services/tagger/document/document.h"

namespace sitrep::tagger {

enum class Tense : uint8_t { kUnknown, kPast, kFuture };

// Whether the clause around tokens [first, end) tells of the past or of something to come, by the nearest cue: "will",
// "is due", "agreed to meet" against past forms and "had". What stands before decides, else what follows. Looks at most
// a dozen tokens each way within the sentence. A heuristic of our own; thread-safe.
Tense TenseNear(const Document& document, uint32_t first, uint32_t end);

}  // namespace sitrep::tagger
