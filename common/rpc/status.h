#pragma once

#include <grpcpp/support/status.h>

#include <string_view>

#include "absl/status/status.h"

namespace sitrep::rpc {

// The one place where our statuses become gRPC's. Beside code and message the answer carries a serialised
// google.rpc.Status with ErrorInfo {reason, `domain` ("ingest.sitrep"), metadata}, RetryInfo when the error has a retry
// delay, and BadRequest when it names a field. An error without a reason gets the one its code implies, where there is
// one. Messages are cut at 512 bytes and cleaned of bytes that are not UTF-8, since they may quote input.
grpc::Status ToGrpc(const absl::Status& status, std::string_view domain);

// The way back, at the client: the code, the message, and what ReadErrorDetail (common/base/error.h) can read.
absl::Status FromGrpc(const grpc::Status& status);

// UNAVAILABLE, reason SHUTTING_DOWN: what calls get that outlast the process.
absl::Status ShuttingDown();

// UNAVAILABLE, reason STREAM_EXPIRED: what a stream gets that is to be opened again on a newer connection.
absl::Status StreamExpired();

// The server ended a stream on purpose, after it had answered what it had read: nothing is wrong with what was sent.
bool EndedInOrder(const absl::Status& status);

// RESOURCE_EXHAUSTED, reason OVERLOADED, with a retry delay; `what` names what is full ("request queue").
absl::Status Overloaded(std::string_view what);

}  // namespace sitrep::rpc
