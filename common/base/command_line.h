#pragma once

#include <string_view>

namespace sitrep {

// Parses the flags of a daemon, those of --flagfile included. --help prints `what` and the program's own flags with
// their defaults, --version its version; both end the program, and so does, with a message, whatever is no flag of it.
void ParseCommandLine(std::string_view what, int argc, char** argv);

}  // namespace sitrep
