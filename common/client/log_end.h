#pragma once

#include <grpcpp/channel.h>

#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/cursor.h"

namespace sitrep::client {

// A write token that covers everything acknowledged so far by the ingest pods behind the channels, each of which owns a
// part of one log. Fails when one of them does not answer in time.
absl::StatusOr<CursorVector> ReadLogEnd(const std::vector<std::shared_ptr<grpc::Channel>>& ingest,
                                        absl::Duration timeout);

}  // namespace sitrep::client
