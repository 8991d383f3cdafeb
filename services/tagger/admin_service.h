#pragma once

#include "absl/time/time.h"
#include "common/rpc/unary.h"
#include "services/tagger/memo.h"
#include "services/tagger/tagging.h"
#include "sitrep/tagger/v1/admin_service.grpc.pb.h"

namespace sitrep::storage {
class Shard;
}

namespace sitrep::tagger {

// Status and the memo of this process. Thread-safe.
class AdminService final : public v1::AdminService::CallbackService {
 public:
  AdminService(const Tagging& tagging, Memo& memo, const sitrep::storage::Shard& shard, absl::Time start_time,
               rpc::Runtime runtime);

  grpc::ServerUnaryReactor* GetStatus(grpc::CallbackServerContext* context, const v1::GetStatusRequest* request,
                                      v1::GetStatusResponse* response) override;
  grpc::ServerUnaryReactor* ClearMemo(grpc::CallbackServerContext* context, const v1::ClearMemoRequest* request,
                                      v1::ClearMemoResponse* response) override;

 private:
  const Tagging& tagging_;
  Memo& memo_;
  const sitrep::storage::Shard& shard_;
  const absl::Time start_time_;
  rpc::Runtime runtime_;
};

}  // namespace sitrep::tagger
