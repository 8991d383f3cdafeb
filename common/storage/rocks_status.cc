#include "common/storage/rocks_status.h"

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/string_views.h"

namespace sitrep::storage {

absl::Status FromRocks(const rocksdb::Status& status, std::string_view doing) {
  using absl::StatusCode;
  if (status.ok()) return absl::OkStatus();
  std::string message = absl::StrCat(ToAbsl(doing), ": ", status.ToString());
  if (status.IsNoSpace()) return MakeError(StatusCode::kResourceExhausted, "DISK_FULL", std::move(message));
  switch (status.code()) {
    case rocksdb::Status::kCorruption:
      return MakeError(StatusCode::kDataLoss, "STORED_DATA_CORRUPT", std::move(message));
    case rocksdb::Status::kNotFound:
      return absl::NotFoundError(message);
    case rocksdb::Status::kShutdownInProgress:
    case rocksdb::Status::kColumnFamilyDropped:
      return MakeError(StatusCode::kUnavailable, "SHUTTING_DOWN", std::move(message));
    case rocksdb::Status::kBusy:
    case rocksdb::Status::kTimedOut:
    case rocksdb::Status::kTryAgain:
    case rocksdb::Status::kAborted:
    case rocksdb::Status::kIncomplete:
      return absl::UnavailableError(message);
    case rocksdb::Status::kNotSupported:
      return absl::FailedPreconditionError(message);
    default:
      return MakeError(StatusCode::kInternal, "INTERNAL_FAILURE", std::move(message));
  }
}

absl::Status StoredDataCorrupt(std::string_view what) {
  return MakeError(absl::StatusCode::kDataLoss, "STORED_DATA_CORRUPT",
                   absl::StrCat("stored data is corrupt: ", ToAbsl(what)));
}

}  // namespace sitrep::storage
