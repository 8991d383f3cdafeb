#include "services/tagger/model/name_decoder.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/base/string_views.h"
#include "services/tagger/model/tag_head.h"

namespace sitrep::tagger {

absl::StatusOr<NameDecoder> NameDecoder::Load(const Weights& weights, size_t inputs, const Kernels& kernels) {
  SITREP_ASSIGN_OR_RETURN(const std::vector<std::string_view> lines, weights.Lines("labels.ner"));
  const uint64_t count = lines.size();
  NameDecoder decoder(kernels);
  SITREP_ASSIGN_OR_RETURN(decoder.layer_, LoadLabelLayer(weights, "ner", count, inputs, kernels));
  SITREP_ASSIGN_OR_RETURN(const std::vector<float> transitions, weights.Floats("ner.transitions", {count, count}));
  SITREP_ASSIGN_OR_RETURN(const std::vector<float> start, weights.Floats("ner.start", {count}));
  SITREP_ASSIGN_OR_RETURN(const std::vector<float> end, weights.Floats("ner.end", {count}));
  decoder.crf_ = Crf(kernels, transitions, start, end);
  for (const std::string_view line : lines) {
    Label label{.inside = static_cast<uint16_t>(count)};
    if (line.starts_with("B-") || line.starts_with("I-")) {
      label.part = line[0] == 'B' ? Label::kBegin : Label::kInside;
      label.type = line.substr(2);
      const auto inside = std::find_if(lines.begin(), lines.end(), [&](std::string_view other) {
        return other.starts_with("I-") && other.substr(2) == label.type;
      });
      label.inside = static_cast<uint16_t>(inside - lines.begin());
    } else if (line != "O") {
      return weights.Fault(absl::StatusCode::kFailedPrecondition,
                           absl::StrCat("labels.ner has \"", ToAbsl(line), "\", which is neither O, B- nor I-"));
    }
    decoder.labels_.push_back(label);
  }
  return decoder;
}

void NameDecoder::Score(const RowBuffer& encoded, size_t count, Scratch& scratch) const {
  scratch.emissions.resize(count * layer_.columns());
  layer_.Apply(*kernels_, encoded[0], encoded.row_bytes(), count, scratch.emissions.data(), layer_.columns());
}

void NameDecoder::Decode(WordRange sentence, uint32_t first_word, Scratch& scratch,
                         std::vector<ReadMention>& out) const {
  const float* emissions = scratch.emissions.data() + sentence.first * layer_.columns();
  crf_.Decode(emissions, sentence.size, scratch.crf, scratch.labels);
  bool summed = false;
  for (uint32_t begin = 0; begin < sentence.size;) {
    const Label& label = labels_[scratch.labels[begin]];
    uint32_t end = begin + 1;
    if (label.part != Label::kOutside) {
      while (end < sentence.size && scratch.labels[end] == label.inside) ++end;
      if (!summed) crf_.Sum(emissions, sentence.size, scratch.crf);
      summed = true;
      const double probability = crf_.Probability(scratch.labels, begin, end, label.inside, scratch.crf);
      out.push_back({first_word + begin, first_word + end, label.type, static_cast<float>(probability)});
    }
    begin = end;
  }
}

}  // namespace sitrep::tagger
