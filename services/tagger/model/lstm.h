#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "services/tagger/model/kernels.h"
#include "services/tagger/model/packed_matrix.h"
#include "services/tagger/model/row_buffer.h"
#include "services/tagger/model/weights.h"

namespace sitrep::tagger {

// One sentence of a batch: words [first, first + size).
struct WordRange {
  uint32_t first = 0;
  uint32_t size = 0;
};

enum class Direction : uint8_t { kForward, kBackward };

// One direction of one layer (Hochreiter and Schmidhuber 1997, with forget gates; the gates of torch.nn.LSTM in its
// order i, f, g, o). Immutable and thread-safe.
//
// Sentences pass through a few lanes: each lane reads one sentence word by word and then takes the next, the longest
// first, so that nothing is padded and nearly every step has a word for each lane.
class Lstm {
 public:
  static constexpr size_t kMostUnits = 512;
  static constexpr size_t kLanes = 12;

  // Memory of one call at a time. Not thread-safe.
  struct Scratch {
    std::vector<float> gates;
    std::vector<float> cells;
  };

  // Tensors "<name>.recurrent" [4 * units, units], "<name>.input" [4 * units, inputs] and "<name>.bias" [4 * units];
  // units are a multiple of 32, kMostUnits at most.
  static absl::StatusOr<Lstm> Load(const Weights& weights, std::string_view name, size_t inputs, Direction direction,
                                   const Kernels& kernels);

  size_t units() const { return recurrent_.inputs(); }
  size_t gates() const { return recurrent_.outputs(); }

  // What the inputs alone give to the gates, for words that occur more than once: gates() floats a row, `out_stride`
  // floats apart.
  void Project(const RowBuffer& inputs, size_t count, float* out, size_t out_stride) const {
    input_.Apply(*kernels_, inputs[0], inputs.row_bytes(), count, out, out_stride);
  }

  // Writes units() elements a word to `states` + word * `state_bytes`. `sentences` begin with the longest. The word's
  // inputs are its row of `inputs`.
  void Run(absl::Span<const WordRange> sentences, const RowBuffer& inputs, std::byte* states, size_t state_bytes,
           Scratch& scratch) const;
  // The same with inputs projected: word w's are at `projected` + projected_row[w] * `stride`.
  void RunProjected(absl::Span<const WordRange> sentences, const float* projected, size_t stride,
                    absl::Span<const uint32_t> projected_row, std::byte* states, size_t state_bytes,
                    Scratch& scratch) const;

 private:
  Lstm(const Kernels& kernels, Direction direction) : kernels_(&kernels), direction_(direction) {}
  // `begin_gates`(words, gates, from_inputs, count) says where the part of the gates is that each lane's word gives
  // by itself; it may use `gates` for that.
  template <typename BeginGates>
  void RunLanes(absl::Span<const WordRange> sentences, const BeginGates& begin_gates, std::byte* states,
                size_t state_bytes, Scratch& scratch) const;

  const Kernels* kernels_;
  Direction direction_;
  PackedMatrix input_;
  PackedMatrix recurrent_;
};

}  // namespace sitrep::tagger
