#include "services/ingest/admin_service.h"

#include <memory>
#include <utility>

#include "common/base/cursor.h"
#include "common/base/version.h"
#include "common/rpc/request_checks.h"
#include "common/rpc/stream.h"
#include "common/storage/backup.h"
#include "common/storage/shard.h"
#include "common/storage/shard_metrics.h"
#include "services/ingest/log_verifier.h"

namespace sitrep::ingest {
namespace {

constexpr size_t kMaxVerifyStreams = 2;
constexpr int kStepsPerResponse = 16;

// One Verify call: some steps on the executor, a response with the progress, and again.
class VerifyReactor final : public rpc::StreamReactor<grpc::ServerWriteReactor<v1::VerifyResponse>> {
 public:
  VerifyReactor(grpc::CallbackServerContext* context, rpc::Runtime& runtime, rpc::OpenStreams& streams,
                const v1::VerifyRequest& request, const ArticleLog& log, const ArticleIndex& index)
      : StreamReactor(context, runtime, "Verify", streams), verifier_(log, index) {
    if (!Admit()) return;
    const absl::Status known = rpc::RejectUnknown(request);
    if (known.ok()) {
      StepSoon();
    } else {
      End(known);
    }
  }

 private:
  void StepSoon() {
    // A write or a step is outstanding as long as the call lives, so the task cannot outlive it.
    if (!runtime().executor.TrySubmit([this] { Steps(); })) End(rpc::Overloaded("request queue"));
  }
  void Steps() {
    bool more = true;
    for (int i = 0; i < kStepsPerResponse && more; ++i) more = verifier_.Step();
    response_.set_records_read(verifier_.records_read());
    response_.set_records_total(verifier_.records_total());
    response_.set_done(!more);
    response_.clear_problems();
    for (const std::string& problem : verifier_.problems()) response_.add_problems(problem);
    if (IsCancelled()) return End(absl::CancelledError("client went away"));
    Send(&response_);
  }
  void OnWriteDone(bool ok) override {
    if (!ok) return End(absl::CancelledError("client went away"));
    if (response_.done()) return End(absl::OkStatus());
    StepSoon();
  }
  // The step that runs sees the drain and the cancel when it is done.
  void OnDrain() override { context().TryCancel(); }

  LogVerifier verifier_;
  v1::VerifyResponse response_;
};

}  // namespace

AdminService::AdminService(const ArticleLog& log, const ArticleIndex& index, const sitrep::storage::Shard& shard,
                           absl::Time start_time, rpc::Runtime runtime)
    : log_(log),
      index_(index),
      shard_(shard),
      start_time_(start_time),
      runtime_(std::move(runtime)),
      verify_streams_(kMaxVerifyStreams) {}

grpc::ServerUnaryReactor* AdminService::GetStatus(grpc::CallbackServerContext* context,
                                                  const v1::GetStatusRequest* request,
                                                  v1::GetStatusResponse* response) {
  return rpc::RunUnary(context, runtime_, "GetStatus", *request, [this, response] {
    response->set_version(std::string(kVersion));
    response->mutable_start_time()->set_seconds(absl::ToUnixSeconds(start_time_));
    response->set_data_dir(shard_.path());
    response->set_log_id(log_.log_id());
    CursorVector end{.log_id = log_.log_id()};
    for (const Partition p : log_.owners().articles()) {
      v1::PartitionStatus& partition = *response->add_partitions();
      partition.set_partition(p.value);
      partition.set_start_offset(log_.StartOffset(p).value);
      partition.set_end_offset(log_.EndOffset(p).value);
      partition.mutable_last_append_time()->set_seconds(log_.LastAppendTime(p) / 1'000'000);
    }
    for (const Partition p : log_.owners().all()) end.Advance(p, log_.EndOffset(p));
    response->set_write_token(EncodeCursor(end));
    response->set_ordinal(log_.owners().ordinal());
    response->set_partitions_of_log(log_.partitions());
    const ArticleCounts counts = index_.counts();
    response->set_articles(counts.articles);
    response->set_revisions(counts.revisions);
    response->set_retracted(counts.retracted);
    response->set_control_records(counts.control_records);
    response->set_shard_bytes(sitrep::storage::DiskBytes(shard_));
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* AdminService::ListPartitions(grpc::CallbackServerContext* context,
                                                       const v1::ListPartitionsRequest* request,
                                                       v1::ListPartitionsResponse* response) {
  return rpc::RunUnary(context, runtime_, "ListPartitions", *request, [this, response] {
    response->set_log_id(log_.log_id());
    response->set_partitions(log_.partitions());
    const auto add = [&](Partition partition) {
      Owners::Owner owner = log_.owners().OwnerOf(partition);
      v1::PartitionOwner& out = *response->add_owners();
      out.set_partition(partition.value);
      out.set_ordinal(owner.ordinal);
      out.set_address(std::move(owner.address));
    };
    for (uint32_t p = 0; p < log_.partitions(); ++p) add(Partition{p});
    add(kControlPartition);
    return absl::OkStatus();
  });
}

grpc::ServerWriteReactor<v1::VerifyResponse>* AdminService::Verify(grpc::CallbackServerContext* context,
                                                                   const v1::VerifyRequest* request) {
  return new VerifyReactor(context, runtime_, verify_streams_, *request, log_, index_);
}

grpc::ServerUnaryReactor* AdminService::CreateBackup(grpc::CallbackServerContext* context,
                                                     const v1::CreateBackupRequest* request,
                                                     v1::CreateBackupResponse* response) {
  return rpc::RunUnary(context, runtime_, "CreateBackup", *request, [this, request, response] {
    const absl::StatusOr<sitrep::storage::BackupInfo> backup =
        sitrep::storage::CreateBackup(shard_, request->folder(), request->keep());
    if (!backup.ok()) return backup.status();
    response->set_backup_id(backup->id);
    response->set_bytes(backup->bytes);
    return absl::OkStatus();
  });
}

}  // namespace sitrep::ingest
