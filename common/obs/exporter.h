#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "common/obs/metrics.h"

namespace sitrep::obs {

// Serves metrics over HTTP under /metrics until destroyed. `metrics` must outlive it.
class Exporter {
 public:
  virtual ~Exporter() = default;
  // The port it listens on; the one the system chose when the address ended in :0.
  virtual int port() const = 0;
};

// `address` as "127.0.0.1:9101", "[::]:9101" or "0.0.0.0:0". INVALID_ARGUMENT for an address of another form,
// FAILED_PRECONDITION naming the address when it cannot be bound.
absl::StatusOr<std::unique_ptr<Exporter>> StartExporter(const std::string& address, const Metrics& metrics);

}  // namespace sitrep::obs
