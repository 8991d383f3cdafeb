#include "common/obs/exporter.h"

#include <prometheus/collectable.h>
#include <prometheus/exposer.h>

#include <exception>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace sitrep::obs {
namespace {

class PullExporter final : public Exporter {
 public:
  PullExporter(std::unique_ptr<prometheus::Exposer> exposer, int port) : exposer_(std::move(exposer)), port_(port) {}
  int port() const override { return port_; }

 private:
  std::unique_ptr<prometheus::Exposer> exposer_;
  int port_;
};

// Scrapes are rare and short; a second thread keeps one slow reader from blocking the next.
constexpr size_t kServingThreads = 2;

bool IsHostAndPort(const std::string& address) {
  const size_t colon = address.rfind(':');
  if (colon == std::string::npos || colon == 0 || address.find_first_of(", ") != std::string::npos) return false;
  int port = 0;
  return absl::SimpleAtoi(address.substr(colon + 1), &port) && port >= 0 && port <= 65535;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Exporter>> StartExporter(const std::string& address, const Metrics& metrics) {
  if (!IsHostAndPort(address)) {
    return absl::InvalidArgumentError(absl::StrCat("metrics address must be host:port: ", address));
  }
  // prometheus::Exposer reports a busy port by an exception; nothing else of ours sees one.
  try {
    auto exposer = std::make_unique<prometheus::Exposer>(address, kServingThreads);
    for (const auto& collectable : metrics.collectables()) exposer->RegisterCollectable(collectable);
    const std::vector<int> ports = exposer->GetListeningPorts();
    if (ports.empty()) return absl::InternalError(absl::StrCat("metrics exporter listens nowhere: ", address));
    return std::make_unique<PullExporter>(std::move(exposer), ports.front());
  } catch (const std::exception& error) {
    return absl::FailedPreconditionError(absl::StrCat(
        "metrics address cannot be bound, is another process using it: ", address, " (", error.what(), ")"));
  }
}

}  // namespace sitrep::obs
