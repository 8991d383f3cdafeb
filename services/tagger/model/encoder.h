#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "services/tagger/model/kernels.h"
#include "services/tagger/model/lstm.h"
#include "services/tagger/model/row_buffer.h"
#include "services/tagger/model/weights.h"
#include "services/tagger/model/word_vectors.h"

namespace sitrep::tagger {

// Two layers of LSTM in both directions over the words of each sentence. The result for a sentence depends on its forms
// alone, to the last bit. Immutable and thread-safe.
class Encoder {
 public:
  // Memory of one call at a time; grows with the largest batch it has seen. Not thread-safe.
  struct Scratch {
    explicit Scratch(const Encoder& encoder);

    WordVectors::Scratch words;
    Lstm::Scratch lstm;
    absl::flat_hash_map<std::string_view, uint32_t> row_of_form;
    std::vector<std::string_view> forms;  // Each once.
    std::vector<uint32_t> rows;           // Of each word among `forms`.
    std::vector<WordRange> by_length;
    RowBuffer vectors;
    RowBuffer projected;  // What each form gives to the gates of one direction.
    RowBuffer first_layer;
  };

  static absl::StatusOr<Encoder> Load(const Weights& weights, const Kernels& kernels);

  // Width of what it says of a word: the forward states, then the backward ones.
  size_t width() const { return 2 * second_.forward.units(); }
  const Kernels& kernels() const { return *kernels_; }

  // Writes width() elements for each of `words` to its row of `out`. `sentences` are ranges of `words`, none empty.
  void Encode(absl::Span<const std::string_view> words, absl::Span<const WordRange> sentences, Scratch& scratch,
              RowBuffer& out) const;

 private:
  struct Layer {
    Lstm forward;
    Lstm backward;
  };
  Encoder(const Kernels& kernels, WordVectors vectors, Layer first, Layer second)
      : kernels_(&kernels), vectors_(std::move(vectors)), first_(std::move(first)), second_(std::move(second)) {}
  static absl::StatusOr<Layer> LoadLayer(const Weights& weights, int number, size_t inputs, const Kernels& kernels);

  const Kernels* kernels_;
  WordVectors vectors_;
  Layer first_;
  Layer second_;
};

}  // namespace sitrep::tagger
