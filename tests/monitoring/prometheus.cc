#include "tests/monitoring/prometheus.h"

#include <filesystem>
#include <fstream>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "common/base/status_macros.h"

namespace sitrep::testing {
namespace {

constexpr absl::Duration kStartTimeout = absl::Seconds(30);
constexpr absl::Duration kQueryTimeout = absl::Seconds(20);

// The port in the line of the log that says where it listens; empty as long as there is none.
std::string PortIn(const std::string& log) {
  for (const absl::string_view line : absl::StrSplit(log, '\n')) {
    constexpr absl::string_view kAddress = "address=127.0.0.1:";
    const size_t at = line.find(kAddress);
    if (at == absl::string_view::npos || !absl::StrContains(line, "Listening on")) continue;
    const absl::string_view rest = line.substr(at + kAddress.size());
    return std::string(rest.substr(0, rest.find_first_not_of("0123456789")));
  }
  return "";
}

std::string Configuration(const std::vector<ScrapeTarget>& targets, const std::vector<std::string>& rules) {
  std::string text = "global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}\nrule_files:\n";
  for (const std::string& file : rules) absl::StrAppend(&text, "  - ", std::filesystem::absolute(file).string(), "\n");
  absl::StrAppend(&text, "scrape_configs:\n");
  int number = 0;
  for (const ScrapeTarget& target : targets) {
    absl::StrAppend(&text, "  - job_name: job-", number++, "\n    static_configs:\n      - targets: ['", target.address,
                    "']\n");
    if (target.pod.empty()) continue;
    absl::StrAppend(&text, "        labels: {namespace: ", target.name_space, ", pod: ", target.pod, "}\n");
  }
  return text;
}

}  // namespace

bool Prometheus::Installed() {
  absl::StatusOr<Process> found = Process::Start(
      "/usr/bin/env", {"bash", "-c", "command -v prometheus && command -v promtool"}, "/dev/null", "/dev/null");
  return found.ok() && found->Wait(absl::Seconds(10)).value_or(1) == 0;
}

absl::StatusOr<Prometheus> Prometheus::Start(const std::string& folder, const std::vector<ScrapeTarget>& targets,
                                             const std::vector<std::string>& rules) {
  const std::string log = folder + "/prometheus.log";
  std::ofstream(folder + "/prometheus.yaml") << Configuration(targets, rules);
  SITREP_ASSIGN_OR_RETURN(
      Process process,
      Process::Start("/usr/bin/env",
                     {"prometheus", absl::StrCat("--config.file=", folder, "/prometheus.yaml"),
                      absl::StrCat("--storage.tsdb.path=", folder, "/prometheus"), "--web.listen-address=127.0.0.1:0"},
                     log));
  std::string port;
  Eventually(kStartTimeout, [&] {
    port = PortIn(ReadWholeFile(log));
    return !port.empty() || !process.Running();
  });
  if (port.empty()) return absl::InternalError("prometheus does not serve: " + ReadWholeFile(log));
  return Prometheus(std::move(process), folder, "http://127.0.0.1:" + port);
}

absl::StatusOr<std::vector<std::string>> Prometheus::Query(const std::string& query) const {
  const std::string output = folder_ + "/query.out";
  const std::string errors = folder_ + "/query.err";
  std::filesystem::remove(errors);
  SITREP_ASSIGN_OR_RETURN(
      Process promtool, Process::Start("/usr/bin/env", {"promtool", "query", "instant", url_, query}, errors, output));
  SITREP_ASSIGN_OR_RETURN(const int code, promtool.Wait(kQueryTimeout));
  if (code != 0) return absl::InvalidArgumentError(ReadWholeFile(errors));
  return absl::StrSplit(ReadWholeFile(output), '\n', absl::SkipWhitespace());
}

}  // namespace sitrep::testing
