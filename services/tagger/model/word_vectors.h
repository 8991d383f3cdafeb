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
#include "services/tagger/model/word_features.h"

namespace sitrep::tagger {

inline constexpr size_t kWordVector = 128;

// Vectors of forms seen before, two places for each hash; longer forms than kLongest are not kept. Of fixed size, about
// 5 MB in profile bf16. Not thread-safe.
class WordVectorCache {
 public:
  explicit WordVectorCache(const Kernels& kernels) : WordVectorCache(kernels, 1 << 14) {}
  // `forms` is a power of two, at least 2.
  WordVectorCache(const Kernels& kernels, size_t forms);

  // kWordVector elements, valid until the next Add; nullptr when unknown. `hash` is of the form.
  const std::byte* Find(std::string_view form, uint64_t hash);
  void Add(std::string_view form, uint64_t hash, const std::byte* vector);

 private:
  static constexpr size_t kLongest = 30;
  struct Entry {
    bool newer = false;  // Of the two in its place.
    uint8_t size = 0;    // 0: empty.
    char form[kLongest];

    bool Is(std::string_view other) const { return std::string_view(form, size) == other; }
  };
  size_t Place(uint64_t hash) const { return (hash & (entries_.size() / 2 - 1)) * 2; }

  std::vector<Entry> entries_;
  RowBuffer vectors_;
};

// The vector of a word from its form: rows of seven tables side by side, one layer of maxout (Goodfellow et al. 2013).
// Immutable and thread-safe.
class WordVectors {
 public:
  // Memory of one call at a time. Not thread-safe.
  struct Scratch {
    explicit Scratch(const Kernels& kernels);

    WordVectorCache cache;
    WordFeatures features;
    std::vector<float> joined;
    RowBuffer inputs;
    RowBuffer outputs;
    std::vector<uint32_t> missing;
  };

  static absl::StatusOr<WordVectors> Load(const Weights& weights, const Kernels& kernels);

  // Writes kWordVector elements for each form to the row of `out` with its index. Does not depend on the cache. A form
  // of no bytes has a vector too.
  void Read(absl::Span<const std::string_view> forms, Scratch& scratch, RowBuffer& out) const;

 private:
  explicit WordVectors(const Kernels& kernels) : kernels_(&kernels) {}
  void Join(const WordFeatures& features, float* out) const;
  // The row of a form in lower case; kUnknown.
  uint32_t FindPretrained(std::string_view lower) const;
  void ReadMissing(absl::Span<const std::string_view> forms, Scratch& scratch, RowBuffer& out) const;

  static constexpr uint32_t kUnknown = 0xFFFFFFFF;

  const Kernels* kernels_;
  RowTable pretrained_;
  std::vector<std::string_view> pretrained_words_;
  std::vector<uint32_t> pretrained_slots_;  // Rows by the hash of their words, open addressing.
  RowTable hashed_[6];                      // In the order of the seeds, from 1.
  PackedMatrix input_;
};

}  // namespace sitrep::tagger
