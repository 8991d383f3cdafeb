#include "services/tagger/model/tag_head.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"

namespace sitrep::tagger {
namespace {

constexpr size_t kAtOnce = 24;  // Rows whose scores stay in the nearest cache.

}  // namespace

absl::StatusOr<PackedMatrix> LoadLabelLayer(const Weights& weights, const std::string& name, size_t labels,
                                            size_t inputs, const Kernels& kernels) {
  if (labels == 0 || labels > 65536) {
    return weights.Fault(absl::StatusCode::kFailedPrecondition, absl::StrCat(name, " has ", labels, " labels"));
  }
  SITREP_ASSIGN_OR_RETURN(const std::vector<float> weight, weights.Floats(name + ".weight", {labels, inputs}));
  SITREP_ASSIGN_OR_RETURN(const std::vector<float> bias, weights.Floats(name + ".bias", {labels}));
  return PackedMatrix(kernels, weight, inputs, bias);
}

absl::StatusOr<TagHead> TagHead::Load(const Weights& weights, std::string_view name, size_t inputs,
                                      const Kernels& kernels) {
  TagHead head(kernels);
  SITREP_ASSIGN_OR_RETURN(head.labels_, weights.Lines("labels." + std::string(name)));
  SITREP_ASSIGN_OR_RETURN(head.layer_,
                          LoadLabelLayer(weights, std::string(name), head.labels_.size(), inputs, kernels));
  return head;
}

void TagHead::Predict(const RowBuffer& encoded, size_t count, std::vector<float>& scratch,
                      std::vector<uint16_t>& out) const {
  scratch.resize(kAtOnce * layer_.columns());
  out.resize(count);
  for (size_t first = 0; first < count; first += kAtOnce) {
    const size_t size = std::min(kAtOnce, count - first);
    layer_.Apply(*kernels_, encoded[first], encoded.row_bytes(), size, scratch.data(), layer_.columns());
    for (size_t i = 0; i < size; ++i) {
      out[first + i] =
          static_cast<uint16_t>(kernels_->arg_max(scratch.data() + i * layer_.columns(), layer_.outputs()));
    }
  }
}

void TagHead::PredictSome(const RowBuffer& encoded, absl::Span<const uint32_t> rows, std::vector<float>& scratch,
                          std::vector<uint16_t>& out) const {
  const void* from[kAtOnce];
  const float* init[kAtOnce];
  float* to[kAtOnce];
  scratch.resize(kAtOnce * layer_.columns());
  out.resize(rows.size());
  for (size_t i = 0; i < kAtOnce; ++i) {
    init[i] = layer_.bias();
    to[i] = scratch.data() + i * layer_.columns();
  }
  for (size_t first = 0; first < rows.size(); first += kAtOnce) {
    const size_t size = std::min(kAtOnce, rows.size() - first);
    for (size_t i = 0; i < size; ++i) from[i] = encoded[rows[first + i]];
    kernels_->multiply(from, init, to, size, layer_.view());
    for (size_t i = 0; i < size; ++i) {
      out[first + i] = static_cast<uint16_t>(kernels_->arg_max(to[i], layer_.outputs()));
    }
  }
}

}  // namespace sitrep::tagger
