#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"

namespace sitrep::tagger {

// Rows of numbers in the file, fetched one at a time. Points into the Weights it came from.
class RowTable {
 public:
  RowTable() = default;

  uint64_t rows() const { return rows_; }
  size_t width() const { return width_; }
  // Writes width() floats. REQUIRES: row < rows().
  void CopyRow(uint64_t row, float* out) const;

 private:
  friend class Weights;
  uint32_t type_ = 0;
  const char* data_ = nullptr;
  const float* scales_ = nullptr;
  uint64_t rows_ = 0;
  size_t width_ = 0;
};

// The model's file, mapped: named tensors, and nothing of what they mean. Immutable and thread-safe.
//
// File (little endian): "SITREADR", u32 format version, u32 number of tensors, u64 file size, u64 XXH3 of everything
// from byte 64 on, char[32] name of the model; then 96 bytes a tensor: char[48] name, u32 type (0 float, 1 bfloat16,
// 2 int8, 3 bytes), u32 rank, u64 dimensions[3], u64 offset (a multiple of 64), u64 bytes; then their data. The rows of
// an int8 tensor T are multiplied by the floats of T.scales. Lists of words are tensors of bytes, each line ended by
// \n. Written by scripts/train.
//
// Errors of everything below name the file. NOT_FOUND: there is none. UNAVAILABLE: it cannot be read. DATA_LOSS: it is
// truncated or corrupt. FAILED_PRECONDITION: it is whole, but not what this program reads.
class Weights {
 public:
  static absl::StatusOr<std::unique_ptr<const Weights>> Open(const std::string& path);
  ~Weights();
  Weights(const Weights&) = delete;
  Weights& operator=(const Weights&) = delete;

  // A tensor of numbers of any type as floats, all finite. A dimension of 0 in `shape` takes any size.
  absl::StatusOr<std::vector<float>> Floats(std::string_view name, absl::Span<const uint64_t> shape) const;
  // The same, left in the file. Not empty.
  absl::StatusOr<RowTable> Rows(std::string_view name, uint64_t rows, uint64_t width) const;
  // The lines of a tensor of bytes, without their ends.
  absl::StatusOr<std::vector<std::string_view>> Lines(std::string_view name) const;
  bool Has(std::string_view name) const { return tensors_.contains(name); }

  const std::string& model_name() const { return model_name_; }
  uint64_t checksum() const { return checksum_; }
  // "weights <path>: <fault>".
  absl::Status Fault(absl::StatusCode code, std::string_view fault) const;

 private:
  struct Tensor {
    uint32_t type = 0;
    std::array<uint64_t, 3> dimensions{};
    uint32_t rank = 0;
    const char* data = nullptr;
    uint64_t bytes = 0;
  };

  Weights(std::string path, const char* data, size_t size) : path_(std::move(path)), data_(data), size_(size) {}
  absl::Status Check();
  absl::Status AddTensor(size_t index);
  absl::StatusOr<Tensor> Numbers(std::string_view name, absl::Span<const uint64_t> shape) const;

  const std::string path_;
  const char* const data_;
  const size_t size_;
  std::string model_name_;
  uint64_t checksum_ = 0;
  absl::flat_hash_map<std::string_view, Tensor> tensors_;  // Names point into the file.
};

}  // namespace sitrep::tagger
