#include "services/query/checkpoint_service.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/hash.h"
#include "common/base/status_macros.h"
#include "common/rpc/request_checks.h"
#include "common/rpc/stream.h"
#include "common/storage/checkpoint.h"
#include "services/query/generation_folders.h"
#include "services/query/generation_row.h"

namespace sitrep::query {
namespace {

constexpr size_t kChunkBytes = 1 << 20;

absl::Status CheckWanted(const peer::v1::StreamCheckpointRequest& request, const Generation& generation) {
  stored::v1::GenerationRow wanted;
  wanted.set_whole(request.whole());
  *wanted.mutable_partitions() = request.partitions();
  if (request.format_version() == kQueryFormatVersion && SameHolding(wanted, generation.holding())) {
    return absl::OkStatus();
  }
  return absl::FailedPreconditionError("this pod holds other partitions, or has another format of the views");
}

// One StreamCheckpoint call. One thing is outstanding at any time, a task of the executor or a write, and whichever
// completes starts the other.
class CheckpointReactor final
    : public rpc::StreamReactor<grpc::ServerWriteReactor<peer::v1::StreamCheckpointResponse>> {
 public:
  CheckpointReactor(grpc::CallbackServerContext* context, rpc::Runtime& runtime, rpc::OpenStreams& streams,
                    const peer::v1::StreamCheckpointRequest& request, std::shared_ptr<const Generation> generation,
                    bool ready)
      : StreamReactor(context, runtime, "StreamCheckpoint", streams), generation_(std::move(generation)) {
    if (!Admit()) return;
    absl::Status status = rpc::RejectUnknown(request);
    if (status.ok()) status = CheckWanted(request, *generation_);
    if (status.ok() && !ready) status = absl::UnavailableError("this pod has not caught up with the log itself");
    if (status.ok()) {
      Submit([this] { Begin(); });
    } else {
      End(status);
    }
  }

 private:
  void Submit(absl::AnyInvocable<void()> task) {
    if (!runtime().executor.TrySubmit(std::move(task))) End(rpc::Overloaded("queue of checkpoints"));
  }

  // Tasks of the executor.
  void Begin() {
    const std::filesystem::path folder =
        std::filesystem::path(generation_->shard().path()).parent_path() / kLeavingFolder;
    // There is one stream at a time; an end that came too late for its own task left the folder.
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
    absl::StatusOr<storage::Checkpoint> checkpoint = storage::Checkpoint::Create(generation_->shard(), folder.string());
    if (!checkpoint.ok()) return EndWith(checkpoint.status());
    checkpoint_.emplace(*std::move(checkpoint));
    peer::v1::CheckpointSummary& summary = *response_.mutable_summary();
    summary.set_files(static_cast<uint32_t>(checkpoint_->files().size()));
    for (const storage::Checkpoint::File& file : checkpoint_->files()) summary.set_bytes(summary.bytes() + file.bytes);
    summary.set_log_id(generation_->reached().log_id);
    summary.set_pipeline_version(generation_->pipeline_version());
    Send(&response_);
  }
  void SendChunk() {
    if (IsCancelled()) return EndWith(absl::CancelledError("the pod that asked went away"));
    if (file_ == checkpoint_->files().size()) return EndWith(absl::OkStatus());
    const storage::Checkpoint::File& file = checkpoint_->files()[file_];
    absl::StatusOr<std::string> data = checkpoint_->Read(file, offset_, kChunkBytes);
    if (!data.ok()) return EndWith(data.status());
    response_.clear_summary();
    peer::v1::CheckpointChunk& chunk = *response_.mutable_chunk();
    chunk.set_file(file.name);
    chunk.set_file_bytes(file.bytes);
    chunk.set_offset(offset_);
    chunk.set_checksum(Hash64(*data));
    offset_ += data->size();
    *chunk.mutable_data() = *std::move(data);
    if (offset_ >= file.bytes) {
      ++file_;
      offset_ = 0;
    }
    Send(&response_);
  }
  // The folder goes on the executor.
  void EndWith(const absl::Status& status) {
    checkpoint_.reset();
    End(status);
  }

  void OnWriteDone(bool) override {
    Submit([this] { SendChunk(); });
  }
  // The task that comes next, or the write that is under way, sees the cancel.
  void OnDrain() override { context().TryCancel(); }

  const std::shared_ptr<const Generation> generation_;
  std::optional<storage::Checkpoint> checkpoint_;
  size_t file_ = 0;
  uint64_t offset_ = 0;
  peer::v1::StreamCheckpointResponse response_;  // Must stay untouched until OnWriteDone.
};

}  // namespace

CheckpointService::CheckpointService(const Generations& generations, std::function<bool()> ready, rpc::Runtime runtime)
    : generations_(generations), ready_(std::move(ready)), runtime_(std::move(runtime)), streams_(1) {}

grpc::ServerWriteReactor<peer::v1::StreamCheckpointResponse>* CheckpointService::StreamCheckpoint(
    grpc::CallbackServerContext* context, const peer::v1::StreamCheckpointRequest* request) {
  return new CheckpointReactor(context, runtime_, streams_, *request, generations_.Current(), ready_());
}

}  // namespace sitrep::query
