#pragma once

#include <string_view>

namespace sitrep::tagger {

// The GeoNames code of the state of the USA that news agencies abbreviate so: "calif." -> "CA", "w.va." -> "WV". In
// lower case, with full stops; empty when it is none. Thread-safe.
std::string_view StateOfAbbreviation(std::string_view lower);

}  // namespace sitrep::tagger
