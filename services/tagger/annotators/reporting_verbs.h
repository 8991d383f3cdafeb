#pragma once

#include <cstdint>
#include <string_view>

namespace sitrep::tagger {

// A verb that attributes words or views to its subject. The list follows what English news uses before and after
// quotations; it is our own.
struct ReportingVerb {
  enum Kind : uint8_t {
    kNone,
    kSay,    // "X said (that) ..."
    kTell,   // "X told Y (that) ..."
    kUtter,  // "\"...\", X continued": attributes quotations, never clauses.
    kUrge,   // "X urged Y to ...", "X called on Y", "X condemned ...": what follows is no clause.
  };
  enum Form : uint8_t {
    kFinite,  // "said", "says"
    kBase,    // "say": a verb only after "they" and auxiliaries.
    kIng,     // "saying": its subject is that of the verb before.
  };
  Kind kind = kNone;
  Form form = kFinite;
};

// kNone when `lower` is no reporting verb. Constant table, thread-safe.
ReportingVerb FindReportingVerb(std::string_view lower);

}  // namespace sitrep::tagger
