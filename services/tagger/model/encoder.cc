#include "services/tagger/model/encoder.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"

namespace sitrep::tagger {

Encoder::Scratch::Scratch(const Kernels& kernels)
    : words(kernels),
      vectors(kWordVector * kernels.element_bytes),
      projected(2 * Lstm::kGates * sizeof(float)),
      first_layer(kEncoded * kernels.element_bytes) {}

absl::StatusOr<Encoder::Layer> Encoder::LoadLayer(const Weights& weights, int number, size_t inputs,
                                                  const Kernels& kernels) {
  const std::string name = absl::StrCat("encoder.", number);
  SITREP_ASSIGN_OR_RETURN(Lstm forward,
                          Lstm::Load(weights, name + ".forward", inputs, Direction::kForward, kernels));
  SITREP_ASSIGN_OR_RETURN(Lstm backward,
                          Lstm::Load(weights, name + ".backward", inputs, Direction::kBackward, kernels));
  return Layer{std::move(forward), std::move(backward)};
}

absl::StatusOr<Encoder> Encoder::Load(const Weights& weights, const Kernels& kernels) {
  SITREP_ASSIGN_OR_RETURN(WordVectors vectors, WordVectors::Load(weights, kernels));
  SITREP_ASSIGN_OR_RETURN(Layer first, LoadLayer(weights, 1, kWordVector, kernels));
  SITREP_ASSIGN_OR_RETURN(Layer second, LoadLayer(weights, 2, kEncoded, kernels));
  return Encoder(kernels, std::move(vectors), std::move(first), std::move(second));
}

void Encoder::Encode(absl::Span<const std::string_view> words, absl::Span<const WordRange> sentences,
                     Scratch& scratch, RowBuffer& out) const {
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
  constexpr size_t kStride = 2 * Lstm::kGates;
  scratch.projected.Reserve(forms);
  float* projected = scratch.projected.Floats(0);
  first_.forward.Project(scratch.vectors, forms, projected, kStride);
  first_.backward.Project(scratch.vectors, forms, projected + Lstm::kGates, kStride);

  RowBuffer& middle = scratch.first_layer;
  middle.Reserve(words.size());
  const size_t half = middle.row_bytes() / 2;
  first_.forward.RunProjected(scratch.by_length, projected, kStride, scratch.rows, middle[0], 2 * half, scratch.lstm);
  first_.backward.RunProjected(scratch.by_length, projected + Lstm::kGates, kStride, scratch.rows, middle[0] + half,
                               2 * half, scratch.lstm);
  out.Reserve(words.size());
  second_.forward.Run(scratch.by_length, middle, out[0], 2 * half, scratch.lstm);
  second_.backward.Run(scratch.by_length, middle, out[0] + half, 2 * half, scratch.lstm);
}

}  // namespace sitrep::tagger
