#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "services/tagger/model/arborescence.h"
#include "services/tagger/model/kernels.h"
#include "services/tagger/model/lstm.h"
#include "services/tagger/model/packed_matrix.h"
#include "services/tagger/model/row_buffer.h"
#include "services/tagger/model/weights.h"

namespace sitrep::tagger {

// The dependency tree of a sentence: every pair of words is scored as head and dependent by a biaffine form (Dozat and
// Manning 2017), the best tree of one root is taken, and then each arc gets a label. Immutable and thread-safe.
class DependencyParser {
 public:
  // Memory of one call at a time. Not thread-safe.
  struct Scratch {
    explicit Scratch(const Kernels& kernels);

    RowBuffer hidden;      // Outputs of the first layer, before their nonlinearity.
    RowBuffer dependents;  // d.
    RowBuffer heads;       // h.
    RowBuffer queries;     // U d + u, as floats and as elements.
    RowBuffer query_elements;
    RowBuffer label_hidden;
    std::vector<float> label_scores;
    std::vector<const void*> head_rows;
    std::vector<float> scores;
    ArborescenceScratch arborescence;
    std::vector<uint32_t> sentence_heads;
    std::vector<uint32_t> head_of_row;  // Rows of `hidden`; kRootHead: the root.
  };

  static absl::StatusOr<DependencyParser> Load(const Weights& weights, size_t inputs, const Kernels& kernels);

  // For each row of `encoded` in `sentences`: the head, counted within its sentence from 0 (kRootHead: none), and
  // the number of the label. `sentences` follow each other from row 0 on.
  void Parse(const RowBuffer& encoded, absl::Span<const WordRange> sentences, Scratch& scratch,
             std::vector<uint32_t>& heads, std::vector<uint16_t>& labels) const;

  // They live as long as the Weights.
  const std::vector<std::string_view>& labels() const { return labels_; }

 private:
  explicit DependencyParser(const Kernels& kernels) : kernels_(&kernels) {}
  absl::Status LoadRoot(const Weights& weights);
  // Fills the rows of `scratch` for words [first, first + count) of `encoded`.
  void ReadHidden(const RowBuffer& encoded, size_t first, size_t count, Scratch& scratch) const;
  // `sentence` counts the rows of `scratch`.
  void FindArcs(WordRange sentence, Scratch& scratch, std::vector<uint32_t>& heads) const;
  // Appends the labels of the arcs scratch.head_of_row.
  void LabelArcs(Scratch& scratch, std::vector<uint16_t>& labels) const;
  uint16_t BestLabel(float* scores, bool is_root) const;

  const Kernels* kernels_;
  std::vector<std::string_view> labels_;
  size_t root_label_ = 0;  // The number of labels when there is none.
  PackedMatrix first_;     // W_d, W_h, A and B above each other, with the label's bias on A.
  PackedMatrix bilinear_;  // U, with u as its bias.
  PackedMatrix label_;
  std::vector<std::byte> root_head_;    // h of the root.
  std::vector<float> root_label_head_;  // B of the root.
};

}  // namespace sitrep::tagger
