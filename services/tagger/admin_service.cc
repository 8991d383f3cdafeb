#include "services/tagger/admin_service.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/base/string_views.h"
#include "common/base/version.h"
#include "common/storage/shard.h"
#include "common/storage/shard_metrics.h"

namespace sitrep::tagger {

AdminService::AdminService(const Tagging& tagging, Memo& memo, const sitrep::storage::Shard& shard,
                           absl::Time start_time, rpc::Runtime runtime)
    : tagging_(tagging), memo_(memo), shard_(shard), start_time_(start_time), runtime_(std::move(runtime)) {}

grpc::ServerUnaryReactor* AdminService::GetStatus(grpc::CallbackServerContext* context,
                                                  const v1::GetStatusRequest* request,
                                                  v1::GetStatusResponse* response) {
  return rpc::RunUnary(context, runtime_, "GetStatus", *request, [this, response] {
    response->set_version(std::string(kVersion));
    response->mutable_start_time()->set_seconds(absl::ToUnixSeconds(start_time_));
    response->set_data_dir(shard_.path());
    response->set_pipeline_version(tagging_.pipeline().version());
    response->set_trouble(std::string(ToStd(tagging_.pipeline().runnable().message())));
    const std::string overlay = tagging_.operator_entities().Now()->version();
    response->set_knowledge_version(
        absl::StrCat(ToAbsl(tagging_.pipeline().knowledge().version()), overlay.empty() ? "" : "+", overlay));
    response->set_texts_tagged(tagging_.texts_tagged());
    response->set_memo_hits(tagging_.memo_hits());
    response->set_memo_misses(tagging_.memo_misses());
    response->set_tokens_tagged(tagging_.tokens_tagged());
    response->set_shard_bytes(sitrep::storage::DiskBytes(shard_));
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* AdminService::ClearMemo(grpc::CallbackServerContext* context,
                                                  const v1::ClearMemoRequest* request,
                                                  v1::ClearMemoResponse* response) {
  return rpc::RunUnary(context, runtime_, "ClearMemo", *request, [this, response] {
    SITREP_ASSIGN_OR_RETURN(const uint64_t entries, memo_.Clear());
    response->set_entries_forgotten(entries);
    return absl::OkStatus();
  });
}

}  // namespace sitrep::tagger
