#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/storage/shard.h"

namespace sitrep::storage {

// A consistent copy of an open shard in a folder of its own, mostly hard links, so that it costs little room as long as
// the shard keeps its files. The folder goes with the object. Not thread-safe.
class Checkpoint {
 public:
  struct File {
    std::string name;
    uint64_t bytes = 0;
  };

  // `folder` must not exist, and be on the disk of the shard. What is in memory is flushed first.
  static absl::StatusOr<Checkpoint> Create(const Shard& shard, const std::string& folder);
  Checkpoint(Checkpoint&& other) noexcept;
  Checkpoint& operator=(Checkpoint&& other) = delete;
  ~Checkpoint();

  const std::vector<File>& files() const { return files_; }
  // At most `limit` bytes of a file from `offset` on.
  absl::StatusOr<std::string> Read(const File& file, uint64_t offset, size_t limit) const;

 private:
  explicit Checkpoint(std::string folder) : folder_(std::move(folder)) {}

  std::string folder_;
  std::vector<File> files_;
};

}  // namespace sitrep::storage
