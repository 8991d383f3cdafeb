#pragma once

#include "absl/time/time.h"
#include "common/rpc/open_streams.h"
#include "common/rpc/unary.h"
#include "services/ingest/log/article_index.h"
#include "services/ingest/log/article_log.h"
#include "sitrep/ingest/v1/admin_service.grpc.pb.h"

namespace sitrep::storage {
class Shard;
}

namespace sitrep::ingest {

// Status, partitions, verification and backup of this process. Thread-safe.
class AdminService final : public v1::AdminService::CallbackService {
 public:
  AdminService(const ArticleLog& log, const ArticleIndex& index, const sitrep::storage::Shard& shard,
               absl::Time start_time, rpc::Runtime runtime);

  grpc::ServerUnaryReactor* GetStatus(grpc::CallbackServerContext* context, const v1::GetStatusRequest* request,
                                      v1::GetStatusResponse* response) override;
  grpc::ServerUnaryReactor* ListPartitions(grpc::CallbackServerContext* context,
                                           const v1::ListPartitionsRequest* request,
                                           v1::ListPartitionsResponse* response) override;
  grpc::ServerWriteReactor<v1::VerifyResponse>* Verify(grpc::CallbackServerContext* context,
                                                       const v1::VerifyRequest* request) override;
  grpc::ServerUnaryReactor* CreateBackup(grpc::CallbackServerContext* context, const v1::CreateBackupRequest* request,
                                         v1::CreateBackupResponse* response) override;

  rpc::OpenStreams& verify_streams() { return verify_streams_; }

 private:
  const ArticleLog& log_;
  const ArticleIndex& index_;
  const sitrep::storage::Shard& shard_;
  const absl::Time start_time_;
  rpc::Runtime runtime_;
  rpc::OpenStreams verify_streams_;
};

}  // namespace sitrep::ingest
