#include "tests/cluster/other_process.h"

#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"

namespace sitrep::testing {

absl::StatusOr<OtherProcess> OtherProcess::Start(const std::string& program, std::vector<std::string> flags,
                                                 const std::string& log_path, int port) {
  flags.push_back(absl::StrCat("--address=127.0.0.1:", port));
  flags.push_back("--metrics_address=127.0.0.1:0");
  const size_t log_before = ReadWholeFile(log_path).size();
  SITREP_ASSIGN_OR_RETURN(Process process, Process::Start(program, flags, log_path));
  const auto serving = [&] { return ReadWholeFile(log_path).find("\"msg\":\"serving\"", log_before); };
  const bool started =
      Eventually(absl::Seconds(60), [&] { return serving() != std::string::npos || !process.Running(); });
  const std::string log = ReadWholeFile(log_path);
  const size_t at = serving() == std::string::npos ? std::string::npos : log.find("\"port\":", serving());
  if (!started || at == std::string::npos) return absl::InternalError(absl::StrCat(program, " does not serve: ", log));
  return OtherProcess{std::move(process), std::atoi(log.c_str() + at + 7), log_path};
}

}  // namespace sitrep::testing
