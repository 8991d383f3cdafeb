#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "common/client/ingest_client.h"
#include "common/rpc/open_streams.h"
#include "common/rpc/unary.h"
#include "services/query/generations.h"
#include "services/query/peer/corpus.h"
#include "services/query/peer/peers.h"
#include "sitrep/query/v1/admin_service.grpc.pb.h"

namespace sitrep::query {

// Status, verification, backup of this process, and failed articles: all are listed, those it holds are retried.
// Thread-safe.
class AdminService final : public v1::AdminService::CallbackService {
 public:
  // `why_not_ready`: empty when this process is ready and has caught up. `runtime` as of QueryService.
  AdminService(const Generations& generations, const Corpus& corpus, const Peers& peers, client::IngestClient& ingest,
               absl::Time start_time, std::function<std::string()> why_not_ready, rpc::Runtime runtime);

  grpc::ServerUnaryReactor* GetStatus(grpc::CallbackServerContext* context, const v1::GetStatusRequest* request,
                                      v1::GetStatusResponse* response) override;
  grpc::ServerWriteReactor<v1::VerifyResponse>* Verify(grpc::CallbackServerContext* context,
                                                       const v1::VerifyRequest* request) override;
  grpc::ServerUnaryReactor* CreateBackup(grpc::CallbackServerContext* context, const v1::CreateBackupRequest* request,
                                         v1::CreateBackupResponse* response) override;
  grpc::ServerUnaryReactor* ListFailures(grpc::CallbackServerContext* context, const v1::ListFailuresRequest* request,
                                         v1::ListFailuresResponse* response) override;
  grpc::ServerUnaryReactor* RetryFailures(grpc::CallbackServerContext* context, const v1::RetryFailuresRequest* request,
                                          v1::RetryFailuresResponse* response) override;
  grpc::ServerUnaryReactor* GetDigest(grpc::CallbackServerContext* context, const v1::GetDigestRequest* request,
                                      v1::GetDigestResponse* response) override;

  grpc::ServerUnaryReactor* ListGenerations(grpc::CallbackServerContext* context,
                                            const v1::ListGenerationsRequest* request,
                                            v1::ListGenerationsResponse* response) override;
  grpc::ServerUnaryReactor* AnnouncePipeline(grpc::CallbackServerContext* context,
                                             const v1::AnnouncePipelineRequest* request,
                                             v1::AnnouncePipelineResponse* response) override;
  grpc::ServerUnaryReactor* ActivatePipeline(grpc::CallbackServerContext* context,
                                             const v1::ActivatePipelineRequest* request,
                                             v1::ActivatePipelineResponse* response) override;

  rpc::OpenStreams& verify_streams() { return verify_streams_; }

 private:
  absl::Status Retry(const v1::RetryFailuresRequest& request, rpc::UnaryCall& call,
                     v1::RetryFailuresResponse& response);

  // The write token of a control record that says so of a pipeline version.
  absl::StatusOr<std::string> Declare(const char* key, const std::string& pipeline_version, rpc::UnaryCall& call);

  const Generations& generations_;
  const Corpus& corpus_;
  const Peers& peers_;
  client::IngestClient& ingest_;
  const absl::Time start_time_;
  const std::function<std::string()> why_not_ready_;
  rpc::Runtime runtime_;
  rpc::OpenStreams verify_streams_;
};

}  // namespace sitrep::query
