#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "services/tagger/model/crf.h"
#include "services/tagger/model/kernels.h"
#include "services/tagger/model/lstm.h"
#include "services/tagger/model/packed_matrix.h"
#include "services/tagger/model/row_buffer.h"
#include "services/tagger/model/weights.h"

namespace sitrep::tagger {

// A name in a sentence.
struct ReadMention {
  uint32_t begin = 0;  // Words [begin, end) of the sentence.
  uint32_t end = 0;
  std::string_view type;  // "person", "gpe", ...: as labels.ner has it.
  // That exactly these words are a name of this type, by the CRF: its sum over all labellings with B at the first, I at
  // the others and no I after them.
  float probability = 0;
};

// Names as labels O, B-type, I-type over the words of a sentence. Immutable and thread-safe.
class NameDecoder {
 public:
  // Memory of one call at a time. Not thread-safe.
  struct Scratch {
    std::vector<float> emissions;
    std::vector<uint16_t> labels;
    Crf::Scratch crf;
  };

  static absl::StatusOr<NameDecoder> Load(const Weights& weights, size_t inputs, const Kernels& kernels);

  // The emissions of the first `count` rows of `encoded`.
  void Score(const RowBuffer& encoded, size_t count, Scratch& scratch) const;
  // Appends the names of one sentence among them, their words counted from `first_word` on.
  void Decode(WordRange sentence, uint32_t first_word, Scratch& scratch, std::vector<ReadMention>& out) const;

 private:
  struct Label {
    enum Part : uint8_t { kOutside, kBegin, kInside } part = kOutside;
    std::string_view type;
    uint16_t inside = 0;  // The label that goes on with this type; the number of labels when there is none.
  };
  explicit NameDecoder(const Kernels& kernels) : kernels_(&kernels) {}

  const Kernels* kernels_;
  std::vector<Label> labels_;
  PackedMatrix layer_;
  Crf crf_;
};

}  // namespace sitrep::tagger
