#include "common/client/log_end.h"

#include "common/base/status_macros.h"
#include "common/client/unary_call.h"
#include "sitrep/ingest/v1/admin_service.grpc.pb.h"

namespace sitrep::client {

absl::StatusOr<CursorVector> ReadLogEnd(const std::vector<std::shared_ptr<grpc::Channel>>& ingest,
                                        absl::Duration timeout) {
  CursorVector end;
  for (const std::shared_ptr<grpc::Channel>& channel : ingest) {
    const auto stub = ingest::v1::AdminService::NewStub(channel);
    SITREP_ASSIGN_OR_RETURN(
        const ingest::v1::GetStatusResponse status,
        CallUnary(*stub, &ingest::v1::AdminService::Stub::GetStatus, ingest::v1::GetStatusRequest(), timeout));
    end.log_id = status.log_id();
    if (status.write_token().empty()) continue;
    SITREP_ASSIGN_OR_RETURN(const CursorVector token, DecodeCursor(status.write_token(), "write_token"));
    end.Advance(token);
  }
  return end;
}

}  // namespace sitrep::client
