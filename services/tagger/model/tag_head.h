#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "services/tagger/model/kernels.h"
#include "services/tagger/model/packed_matrix.h"
#include "services/tagger/model/row_buffer.h"
#include "services/tagger/model/weights.h"

namespace sitrep::tagger {

// One of the labels of "labels.<name>" for each word: a linear layer, the largest output. Immutable and thread-safe.
class TagHead {
 public:
  // Tensors "<name>.weight" [labels, inputs] and "<name>.bias".
  static absl::StatusOr<TagHead> Load(const Weights& weights, std::string_view name, size_t inputs,
                                      const Kernels& kernels);

  // The number of the label of each of the first `count` rows of `encoded`. `scratch` is overwritten.
  void Predict(const RowBuffer& encoded, size_t count, std::vector<float>& scratch, std::vector<uint16_t>& out) const;
  // The same of some rows: out[i] is of row rows[i].
  void PredictSome(const RowBuffer& encoded, absl::Span<const uint32_t> rows, std::vector<float>& scratch,
                   std::vector<uint16_t>& out) const;

  // They live as long as the Weights.
  const std::vector<std::string_view>& labels() const { return labels_; }

 private:
  explicit TagHead(const Kernels& kernels) : kernels_(&kernels) {}

  const Kernels* kernels_;
  std::vector<std::string_view> labels_;
  PackedMatrix layer_;
};

// "<name>.weight" [labels, inputs] and "<name>.bias" for labels of which there are some, but at most 65,536.
absl::StatusOr<PackedMatrix> LoadLabelLayer(const Weights& weights, const std::string& name, size_t labels,
                                            size_t inputs, const Kernels& kernels);

}  // namespace sitrep::tagger
