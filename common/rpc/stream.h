#pragma once

#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include <string_view>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/obs/trace.h"
#include "common/rpc/open_streams.h"
#include "common/rpc/status.h"
#include "common/rpc/trace_metadata.h"
#include "common/rpc/unary.h"

namespace sitrep::rpc {

// Base of every streaming reactor: admission, metrics, log, draining, and an end that happens once. `Reactor` is
// grpc::ServerWriteReactor<Response> or grpc::ServerBidiReactor<Request, Response>.
//
//   class WatchReactor final : public StreamReactor<grpc::ServerWriteReactor<v1::WatchArticlesResponse>> {
//    public:
//     WatchReactor(grpc::CallbackServerContext* context, Runtime& runtime, OpenStreams& streams, ...)
//         : StreamReactor(context, runtime, "WatchArticles", streams) {
//       if (!Admit()) return;  // Already finished with the reason.
//       ReadFeed();
//     }
//
// Use Send, Receive and End instead of StartWrite, StartRead and Finish: nothing is started after the end, whichever
// thread brings that about, which gRPC would answer with an abort. Deleted by itself when gRPC is done with it. The
// request of a server-streaming method should be checked with RejectUnknown.
template <typename Reactor>
class StreamReactor : public Reactor {
 protected:
  StreamReactor(grpc::CallbackServerContext* context, Runtime& runtime, std::string_view method, OpenStreams& streams)
      : context_(context),
        runtime_(runtime),
        method_(method),
        streams_(streams),
        trace_(TraceOf(*context)),
        start_(absl::Now()) {
    runtime_.metrics.Begin(method_);
  }
  ~StreamReactor() override = default;

  // Last in the constructor of the final class, once; false: the stream has been refused and ended. OnDrain and
  // OnRenew may come, from other threads, from here on.
  bool Admit() {
    const absl::Status admission = streams_.Enter(
        this, [this] { OnDrain(); }, [this] { OnRenew(); });
    if (admission.ok()) return true;
    runtime_.metrics.Refused(method_);
    End(admission);
    return false;
  }

  // Starts a write or a read; one of each may be outstanding, and the message must stay as it is until OnWriteDone or
  // OnReadDone. False when the stream has ended: there will be no reaction.
  template <typename Response>
  bool Send(const Response* response) ABSL_LOCKS_EXCLUDED(mutex_) {
    absl::MutexLock lock(&mutex_);
    if (ended_) return false;
    this->StartWrite(response);
    return true;
  }
  template <typename Request>
  bool Receive(Request* request) ABSL_LOCKS_EXCLUDED(mutex_) {
    absl::MutexLock lock(&mutex_);
    if (ended_) return false;
    this->StartRead(request);
    return true;
  }

  // Ends the stream; the first call counts, later ones do nothing. Required also after a cancel. Messages being written
  // are delivered before the status.
  void End(const absl::Status& status) ABSL_LOCKS_EXCLUDED(mutex_) {
    absl::MutexLock lock(&mutex_);
    if (ended_) return;
    ended_ = true;
    code_ = status.code();
    LogIfInternal(runtime_, method_, status, trace_);
    this->Finish(ToGrpc(status, runtime_.domain));
  }

  // The server is shutting down. A stream that owes its client acknowledgements overrides this, sends them and ends; it
  // has until the drain deadline. Must not block.
  virtual void OnDrain() { End(ShuttingDown()); }

  // The stream is so old that its connection may soon be cut off. One that has no end of its own overrides this: it
  // ends with StreamExpired(), once it owes nothing, and the client resumes. Must not block.
  virtual void OnRenew() {}

  bool IsCancelled() const { return context_->IsCancelled(); }
  const obs::TraceContext& trace() const { return trace_; }
  grpc::CallbackServerContext& context() { return *context_; }
  Runtime& runtime() { return runtime_; }

 private:
  void OnDone() final {
    streams_.Leave(this);
    runtime_.metrics.End(method_, Code(), absl::Now() - start_);
    delete this;
  }
  absl::StatusCode Code() ABSL_LOCKS_EXCLUDED(mutex_) {
    absl::MutexLock lock(&mutex_);
    return code_;
  }

  grpc::CallbackServerContext* const context_;
  Runtime& runtime_;
  const std::string_view method_;
  OpenStreams& streams_;
  const obs::TraceContext trace_;
  const absl::Time start_;
  absl::Mutex mutex_;
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
  absl::StatusCode code_ ABSL_GUARDED_BY(mutex_) = absl::StatusCode::kOk;
};

}  // namespace sitrep::rpc
