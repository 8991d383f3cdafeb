#pragma once

#include <grpcpp/client_context.h>

#include <chrono>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/obs/trace.h"
#include "common/rpc/status.h"
#include "common/rpc/trace_metadata.h"

namespace sitrep::client {

// One blocking call with a deadline: `CallUnary(stub, &Stub::GetArticle, request, absl::Seconds(5))`. The status is
// ours, with the reason the server gave. `trace` travels along when given. Never call it on a thread of gRPC's.
template <typename Stub, typename Request, typename Response>
absl::StatusOr<Response> CallUnary(Stub& stub,
                                   grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                                   const Request& request, absl::Duration timeout,
                                   const obs::TraceContext* trace = nullptr) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + absl::ToChronoMicroseconds(timeout));
  if (trace != nullptr) rpc::ForwardTrace(*trace, context);
  Response response;
  const grpc::Status status = (stub.*method)(&context, request, &response);
  // Nobody cancels here: the call reached a server that had begun to shut down, and which gRPC made drop it.
  if (status.error_code() == grpc::StatusCode::CANCELLED) return rpc::ShuttingDown();
  if (!status.ok()) return rpc::FromGrpc(status);
  return response;
}

}  // namespace sitrep::client
