#include "common/client/checkpoint_copy.h"

#include <fcntl.h>
#include <grpcpp/client_context.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/base/hash.h"
#include "common/base/status_macros.h"
#include "common/rpc/status.h"
#include "sitrep/query/peer/v1/checkpoint_service.grpc.pb.h"

namespace sitrep::client {
namespace {

namespace fs = std::filesystem;
using query::peer::v1::CheckpointChunk;
using query::peer::v1::CheckpointSummary;

absl::Status Damaged(const CheckpointChunk& chunk, absl::string_view problem) {
  return absl::DataLossError(
      absl::StrCat("checkpoint of a peer: ", chunk.file(), " at ", chunk.offset(), " ", problem));
}

// The files of one checkpoint as they arrive, one after the other.
class ArrivingFiles {
 public:
  explicit ArrivingFiles(fs::path folder) : folder_(std::move(folder)) {}
  ~ArrivingFiles() {
    if (file_ >= 0) close(file_);
  }

  absl::Status Add(const CheckpointChunk& chunk) {
    if (chunk.file().empty() || chunk.file().find('/') != std::string::npos || chunk.file()[0] == '.') {
      return Damaged(chunk, "is no name of a file");
    }
    if (file_ < 0) {
      file_ = open((folder_ / chunk.file()).c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
      if (file_ < 0) return absl::ErrnoToStatus(errno, absl::StrCat("write ", chunk.file()));
      name_ = chunk.file();
    }
    if (chunk.file() != name_ || chunk.offset() != at_) return Damaged(chunk, "does not follow what came before");
    if (Hash64(chunk.data()) != chunk.checksum()) return Damaged(chunk, "differs from its checksum");
    for (size_t written = 0; written < chunk.data().size();) {
      const ssize_t count = write(file_, chunk.data().data() + written, chunk.data().size() - written);
      if (count < 0) return absl::ErrnoToStatus(errno, absl::StrCat("write ", chunk.file()));
      written += static_cast<size_t>(count);
    }
    at_ += chunk.data().size();
    bytes_ += chunk.data().size();
    return at_ == chunk.file_bytes() ? EndFile() : absl::OkStatus();
  }

  absl::Status CheckAgainst(const CheckpointSummary& summary) const {
    if (file_ < 0 && files_ == summary.files() && bytes_ == summary.bytes() && files_ > 0) return absl::OkStatus();
    return absl::DataLossError(absl::StrCat("checkpoint of a peer: ", files_, " files, ", bytes_,
                                            " bytes came instead of ", summary.files(), ", ", summary.bytes()));
  }

 private:
  absl::Status EndFile() {
    const bool synced = fsync(file_) == 0;
    const bool closed = close(std::exchange(file_, -1)) == 0;
    if (!synced || !closed) return absl::ErrnoToStatus(errno, absl::StrCat("write ", name_));
    at_ = 0;
    ++files_;
    return absl::OkStatus();
  }

  const fs::path folder_;
  int file_ = -1;
  std::string name_;
  uint64_t at_ = 0;
  uint32_t files_ = 0;
  uint64_t bytes_ = 0;
};

absl::StatusOr<CheckpointSummary> Receive(grpc::ClientReader<query::peer::v1::StreamCheckpointResponse>& stream,
                                          ArrivingFiles& files) {
  CheckpointSummary summary;
  query::peer::v1::StreamCheckpointResponse response;
  while (stream.Read(&response)) {
    if (response.has_summary()) summary = response.summary();
    if (!response.has_chunk()) continue;
    SITREP_RETURN_IF_ERROR(files.Add(response.chunk()));
  }
  return summary;
}

}  // namespace

absl::StatusOr<CheckpointSummary> CopyCheckpoint(const std::shared_ptr<grpc::Channel>& peer,
                                                 const query::peer::v1::StreamCheckpointRequest& request,
                                                 const std::string& folder, absl::Duration timeout) {
  std::error_code error;
  if (!fs::create_directories(folder, error)) {
    return absl::FailedPreconditionError(absl::StrCat("the folder cannot be made: ", folder));
  }
  const auto stub = query::peer::v1::CheckpointService::NewStub(peer);
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + timeout));
  const auto stream = stub->StreamCheckpoint(&context, request);
  ArrivingFiles files(folder);
  absl::StatusOr<CheckpointSummary> summary = Receive(*stream, files);
  if (!summary.ok()) context.TryCancel();
  absl::Status status = rpc::FromGrpc(stream->Finish());
  if (!summary.ok()) status = summary.status();
  if (status.ok()) status = files.CheckAgainst(*summary);
  if (status.ok()) return summary;
  fs::remove_all(folder, error);
  return status;
}

}  // namespace sitrep::client
