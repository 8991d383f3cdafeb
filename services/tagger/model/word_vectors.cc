#include "services/tagger/model/word_vectors.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/check.h"
#include "common/base/hash.h"
#include "common/base/status_macros.h"

namespace sitrep::tagger {
namespace {

struct HashedTable {
  std::string_view name;
  uint64_t width;
};
constexpr HashedTable kHashed[] = {{"lower", 64},   {"cased", 32},   {"prefix3", 32},
                                   {"suffix3", 32}, {"suffix2", 16}, {"shape", 16}};
constexpr uint64_t kPretrainedWidth = 100;
constexpr size_t kJoined = 292;

}  // namespace

WordVectorCache::WordVectorCache(const Kernels& kernels, size_t forms)
    : entries_(forms), vectors_(kWordVector * kernels.element_bytes) {
  Check(forms >= 2 && std::has_single_bit(forms), "a cache has room for a power of two");
  vectors_.Reserve(forms);
}

const std::byte* WordVectorCache::Find(std::string_view form, uint64_t hash) {
  if (form.empty() || form.size() > kLongest) return nullptr;
  const size_t place = Place(hash);
  for (size_t i = place; i < place + 2; ++i) {
    if (!entries_[i].Is(form)) continue;
    entries_[i].newer = true;
    entries_[i ^ 1].newer = false;
    return vectors_[i];
  }
  return nullptr;
}

void WordVectorCache::Add(std::string_view form, uint64_t hash, const std::byte* vector) {
  if (form.empty() || form.size() > kLongest) return;
  const size_t place = Place(hash);
  const size_t i = entries_[place].newer ? place + 1 : place;
  entries_[i].size = static_cast<uint8_t>(form.size());
  std::memcpy(entries_[i].form, form.data(), form.size());
  entries_[i].newer = true;
  entries_[i ^ 1].newer = false;
  std::memcpy(vectors_[i], vector, vectors_.row_bytes());
}

WordVectors::Scratch::Scratch(const Kernels& kernels)
    : cache(kernels),
      joined(PadColumns(kJoined)),
      inputs(PadColumns(kJoined) * kernels.element_bytes),
      outputs(2 * kWordVector * sizeof(float)) {}

absl::StatusOr<WordVectors> WordVectors::Load(const Weights& weights, const Kernels& kernels) {
  WordVectors vectors(kernels);
  SITREP_ASSIGN_OR_RETURN(vectors.pretrained_, weights.Rows("glove", 0, kPretrainedWidth));
  SITREP_ASSIGN_OR_RETURN(vectors.pretrained_words_, weights.Lines("glove.words"));
  const size_t words = vectors.pretrained_words_.size();
  if (words != vectors.pretrained_.rows()) {
    return weights.Fault(
        absl::StatusCode::kFailedPrecondition,
        absl::StrCat("tensor \"glove\" has ", vectors.pretrained_.rows(), " rows for ", words, " words"));
  }
  vectors.pretrained_slots_.assign(std::bit_ceil(2 * words), kUnknown);
  const size_t mask = vectors.pretrained_slots_.size() - 1;
  for (uint32_t row = 0; row < words; ++row) {
    size_t slot = Hash64(vectors.pretrained_words_[row]) & mask;
    while (vectors.pretrained_slots_[slot] != kUnknown) slot = (slot + 1) & mask;
    vectors.pretrained_slots_[slot] = row;
  }
  for (size_t i = 0; i < std::size(kHashed); ++i) {
    SITREP_ASSIGN_OR_RETURN(vectors.hashed_[i], weights.Rows(kHashed[i].name, 0, kHashed[i].width));
  }
  SITREP_ASSIGN_OR_RETURN(const std::vector<float> weight, weights.Floats("input.weight", {2 * kWordVector, kJoined}));
  SITREP_ASSIGN_OR_RETURN(const std::vector<float> bias, weights.Floats("input.bias", {2 * kWordVector}));
  vectors.input_ = PackedMatrix(kernels, weight, kJoined, bias);
  return vectors;
}

uint32_t WordVectors::FindPretrained(std::string_view lower) const {
  const size_t mask = pretrained_slots_.size() - 1;
  for (size_t slot = Hash64(lower) & mask; pretrained_slots_[slot] != kUnknown; slot = (slot + 1) & mask) {
    if (pretrained_words_[pretrained_slots_[slot]] == lower) return pretrained_slots_[slot];
  }
  return kUnknown;
}

void WordVectors::Join(const WordFeatures& features, float* out) const {
  const uint32_t row = FindPretrained(features.lower);
  if (row == kUnknown) {
    std::fill_n(out, kPretrainedWidth, 0.0F);
  } else {
    pretrained_.CopyRow(row, out);
  }
  out += kPretrainedWidth;
  const std::string_view keys[] = {features.zero_lower, features.zero_cased, features.prefix3(),
                                   features.suffix3(),  features.suffix2(),  features.shape};
  for (size_t i = 0; i < std::size(keys); ++i) {
    hashed_[i].CopyRow(Hash64(keys[i], i + 1) % hashed_[i].rows(), out);
    out += hashed_[i].width();
  }
}

void WordVectors::Read(absl::Span<const std::string_view> forms, Scratch& scratch, RowBuffer& out) const {
  constexpr size_t kAtOnce = 24;
  out.Reserve(forms.size());
  scratch.inputs.Reserve(kAtOnce);
  scratch.outputs.Reserve(kAtOnce);
  scratch.missing.clear();
  for (uint32_t i = 0; i < forms.size(); ++i) {
    if (const std::byte* found = scratch.cache.Find(forms[i], Hash64(forms[i])); found != nullptr) {
      std::memcpy(out[i], found, out.row_bytes());
      continue;
    }
    scratch.missing.push_back(i);
    if (scratch.missing.size() == kAtOnce) ReadMissing(forms, scratch, out);
  }
  ReadMissing(forms, scratch, out);
}

void WordVectors::ReadMissing(absl::Span<const std::string_view> forms, Scratch& scratch, RowBuffer& out) const {
  const size_t count = scratch.missing.size();
  for (size_t i = 0; i < count; ++i) {
    ReadFeatures(forms[scratch.missing[i]], scratch.features);
    Join(scratch.features, scratch.joined.data());
    kernels_->to_elements(scratch.joined.data(), scratch.joined.size(), scratch.inputs[i]);
  }
  input_.Apply(*kernels_, scratch.inputs[0], scratch.inputs.row_bytes(), count, scratch.outputs.Floats(0),
               2 * kWordVector);
  for (size_t i = 0; i < count; ++i) {
    const uint32_t form = scratch.missing[i];
    kernels_->maxout(scratch.outputs.Floats(i), kWordVector, out[form]);
    scratch.cache.Add(forms[form], Hash64(forms[form]), out[form]);
  }
  scratch.missing.clear();
}

}  // namespace sitrep::tagger
