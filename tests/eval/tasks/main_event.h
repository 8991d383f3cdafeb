#pragma once

#include "services/tagger/document/document.h"

namespace sitrep::eval {

// What a sentence tells above all: of its events the one with most participants (actors, recipients, places), told as
// fact before others, the earliest first; nullptr when there is none. Events carry no confidence of their own.
const tagger::Event* MainEvent(const tagger::Document& document);

}  // namespace sitrep::eval
