#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "absl/types/span.h"
#include "services/tagger/model/kernels.h"

namespace sitrep::tagger {

// y = W x + b: the weights as elements in the order the kernels read. Immutable and thread-safe.
class PackedMatrix {
 public:
  PackedMatrix() = default;
  // `weights` is [outputs, inputs] by rows; `bias` has `outputs` numbers or none. Missing outputs up to columns() have
  // weights and bias 0.
  PackedMatrix(const Kernels& kernels, absl::Span<const float> weights, size_t inputs, absl::Span<const float> bias);

  size_t outputs() const { return outputs_; }
  size_t columns() const { return PadColumns(outputs_); }
  size_t inputs() const { return inputs_; }
  // columns() floats.
  const float* bias() const { return bias_.data(); }
  const PackedView& view() const { return view_; }

  // out[i] = W rows[i] + b for `count` rows of elements that begin `row_bytes` apart; outputs begin `out_stride` floats
  // apart and have columns() floats.
  void Apply(const Kernels& kernels, const std::byte* rows, size_t row_bytes, size_t count, float* out,
             size_t out_stride) const;

 private:
  struct Free {
    void operator()(std::byte* bytes) const;
  };
  size_t outputs_ = 0;
  size_t inputs_ = 0;
  std::unique_ptr<std::byte, Free> data_;
  std::vector<float> bias_;
  PackedView view_;
};

}  // namespace sitrep::tagger
