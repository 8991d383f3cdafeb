#include "services/tagger/model/encoder.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"

namespace sitrep::tagger {

Encoder::Scratch::Scratch(const Encoder& encoder)
    : words(*encoder.kernels_),
      vectors(kWordVector * encoder.kernels_->element_bytes),
      projected(encoder.first_.forward.gates() * sizeof(float)),
      first_layer(2 * encoder.first_.forward.units() * encoder.kernels_->element_bytes) {}

absl::StatusOr<Encoder::Layer> Encoder::LoadLayer(const Weights& weights, int number, size_t inputs,
                                                  const Kernels& kernels) {
  const std::string name = absl::StrCat("encoder.", number);
  SITREP_ASSIGN_OR_RETURN(Lstm forward, Lstm::Load(weights, name + ".forward", inputs, Direction::kForward, kernels));
  SITREP_ASSIGN_OR_RETURN(Lstm backward,
                          Lstm::Load(weights, name + ".backward", inputs, Direction::kBackward, kernels));
  if (forward.units() != backward.units()) {
    return weights.Fault(absl::StatusCode::kFailedPrecondition, name + " has directions of unequal width");
  }
  return Layer{std::move(forward), std::move(backward)};
}

absl::StatusOr<Encoder> Encoder::Load(const Weights& weights, const Kernels& kernels) {
  SITREP_ASSIGN_OR_RETURN(WordVectors vectors, WordVectors::Load(weights, kernels));
  SITREP_ASSIGN_OR_RETURN(Layer first, LoadLayer(weights, 1, kWordVector, kernels));
  SITREP_ASSIGN_OR_RETURN(Layer second, LoadLayer(weights, 2, 2 * first.forward.units(), kernels));
  return Encoder(kernels, std::move(vectors), std::move(first), std::move(second));
}

void Encoder::Encode(absl::Span<const std::string_view> words, absl::Span<const WordRange> sentences, Scratch& scratch,
                     RowBuffer& out) const {
  scratch.row_of_form.clear();
  scratch.forms.clear();
  scratch.rows.clear();
  for (const std::string_view form : words) {
    const auto [found, is_new] = scratch.row_of_form.try_emplace(form, static_cast<uint32_t>(scratch.forms.size()));
    if (is_new) scratch.forms.push_back(form);
    scratch.rows.push_back(found->second);
  }
  scratch.by_length.assign(sentences.begin(), sentences.end());
  std::stable_sort(scratch.by_length.begin(), scratch.by_length.end(),
                   [](const WordRange& a, const WordRange& b) { return a.size > b.size; });

  vectors_.Read(scratch.forms, scratch.words, scratch.vectors);
  const size_t forms = scratch.forms.size();
  scratch.projected.Reserve(forms);
  float* projected = scratch.projected.Floats(0);
  RowBuffer& middle = scratch.first_layer;
  middle.Reserve(words.size());
  size_t half = 0;
  for (const Lstm* lstm : {&first_.forward, &first_.backward}) {
    lstm->Project(scratch.vectors, forms, projected, lstm->gates());
    lstm->RunProjected(scratch.by_length, projected, lstm->gates(), scratch.rows, middle[0] + half, middle.row_bytes(),
                       scratch.lstm);
    half = middle.row_bytes() / 2;
  }
  out.Reserve(words.size());
  half = out.row_bytes() / 2;
  second_.forward.Run(scratch.by_length, middle, out[0], out.row_bytes(), scratch.lstm);
  second_.backward.Run(scratch.by_length, middle, out[0] + half, out.row_bytes(), scratch.lstm);
}

}  // namespace sitrep::tagger
