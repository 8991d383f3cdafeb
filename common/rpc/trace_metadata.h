#pragma once

#include <grpcpp/client_context.h>
#include <grpcpp/server_context.h>

#include "common/obs/trace.h"

namespace sitrep::rpc {

// The trace of an incoming call: a child of its `traceparent` metadata, or a new one when there is none or it is
// malformed.
obs::TraceContext TraceOf(const grpc::CallbackServerContext& context);

// Sends the trace along with an outgoing call. Call before the call starts.
void ForwardTrace(const obs::TraceContext& trace, grpc::ClientContext& context);

}  // namespace sitrep::rpc
