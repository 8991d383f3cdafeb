#include "common/storage/checkpoint.h"

#include <rocksdb/utilities/checkpoint.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/storage/rocks_status.h"

namespace sitrep::storage {

namespace fs = std::filesystem;

absl::StatusOr<Checkpoint> Checkpoint::Create(const Shard& shard, const std::string& folder) {
  rocksdb::Checkpoint* raw = nullptr;
  SITREP_RETURN_IF_ERROR(FromRocks(rocksdb::Checkpoint::Create(&shard.db(), &raw), "prepare a checkpoint"));
  const std::unique_ptr<rocksdb::Checkpoint> maker(raw);
  SITREP_RETURN_IF_ERROR(FromRocks(maker->CreateCheckpoint(folder), "make a checkpoint"));
  Checkpoint checkpoint(folder);
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, error)) {
    checkpoint.files_.push_back({entry.path().filename().string(), entry.file_size(error)});
  }
  if (error) return absl::InternalError(absl::StrCat("read the checkpoint ", folder, ": ", error.message()));
  std::ranges::sort(checkpoint.files_, {}, &File::name);
  return checkpoint;
}

Checkpoint::Checkpoint(Checkpoint&& other) noexcept
    : folder_(std::exchange(other.folder_, {})), files_(std::move(other.files_)) {}

Checkpoint::~Checkpoint() {
  if (folder_.empty()) return;
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

absl::StatusOr<std::string> Checkpoint::Read(const File& file, uint64_t offset, size_t limit) const {
  std::string bytes(std::min<uint64_t>(limit, file.bytes - std::min(offset, file.bytes)), '\0');
  std::ifstream in(fs::path(folder_) / file.name, std::ios::binary);
  in.seekg(static_cast<std::streamoff>(offset));
  in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (!in) return absl::DataLossError(absl::StrCat("read ", file.name, " of the checkpoint"));
  return bytes;
}

}  // namespace sitrep::storage
