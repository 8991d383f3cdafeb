#pragma once

#include <cstddef>
#include <vector>

namespace sitrep::tagger {

// Rows of elements or floats in one piece of memory that grows and never shrinks. Not thread-safe.
class RowBuffer {
 public:
  explicit RowBuffer(size_t row_bytes) : row_bytes_(row_bytes) {}

  // Room for `count` rows; what was in them is lost.
  void Reserve(size_t count) {
    if (bytes_.size() < count * row_bytes_) bytes_.resize(count * row_bytes_);
  }
  size_t row_bytes() const { return row_bytes_; }
  std::byte* operator[](size_t row) { return bytes_.data() + row * row_bytes_; }
  const std::byte* operator[](size_t row) const { return bytes_.data() + row * row_bytes_; }
  float* Floats(size_t row) { return reinterpret_cast<float*>((*this)[row]); }
  const float* Floats(size_t row) const { return reinterpret_cast<const float*>((*this)[row]); }

 private:
  size_t row_bytes_;
  std::vector<std::byte> bytes_;  // operator new aligns it for any basic type.
};

}  // namespace sitrep::tagger
