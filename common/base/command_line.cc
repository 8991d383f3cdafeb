#include "common/base/command_line.h"

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include "absl/flags/parse.h"
#include "absl/flags/usage.h"
#include "absl/flags/usage_config.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/string_views.h"
#include "common/base/version.h"

namespace sitrep {

void ParseCommandLine(std::string_view what, int argc, char** argv) {
  absl::SetProgramUsageMessage(ToAbsl(what));
  absl::FlagsUsageConfig config;
  // Flags are declared in the services' config.cc; the libraries' own are left out.
  config.contains_help_flags = [](absl::string_view file) { return absl::EndsWith(file, "/config.cc"); };
  config.contains_helpshort_flags = config.contains_help_flags;
  config.normalize_filename = [](absl::string_view file) {
    return std::string(file.substr(std::min(file.find("services/"), file.size())));
  };
  config.version_string = [] { return absl::StrCat(ToAbsl(kVersion), "\n"); };
  absl::SetFlagsUsageConfig(config);
  const std::vector<char*> arguments = absl::ParseCommandLine(argc, argv);
  if (arguments.size() > 1) {
    std::cerr << arguments[0] << ": takes flags only, not " << arguments[1] << "; --help lists them\n";
    std::exit(1);
  }
}

}  // namespace sitrep
