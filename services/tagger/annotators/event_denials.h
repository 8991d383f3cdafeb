#pragma once

#include <cstdint>

#include "services/tagger/annotators/event_syntax.h"

namespace sitrep::tagger::events {

// How a sentence denies what was claimed before it, without telling it again.
enum class DenialReach : uint8_t {
  kNone,
  kHere,      // "claimed the town, a claim that officials disputed": the same sentence.
  kBefore,    // "officials denied it": the sentence before.
  kRecently,  // "officials dismissed the claim": the last claim of the paragraph.
};

struct Denial {
  DenialReach reach = DenialReach::kNone;
  uint32_t group = 0;  // The verb that denies; its subject says so.
};

// The first denial of the analysed sentence. "Denied the claim that ..." tells its own content, and is none.
Denial FindDenial(const SentenceSyntax& syntax);

}  // namespace sitrep::tagger::events
