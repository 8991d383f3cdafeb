#pragma once

#include <cstddef>
#include <cstdint>

#include "services/tagger/model/profile.h"

namespace sitrep::tagger {

// Widths of outputs are multiples of this; so many partial sums a dot product has, in every profile.
inline constexpr size_t kLaneGroup = 16;
constexpr size_t PadColumns(size_t columns) { return (columns + kLaneGroup - 1) / kLaneGroup * kLaneGroup; }

// A matrix [depth, columns] in the order in which Multiply reads it; see packed_matrix.h.
struct PackedView {
  const void* data = nullptr;
  size_t depth_steps = 0;
  size_t columns = 0;  // A multiple of kLaneGroup.
};

// The inner loops, once per profile: kernel_templates.h compiled for the instructions that the profile names. All our
// own, because a profile promises the same bits everywhere, and libraries choose the order in which they add by cache
// size and batch. Here every sum runs over the depth in one order, with one accumulator per output, whatever else is
// computed beside it.
//
// An element is what products are made of: float, or bfloat16 in two bytes. Memory needs no alignment. Thread-safe.
struct Kernels {
  Profile profile;
  size_t element_bytes;
  size_t depth_step;     // Elements of the depth that lie side by side in a packed matrix.
  size_t panel_columns;  // Columns that lie side by side.

  // out[r] = init[r] + rows[r] * matrix, for every r < count. rows[r] has depth elements, init[r] and out[r]
  // matrix.columns floats; they may be the same.
  void (*multiply)(const void* const* rows, const float* const* init, float* const* out, size_t count,
                   const PackedView& matrix);
  // out[i] = a . b[i] for vectors of `depth` elements. REQUIRES: depth is a multiple of 32.
  void (*dots)(const void* a, const void* const* b, size_t count, size_t depth, float* out);

  // One step of an LSTM: gates is i, f, g, o of `units` floats each; cell in and out; `state` gets elements.
  // REQUIRES: units is a multiple of kLaneGroup, here and in all below.
  void (*lstm_cell)(const float* gates, size_t units, float* cell, void* state);
  void (*to_elements)(const float* in, size_t units, void* out);
  // max(in, 0).
  void (*relu)(const float* in, size_t units, void* out);
  // max(a + b, 0).
  void (*relu_of_sum)(const float* a, const float* b, size_t units, void* out);
  // max(in[i], in[units + i]).
  void (*maxout)(const float* in, size_t units, void* out);

  // The first index of the largest. REQUIRES: 0 < count. Not a number counts as smallest.
  size_t (*arg_max)(const float* in, size_t count);
  // next[to] = max over from of before[from] + transitions[from * width + to], and from[to] the first such `from`.
  void (*best_before)(const float* before, const float* transitions, size_t count, size_t width, float* next,
                      float* from);
  // out[to] = sum over from of in[from] * matrix[from * width + to].
  void (*times_matrix)(const float* in, const float* matrix, size_t count, size_t width, float* out);
  // e to the power of max(in, -80). REQUIRES: in <= 80.
  void (*exponentials)(const float* in, size_t units, float* out);
};

// REQUIRES: Supports(profile).
const Kernels& KernelsOf(Profile profile);

// One each, in a file of its own that is compiled for these instructions; nothing but KernelsOf calls them.
const Kernels& PlainKernels();
const Kernels& Avx2Kernels();
const Kernels& Bf16Kernels();

}  // namespace sitrep::tagger
