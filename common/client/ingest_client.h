#pragma once

#include <grpcpp/channel.h>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/client/ingest_layout.h"
#include "common/obs/trace.h"
#include "sitrep/ingest/v1/admin_service.grpc.pb.h"
#include "sitrep/ingest/v1/ingest_service.grpc.pb.h"

namespace sitrep::client {

// The log as one service, however many pods serve it: calls go to the pod that owns the partition, and follow NOT_OWNER
// where that was not known. Blocking calls; never on a thread of gRPC's. Thread-safe.
class IngestClient {
 public:
  using Stub = ingest::v1::IngestService::Stub;
  using AdminStub = ingest::v1::AdminService::Stub;

  // `address`: of any pod; it tells where the others are.
  explicit IngestClient(std::string address);
  explicit IngestClient(const cluster::PartitionMap& map);

  absl::StatusOr<ingest::v1::CreateArticleResponse> CreateArticle(const ingest::v1::CreateArticleRequest& request,
                                                                  absl::Duration timeout,
                                                                  const obs::TraceContext* trace = nullptr);
  absl::StatusOr<ingest::v1::StoredArticle> GetArticle(const ingest::v1::GetArticleRequest& request,
                                                       absl::Duration timeout,
                                                       const obs::TraceContext* trace = nullptr);
  // Pages walk from pod to pod; those with nothing in them are passed over.
  absl::StatusOr<ingest::v1::ListArticlesResponse> ListArticles(const ingest::v1::ListArticlesRequest& request,
                                                                absl::Duration timeout,
                                                                const obs::TraceContext* trace = nullptr);
  absl::StatusOr<ingest::v1::RetractArticleResponse> RetractArticle(const ingest::v1::RetractArticleRequest& request,
                                                                    absl::Duration timeout,
                                                                    const obs::TraceContext* trace = nullptr);
  absl::StatusOr<ingest::v1::AppendControlResponse> AppendControl(const ingest::v1::AppendControlRequest& request,
                                                                  absl::Duration timeout,
                                                                  const obs::TraceContext* trace = nullptr);

  // Where everything is. Asked once and remembered, until an answer contradicts it.
  absl::StatusOr<IngestLayout> Layout(absl::Duration timeout) ABSL_LOCKS_EXCLUDED(mutex_);
  // One pod, for streams and for what concerns a single process. Valid as long as the client.
  std::shared_ptr<grpc::Channel> ChannelTo(const std::string& address) ABSL_LOCKS_EXCLUDED(mutex_);
  Stub& StubOf(const std::string& address) ABSL_LOCKS_EXCLUDED(mutex_);
  AdminStub& AdminOf(const std::string& address) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  struct Pod {
    std::shared_ptr<grpc::Channel> channel;
    std::unique_ptr<Stub> stub;
    std::unique_ptr<AdminStub> admin;
  };

  // Begins at `address`, which in the end is who answered.
  template <typename Request, typename Response>
  absl::StatusOr<Response> Call(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                                const Request& request, std::string& address, absl::Time deadline,
                                const obs::TraceContext* trace);
  // Who owns it as far as is known; the pod given at construction when nothing is.
  std::string OwnerOfArticle(const std::string& article_id, absl::Time deadline);
  Pod& PodAt(const std::string& address) ABSL_LOCKS_EXCLUDED(mutex_);
  void ForgetLayout() ABSL_LOCKS_EXCLUDED(mutex_);

  const std::string address_;
  const bool from_map_;

  absl::Mutex mutex_;
  std::optional<IngestLayout> layout_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, std::unique_ptr<Pod>> pods_ ABSL_GUARDED_BY(mutex_);
  // The newest page token, and who takes it.
  std::pair<std::string, std::string> next_page_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace sitrep::client
