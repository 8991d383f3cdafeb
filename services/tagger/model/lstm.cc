#include "services/tagger/model/lstm.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/base/string_views.h"

namespace sitrep::tagger {

absl::StatusOr<Lstm> Lstm::Load(const Weights& weights, std::string_view name, size_t inputs, Direction direction,
                                const Kernels& kernels) {
  const std::string prefix(name);
  SITREP_ASSIGN_OR_RETURN(const RowTable shape, weights.Rows(prefix + ".recurrent", 0, 0));
  const size_t units = shape.width();
  if (units % 32 != 0 || units > kMostUnits || shape.rows() != 4 * units) {
    return weights.Fault(
        absl::StatusCode::kFailedPrecondition,
        absl::StrCat("tensor \"", prefix, ".recurrent\" is [", shape.rows(), ", ", units, "], not [4 n, n]"));
  }
  SITREP_ASSIGN_OR_RETURN(const std::vector<float> recurrent, weights.Floats(prefix + ".recurrent", {0, 0}));
  SITREP_ASSIGN_OR_RETURN(const std::vector<float> input, weights.Floats(prefix + ".input", {4 * units, inputs}));
  SITREP_ASSIGN_OR_RETURN(const std::vector<float> bias, weights.Floats(prefix + ".bias", {4 * units}));
  Lstm lstm(kernels, direction);
  lstm.input_ = PackedMatrix(kernels, input, inputs, bias);
  lstm.recurrent_ = PackedMatrix(kernels, recurrent, units, {});
  return lstm;
}

template <typename BeginGates>
void Lstm::RunLanes(absl::Span<const WordRange> sentences, const BeginGates& begin_gates, std::byte* states,
                    size_t state_bytes, Scratch& scratch) const {
  // Lane l reads `sentence[l]` and is at word `at[l]`; lanes without one are not among the first `active`.
  static constexpr std::byte kZeroState[kMostUnits * sizeof(float)] = {};
  const size_t units = this->units();
  scratch.gates.resize(kLanes * gates());
  scratch.cells.resize(kLanes * units);
  WordRange sentence[kLanes];
  uint32_t done[kLanes];
  float* cell[kLanes];
  float* gates_of[kLanes];
  const float* from_inputs[kLanes];
  const void* before[kLanes];
  uint32_t words[kLanes];
  size_t active = 0;
  size_t next = 0;
  for (size_t l = 0; l < kLanes; ++l) {
    gates_of[l] = scratch.gates.data() + l * gates();
    cell[l] = scratch.cells.data() + l * units;
  }
  const auto start = [&](size_t lane) {
    sentence[lane] = sentences[next++];
    done[lane] = 0;
    before[lane] = kZeroState;
    std::fill_n(cell[lane], units, 0.0F);
  };
  while (active < kLanes && next < sentences.size()) start(active++);
  while (active > 0) {
    for (size_t l = 0; l < active; ++l) {
      const uint32_t offset = direction_ == Direction::kForward ? done[l] : sentence[l].size - 1 - done[l];
      words[l] = sentence[l].first + offset;
    }
    begin_gates(words, gates_of, from_inputs, active);
    kernels_->multiply(before, from_inputs, gates_of, active, recurrent_.view());
    for (size_t l = 0; l < active; ++l) {
      std::byte* state = states + words[l] * state_bytes;
      kernels_->lstm_cell(gates_of[l], units, cell[l], state);
      before[l] = state;
      ++done[l];
    }
    for (size_t l = 0; l < active;) {
      if (done[l] < sentence[l].size) {
        ++l;
      } else if (next < sentences.size()) {
        start(l++);
      } else {
        --active;  // The last lane takes the place of this one.
        sentence[l] = sentence[active];
        done[l] = done[active];
        before[l] = before[active];
        std::swap(cell[l], cell[active]);
      }
    }
  }
}

void Lstm::Run(absl::Span<const WordRange> sentences, const RowBuffer& inputs, std::byte* states, size_t state_bytes,
               Scratch& scratch) const {
  const float* bias[kLanes];
  std::fill(std::begin(bias), std::end(bias), input_.bias());
  const auto begin_gates = [&](const uint32_t* words, float* const* gates, const float** from_inputs, size_t count) {
    const void* rows[kLanes];
    for (size_t l = 0; l < count; ++l) rows[l] = inputs[words[l]];
    kernels_->multiply(rows, bias, gates, count, input_.view());
    std::copy_n(gates, count, from_inputs);
  };
  RunLanes(sentences, begin_gates, states, state_bytes, scratch);
}

void Lstm::RunProjected(absl::Span<const WordRange> sentences, const float* projected, size_t stride,
                        absl::Span<const uint32_t> projected_row, std::byte* states, size_t state_bytes,
                        Scratch& scratch) const {
  const auto begin_gates = [&](const uint32_t* words, float* const*, const float** from_inputs, size_t count) {
    for (size_t l = 0; l < count; ++l) from_inputs[l] = projected + projected_row[words[l]] * stride;
  };
  RunLanes(sentences, begin_gates, states, state_bytes, scratch);
}

}  // namespace sitrep::tagger
