#include "services/query/generation_folders.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace sitrep::query {
namespace {

namespace fs = std::filesystem;

constexpr char kPrefix[] = "generation-";

absl::Status WriteSynced(const fs::path& path, const std::string& text) {
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (file < 0) return absl::ErrnoToStatus(errno, absl::StrCat("write ", path.string()));
  const absl::Cleanup closing = [file] { close(file); };
  const bool written = write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && fsync(file) == 0;
  return written ? absl::OkStatus() : absl::ErrnoToStatus(errno, absl::StrCat("write ", path.string()));
}

absl::Status SyncFolder(const fs::path& path) {
  const int folder = open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return absl::ErrnoToStatus(errno, absl::StrCat("sync ", path.string()));
  const absl::Cleanup closing = [folder] { close(folder); };
  return fsync(folder) == 0 ? absl::OkStatus() : absl::ErrnoToStatus(errno, absl::StrCat("sync ", path.string()));
}

}  // namespace

std::string GenerationFolders::PathOf(uint32_t number) const {
  return (fs::path(data_dir_) / absl::StrCat(kPrefix, number)).string();
}

std::vector<uint32_t> GenerationFolders::Numbers() const {
  std::vector<uint32_t> numbers;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(data_dir_, error)) {
    const std::string name = entry.path().filename().string();
    absl::string_view digits = name;
    uint32_t number = 0;
    if (absl::ConsumePrefix(&digits, kPrefix) && absl::SimpleAtoi(digits, &number)) numbers.push_back(number);
  }
  std::ranges::sort(numbers);
  return numbers;
}

absl::StatusOr<uint32_t> GenerationFolders::Serving() const {
  std::ifstream in(fs::path(data_dir_) / "serving");
  if (!in.is_open()) {
    const std::vector<uint32_t> numbers = Numbers();
    return numbers.empty() ? 1 : numbers.front();
  }
  uint32_t number = 0;
  if (!(in >> number) || number == 0) {
    return absl::DataLossError(absl::StrCat("the file `serving` does not name a generation: ", data_dir_));
  }
  return number;
}

absl::Status GenerationFolders::SetServing(uint32_t number) {
  const fs::path path = fs::path(data_dir_) / "serving";
  const fs::path next = fs::path(data_dir_) / "serving.next";
  absl::Status status = WriteSynced(next, absl::StrCat(number, "\n"));
  if (!status.ok()) return status;
  std::error_code error;
  fs::rename(next, path, error);
  if (error) return absl::InternalError(absl::StrCat("rename ", next.string(), ": ", error.message()));
  return SyncFolder(data_dir_);
}

void GenerationFolders::DeleteCheckpoints() {
  std::error_code ignored;
  for (const char* name : {kArrivingFolder, kLeavingFolder}) fs::remove_all(fs::path(data_dir_) / name, ignored);
}

absl::Status GenerationFolders::Delete(uint32_t number) {
  std::error_code error;
  fs::remove_all(PathOf(number), error);
  if (!error) return absl::OkStatus();
  return absl::InternalError(absl::StrCat("delete ", PathOf(number), ": ", error.message()));
}

}  // namespace sitrep::query
