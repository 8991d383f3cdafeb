#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/client/unary_call.h"
#include "common/rpc/endpoints.h"
#include "sitrep/tagger/v1/tagger_service.grpc.pb.h"

namespace sitrep::client {

// Calls to whichever tagger answers: they are interchangeable. Each call goes to the next one in turn; one that does
// not answer, is overloaded or not ready is left for the next, within the call's time. Thread-safe.
class AnyTagger {
 public:
  using Stub = tagger::v1::TaggerService::Stub;

  // `taggers` must outlive it.
  explicit AnyTagger(rpc::Endpoints& taggers);

  // As client::CallUnary; for methods that may be repeated. UNAVAILABLE when no tagger is known.
  template <typename Request, typename Response>
  absl::StatusOr<Response> Call(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                                const Request& request, absl::Duration timeout,
                                const obs::TraceContext* trace = nullptr) {
    const absl::Time deadline = absl::Now() + timeout;
    const std::vector<std::shared_ptr<Pod>> pods = InTurn();
    absl::StatusOr<Response> response = NoneKnown();
    for (size_t i = 0; i < pods.size() && absl::Now() < deadline; ++i) {
      absl::Duration left = deadline - absl::Now();
      // A tagger that hangs must not take the time of all.
      if (i + 1 < pods.size()) left /= 2;
      response = CallUnary(*pods[i]->stub, method, request, left, trace);
      if (!Note(*pods[i], response.status())) break;
    }
    return response;
  }

 private:
  struct Pod {
    std::unique_ptr<Stub> stub;
    absl::Time failed_at = absl::InfinitePast();  // Guarded by mutex_ of the AnyTagger.
  };

  void OnEndpoints(const std::vector<std::string>& endpoints) ABSL_LOCKS_EXCLUDED(mutex_);
  // Those that failed lately come last.
  std::vector<std::shared_ptr<Pod>> InTurn() ABSL_LOCKS_EXCLUDED(mutex_);
  // Whether the next one should be asked.
  bool Note(Pod& pod, const absl::Status& status) ABSL_LOCKS_EXCLUDED(mutex_);
  absl::Status NoneKnown() const;

  const rpc::Endpoints& endpoints_;
  absl::Mutex mutex_;
  std::map<std::string, std::shared_ptr<Pod>> pods_ ABSL_GUARDED_BY(mutex_);
  size_t turn_ ABSL_GUARDED_BY(mutex_) = 0;
  rpc::Endpoints::Listening listening_;
};

}  // namespace sitrep::client
