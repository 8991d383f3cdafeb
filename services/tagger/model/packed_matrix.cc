#include "services/tagger/model/packed_matrix.h"

#include <algorithm>
#include <cstring>
#include <iterator>
#include <new>

#include "common/base/check.h"

namespace sitrep::tagger {
namespace {

constexpr std::align_val_t kCacheLine{64};

}  // namespace

void PackedMatrix::Free::operator()(std::byte* bytes) const { ::operator delete(bytes, kCacheLine); }

PackedMatrix::PackedMatrix(const Kernels& kernels, absl::Span<const float> weights, size_t inputs,
                           absl::Span<const float> bias)
    : outputs_(weights.size() / inputs), inputs_(inputs) {
  Check(outputs_ * inputs == weights.size(), "a matrix has whole rows");
  Check(inputs % kernels.depth_step == 0, "a matrix has an even number of inputs");
  bias_.assign(columns(), 0.0F);
  std::copy(bias.begin(), bias.end(), bias_.begin());
  const size_t size = columns() * inputs * kernels.element_bytes;
  data_.reset(static_cast<std::byte*>(::operator new(size, kCacheLine)));
  view_ = {data_.get(), inputs / kernels.depth_step, columns()};

  // Panel by panel; in a panel step by step; in a step column by column.
  std::byte* out = data_.get();
  std::vector<float> panel;
  for (size_t first = 0; first < columns(); first += kernels.panel_columns) {
    const size_t end = std::min(first + kernels.panel_columns, columns());
    panel.clear();
    for (size_t depth = 0; depth < inputs; depth += kernels.depth_step) {
      for (size_t column = first; column < end; ++column) {
        for (size_t k = depth; k < depth + kernels.depth_step; ++k) {
          panel.push_back(column < outputs_ ? weights[column * inputs + k] : 0.0F);
        }
      }
    }
    // A panel is a multiple of what the kernel converts at once, because its columns are where a panel is of 16.
    std::vector<float> whole(PadColumns(panel.size()));
    std::copy(panel.begin(), panel.end(), whole.begin());
    std::vector<std::byte> elements(whole.size() * kernels.element_bytes);
    kernels.to_elements(whole.data(), whole.size(), elements.data());
    std::memcpy(out, elements.data(), panel.size() * kernels.element_bytes);
    out += panel.size() * kernels.element_bytes;
  }
}

void PackedMatrix::Apply(const Kernels& kernels, const std::byte* rows, size_t row_bytes, size_t count, float* out,
                         size_t out_stride) const {
  constexpr size_t kRows = 24;  // At a time: a panel is read once for all of them.
  const void* from[kRows];
  const float* init[kRows];
  float* to[kRows];
  std::fill(std::begin(init), std::end(init), bias());
  size_t size = 0;
  for (size_t first = 0; first < count; first += size) {
    const size_t left = count - first;
    const size_t parts = (left + kRows - 1) / kRows;
    size = (left + parts - 1) / parts;  // 25 rows are 13 and 12.
    for (size_t i = 0; i < size; ++i) {
      from[i] = rows + (first + i) * row_bytes;
      to[i] = out + (first + i) * out_stride;
    }
    kernels.multiply(from, init, to, size, view_);
  }
}

}  // namespace sitrep::tagger
