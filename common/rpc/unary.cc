#include "common/rpc/unary.h"

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"
#include "common/base/check.h"
#include "common/base/string_views.h"
#include "common/rpc/request_checks.h"
#include "common/rpc/status.h"
#include "common/rpc/trace_metadata.h"

namespace sitrep::rpc {
namespace {

absl::Time DeadlineOf(const grpc::CallbackServerContext& context, absl::Time start, const Runtime& runtime) {
  const bool has_deadline =
      gpr_time_cmp(context.raw_deadline(), gpr_inf_future(context.raw_deadline().clock_type)) != 0;
  return has_deadline ? absl::FromChrono(context.deadline()) : start + runtime.max_deadline;
}

}  // namespace

void LogIfInternal(const Runtime& runtime, std::string_view method, const absl::Status& status,
                   const obs::TraceContext& trace) {
  switch (status.code()) {
    case absl::StatusCode::kInternal:
    case absl::StatusCode::kDataLoss:
    case absl::StatusCode::kUnknown:
      runtime.log.Warning(
          "call failed",
          {{"method", method}, {"code", absl::StatusCodeToString(status.code())}, {"error", ToStd(status.message())}},
          trace.trace_id);
      break;
    default:
      break;
  }
}

UnaryCall::UnaryCall(grpc::CallbackServerContext* context, Runtime& runtime, std::string_view method)
    : context_(context),
      runtime_(runtime),
      method_(method),
      trace_(TraceOf(*context)),
      start_(absl::Now()),
      deadline_(DeadlineOf(*context, start_, runtime)) {
  runtime_.metrics.Begin(method_);
}

bool UnaryCall::IsCancelled() const { return context_->IsCancelled() || absl::Now() >= deadline_; }

void UnaryCall::WhenCancelled(absl::AnyInvocable<void()> react) {
  {
    absl::MutexLock lock(&mutex_);
    if (!cancelled_) {
      react_ = std::move(react);
      return;
    }
  }
  react();
}

void UnaryCall::OnCancel() {
  absl::AnyInvocable<void()> react;
  {
    absl::MutexLock lock(&mutex_);
    cancelled_ = true;
    react = std::move(react_);
    react_ = nullptr;
  }
  if (react) react();
}

void UnaryCall::Complete(const absl::Status& status) {
  runtime_.metrics.End(method_, status.code(), absl::Now() - start_);
  LogIfInternal(runtime_, method_, status, trace_);
  // The call may be gone as soon as this has begun.
  Finish(ToGrpc(status, runtime_.domain));
}

Completion::~Completion() {
  if (call_ != nullptr) (*this)(absl::InternalError("the call ended without a status"));
}

void Completion::operator()(const absl::Status& status) {
  UnaryCall* const call = std::exchange(call_, nullptr);
  Check(call != nullptr, "a call must be completed once");
  call->Complete(status);
}

grpc::ServerUnaryReactor* RunUnaryAsync(grpc::CallbackServerContext* context, Runtime& runtime, std::string_view method,
                                        const google::protobuf::Message& request,
                                        absl::AnyInvocable<void(UnaryCall&, Completion)> handler) {
  auto* const call = new UnaryCall(context, runtime, method);
  const bool admitted = runtime.executor.TrySubmit([call, &request, handler = std::move(handler)]() mutable {
    Completion complete(*call);
    if (call->context().IsCancelled()) return complete(absl::CancelledError("caller left the request queue"));
    if (call->IsCancelled()) return complete(absl::DeadlineExceededError("deadline passed in the request queue"));
    if (const absl::Status known = RejectUnknown(request); !known.ok()) return complete(known);
    handler(*call, std::move(complete));
  });
  if (!admitted) {
    runtime.metrics.Refused(method);
    call->Complete(Overloaded("request queue"));
  }
  return call;
}

}  // namespace sitrep::rpc
