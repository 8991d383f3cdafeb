#include "services/tagger/model/dependency_parser.h"

#include <algorithm>
#include <limits>
#include <string>

#include "common/base/status_macros.h"
#include "services/tagger/model/tag_head.h"

namespace sitrep::tagger {
namespace {

constexpr uint64_t kArc = 160;    // Width of d and h.
constexpr uint64_t kLabel = 128;  // Width of what labels are read from.
// Where the parts of a hidden row begin.
constexpr size_t kDependent = 0, kHead = kArc, kLabelDependent = 2 * kArc, kLabelHead = 2 * kArc + kLabel;
constexpr size_t kHidden = 2 * kArc + 2 * kLabel;
static_assert(kArc % 32 == 0 && kHidden % kLaneGroup == 0);

constexpr std::string_view kRootLabel = "root";

}  // namespace

DependencyParser::Scratch::Scratch(const Kernels& kernels)
    : hidden(kHidden * sizeof(float)),
      dependents(kArc * kernels.element_bytes),
      heads(kArc * kernels.element_bytes),
      queries(kArc * sizeof(float)),
      query_elements(kArc * kernels.element_bytes),
      label_hidden(kLabel * kernels.element_bytes) {}

absl::StatusOr<DependencyParser> DependencyParser::Load(const Weights& weights, size_t inputs, const Kernels& kernels) {
  DependencyParser parser(kernels);
  SITREP_ASSIGN_OR_RETURN(parser.labels_, weights.Lines("labels.deprel"));
  parser.root_label_ =
      static_cast<size_t>(std::find(parser.labels_.begin(), parser.labels_.end(), kRootLabel) - parser.labels_.begin());
  SITREP_ASSIGN_OR_RETURN(parser.label_,
                          LoadLabelLayer(weights, "parse.deprel", parser.labels_.size(), kLabel, kernels));

  std::vector<float> first;
  std::vector<float> bias;
  const auto append = [](std::vector<float>& to, const std::vector<float>& from) {
    to.insert(to.end(), from.begin(), from.end());
  };
  for (const std::string part : {"parse.arc_dep", "parse.arc_head"}) {
    SITREP_ASSIGN_OR_RETURN(const std::vector<float> weight, weights.Floats(part + ".weight", {kArc, inputs}));
    SITREP_ASSIGN_OR_RETURN(const std::vector<float> part_bias, weights.Floats(part + ".bias", {kArc}));
    append(first, weight);
    append(bias, part_bias);
  }
  for (const std::string part : {"parse.label_dep.weight", "parse.label_head.weight"}) {
    SITREP_ASSIGN_OR_RETURN(const std::vector<float> weight, weights.Floats(part, {kLabel, inputs}));
    append(first, weight);
  }
  SITREP_ASSIGN_OR_RETURN(const std::vector<float> label_bias, weights.Floats("parse.label.bias", {kLabel}));
  append(bias, label_bias);
  parser.first_ = PackedMatrix(kernels, first, inputs, bias);

  SITREP_ASSIGN_OR_RETURN(const std::vector<float> bilinear, weights.Floats("parse.arc_bilinear", {kArc, kArc}));
  SITREP_ASSIGN_OR_RETURN(const std::vector<float> head_bias, weights.Floats("parse.arc_head_bias", {kArc}));
  parser.bilinear_ = PackedMatrix(kernels, bilinear, kArc, head_bias);
  SITREP_RETURN_IF_ERROR(parser.LoadRoot(weights));
  return parser;
}

absl::Status DependencyParser::LoadRoot(const Weights& weights) {
  SITREP_ASSIGN_OR_RETURN(const std::vector<float> root, weights.Floats("parse.root", {first_.inputs()}));
  std::vector<std::byte> elements(root.size() * kernels_->element_bytes);
  kernels_->to_elements(root.data(), root.size(), elements.data());
  std::vector<float> hidden(kHidden);
  first_.Apply(*kernels_, elements.data(), elements.size(), 1, hidden.data(), kHidden);
  root_head_.resize(kArc * kernels_->element_bytes);
  kernels_->relu(hidden.data() + kHead, kArc, root_head_.data());
  root_label_head_.assign(hidden.begin() + kLabelHead, hidden.end());
  return absl::OkStatus();
}

void DependencyParser::Parse(const RowBuffer& encoded, absl::Span<const WordRange> sentences, Scratch& scratch,
                             std::vector<uint32_t>& heads, std::vector<uint16_t>& labels) const {
  // Several sentences at a time, so that rows are many enough for the kernels and few enough for the nearest caches.
  constexpr uint32_t kRows = 96;
  heads.clear();
  labels.clear();
  for (size_t begin = 0; begin < sentences.size();) {
    const uint32_t first = sentences[begin].first;
    size_t end = begin + 1;
    const auto rows_to = [&](size_t last) { return sentences[last].first + sentences[last].size - first; };
    while (end < sentences.size() && rows_to(end) <= kRows) ++end;
    const uint32_t count = rows_to(end - 1);
    ReadHidden(encoded, first, count, scratch);
    scratch.head_of_row.clear();
    for (; begin < end; ++begin) {
      const WordRange sentence{sentences[begin].first - first, sentences[begin].size};
      FindArcs(sentence, scratch, scratch.sentence_heads);
      for (const uint32_t head : scratch.sentence_heads) {
        heads.push_back(head);
        scratch.head_of_row.push_back(head == kRootHead ? kRootHead : sentence.first + head);
      }
    }
    LabelArcs(scratch, labels);
  }
}

void DependencyParser::ReadHidden(const RowBuffer& encoded, size_t first, size_t count, Scratch& scratch) const {
  scratch.hidden.Reserve(count);
  scratch.dependents.Reserve(count);
  scratch.heads.Reserve(count);
  scratch.queries.Reserve(count);
  scratch.query_elements.Reserve(count);
  first_.Apply(*kernels_, encoded[first], encoded.row_bytes(), count, scratch.hidden.Floats(0), kHidden);
  for (size_t word = 0; word < count; ++word) {
    const float* hidden = scratch.hidden.Floats(word);
    kernels_->relu(hidden + kDependent, kArc, scratch.dependents[word]);
    kernels_->relu(hidden + kHead, kArc, scratch.heads[word]);
  }
  bilinear_.Apply(*kernels_, scratch.dependents[0], scratch.dependents.row_bytes(), count, scratch.queries.Floats(0),
                  kArc);
  for (size_t word = 0; word < count; ++word) {
    kernels_->to_elements(scratch.queries.Floats(word), kArc, scratch.query_elements[word]);
  }
}

void DependencyParser::FindArcs(WordRange sentence, Scratch& scratch, std::vector<uint32_t>& heads) const {
  const size_t nodes = sentence.size + 1;
  scratch.head_rows.clear();
  scratch.head_rows.push_back(root_head_.data());
  for (size_t i = 0; i < sentence.size; ++i) scratch.head_rows.push_back(scratch.heads[sentence.first + i]);
  scratch.scores.resize(sentence.size * nodes);
  heads.resize(sentence.size);
  for (size_t i = 0; i < sentence.size; ++i) {
    float* scores = scratch.scores.data() + i * nodes;
    kernels_->dots(scratch.query_elements[sentence.first + i], scratch.head_rows.data(), nodes, kArc, scores);
    scores[i + 1] = std::numeric_limits<float>::lowest();                    // A word never hangs on itself.
    heads[i] = static_cast<uint32_t>(kernels_->arg_max(scores, nodes)) - 1;  // The root wraps round to kRootHead.
  }
  MakeTree(scratch.scores.data(), scratch.arborescence, heads);
}

void DependencyParser::LabelArcs(Scratch& scratch, std::vector<uint16_t>& labels) const {
  const std::vector<uint32_t>& heads = scratch.head_of_row;
  constexpr size_t kAtOnce = 24;
  scratch.label_hidden.Reserve(kAtOnce);
  std::vector<float>& scores = scratch.label_scores;
  scores.resize(kAtOnce * label_.columns());
  for (size_t first = 0; first < heads.size(); first += kAtOnce) {
    const size_t size = std::min(kAtOnce, heads.size() - first);
    for (size_t i = 0; i < size; ++i) {
      const uint32_t head = heads[first + i];
      const float* of_head = head == kRootHead ? root_label_head_.data() : scratch.hidden.Floats(head) + kLabelHead;
      kernels_->relu_of_sum(scratch.hidden.Floats(first + i) + kLabelDependent, of_head, kLabel,
                            scratch.label_hidden[i]);
    }
    label_.Apply(*kernels_, scratch.label_hidden[0], scratch.label_hidden.row_bytes(), size, scores.data(),
                 label_.columns());
    for (size_t i = 0; i < size; ++i) {
      labels.push_back(BestLabel(scores.data() + i * label_.columns(), heads[first + i] == kRootHead));
    }
  }
}

// A word that hangs on none is the "root", and no other is.
uint16_t DependencyParser::BestLabel(float* scores, bool is_root) const {
  if (root_label_ < labels_.size()) {
    if (is_root) return static_cast<uint16_t>(root_label_);
    scores[root_label_] = std::numeric_limits<float>::lowest();
  }
  return static_cast<uint16_t>(kernels_->arg_max(scores, labels_.size()));
}

}  // namespace sitrep::tagger
