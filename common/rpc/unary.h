#pragma once

#include <google/protobuf/message.h>
#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/base/executor.h"
#include "common/obs/log.h"
#include "common/obs/rpc_metrics.h"
#include "common/obs/trace.h"

namespace sitrep::rpc {

// What every RPC of a service runs with. Referents are owned by main() and outlive the server.
struct Runtime {
  Executor& executor;
  obs::RpcMetrics& metrics;
  obs::Log& log;
  // Domain of ErrorInfo: "ingest.sitrep", "tagger.sitrep", "query.sitrep".
  std::string domain;
  // Given to incoming calls that come without a deadline; longer ones are kept.
  absl::Duration max_deadline = absl::Seconds(60);
};

// Warns of errors that are ours (INTERNAL, DATA_LOSS, UNKNOWN) with the trace they belong to.
void LogIfInternal(const Runtime& runtime, std::string_view method, const absl::Status& status,
                   const obs::TraceContext& trace);

class Completion;

// One unary RPC while it runs, as its handler sees it. Valid until its status is given.
class UnaryCall final : public grpc::ServerUnaryReactor {
 public:
  // When the caller stops waiting, or `max_deadline` after arrival if it never would.
  absl::Time deadline() const { return deadline_; }
  // True once the caller has left or its deadline has passed: loops over storage ask every few hundred keys.
  bool IsCancelled() const;
  const obs::TraceContext& trace() const { return trace_; }
  // For metadata and ClientContext::FromCallbackServerContext.
  grpc::CallbackServerContext& context() { return *context_; }

  // For handlers that wait: calls `react` at most once, from a thread of gRPC's, when the caller leaves; at once if it
  // has left already. It may run while the status is being given, so it must own what it touches. It must not block.
  void WhenCancelled(absl::AnyInvocable<void()> react) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  friend class Completion;
  friend grpc::ServerUnaryReactor* RunUnaryAsync(grpc::CallbackServerContext* context, Runtime& runtime,
                                                 std::string_view method, const google::protobuf::Message& request,
                                                 absl::AnyInvocable<void(UnaryCall&, Completion)> handler);

  UnaryCall(grpc::CallbackServerContext* context, Runtime& runtime, std::string_view method);
  void Complete(const absl::Status& status);
  void OnCancel() override ABSL_LOCKS_EXCLUDED(mutex_);
  void OnDone() override { delete this; }

  grpc::CallbackServerContext* const context_;
  Runtime& runtime_;
  const std::string_view method_;
  const obs::TraceContext trace_;
  const absl::Time start_;
  const absl::Time deadline_;
  absl::Mutex mutex_;
  bool cancelled_ ABSL_GUARDED_BY(mutex_) = false;
  absl::AnyInvocable<void()> react_ ABSL_GUARDED_BY(mutex_);
};

// Finishes a call, exactly once, from any thread. Move-only; one that is dropped uncalled finishes with INTERNAL, so
// that no caller waits for nothing.
class Completion {
 public:
  explicit Completion(UnaryCall& call) : call_(&call) {}
  Completion(Completion&& other) noexcept : call_(std::exchange(other.call_, nullptr)) {}
  Completion& operator=(Completion&& other) = delete;
  ~Completion();

  // After it the UnaryCall, the request and the response are gone.
  void operator()(const absl::Status& status);

 private:
  UnaryCall* call_;
};

// Runs `handler` on the executor; the call ends when the handler, or whoever it handed the completion to, calls it. So
// a handler that must wait (for freshness) or ask peers returns at once and holds no worker. Before the handler runs:
// requests with unknown fields or enum values are refused (request_checks.h), so are calls whose caller left meanwhile;
// a full queue answers OVERLOADED. Metrics, log and error mapping happen here. `method` is a literal: the method's
// name.
grpc::ServerUnaryReactor* RunUnaryAsync(grpc::CallbackServerContext* context, Runtime& runtime, std::string_view method,
                                        const google::protobuf::Message& request,
                                        absl::AnyInvocable<void(UnaryCall&, Completion)> handler);

// The same for a handler that returns its status; it may block on storage. `handler` is called as handler() or, if it
// wants to know deadline, cancellation or trace, as handler(UnaryCall&).
template <typename Handler>
grpc::ServerUnaryReactor* RunUnary(grpc::CallbackServerContext* context, Runtime& runtime, std::string_view method,
                                   const google::protobuf::Message& request, Handler handler) {
  return RunUnaryAsync(context, runtime, method, request,
                       [handler = std::move(handler)](UnaryCall& call, Completion complete) mutable {
                         if constexpr (std::is_invocable_v<Handler&, UnaryCall&>) {
                           complete(handler(call));
                         } else {
                           complete(handler());
                         }
                       });
}

}  // namespace sitrep::rpc
