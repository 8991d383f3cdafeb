#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace sitrep::query {

// Names of folders beside the generations, which are of no use after a crash.
inline constexpr char kArrivingFolder[] = "checkpoint-arriving";
inline constexpr char kLeavingFolder[] = "checkpoint-leaving";

// The folders `generation-N` of one data folder, and the file `serving` that says which of them serves. Without the
// file it is the one of the least number. Not thread-safe.
class GenerationFolders {
 public:
  explicit GenerationFolders(std::string data_dir) : data_dir_(std::move(data_dir)) {}

  std::string PathOf(uint32_t number) const;
  // Of those that are there, ascending.
  std::vector<uint32_t> Numbers() const;
  // 1 when there is none. DATA_LOSS when the file cannot be understood.
  absl::StatusOr<uint32_t> Serving() const;
  // Survives loss of power, all or nothing.
  absl::Status SetServing(uint32_t number);
  // With everything in it.
  absl::Status Delete(uint32_t number);
  // What a crash left of checkpoints.
  void DeleteCheckpoints();

 private:
  const std::string data_dir_;
};

}  // namespace sitrep::query
