#include "services/tagger/annotators/sentences.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "services/tagger/annotators/sentence_features.h"
#include "services/tagger/annotators/tokens.h"

namespace sitrep::tagger {
namespace {

constexpr std::string_view kRulesVersion = "2";

class SentenceSplitter {
 public:
  SentenceSplitter(Document& document, const SentenceModel& model)
      : document_(document), model_(model), features_(document, model.known_words()) {}

  // Divides the tokens [begin, end) of one segment; `paragraph` grows at every blank line.
  void Split(uint32_t begin, uint32_t end, text::SegmentKind kind, uint32_t& paragraph) {
    uint32_t first = begin;
    for (uint32_t next = begin + 1; next <= end; ++next) {
      const bool breaks = next < end && IsBlankLine(next - 1, next);
      if (next < end && !breaks) continue;
      SplitParagraph(first, next, kind, paragraph);
      first = next;
      if (breaks) ++paragraph;
    }
  }

 private:
  bool IsBlankLine(uint32_t i, uint32_t j) const {
    if (!document_.tokens[j].space_before) return false;
    const std::string_view between = document_.Text(ByteSpan{document_.tokens[i].end, document_.tokens[j].begin});
    return between.size() > 1 && std::ranges::count(between, '\n') > 1;
  }

  void SplitParagraph(uint32_t begin, uint32_t end, text::SegmentKind kind, uint32_t paragraph) {
    features_.EnterParagraph(begin, end);
    uint32_t first = begin;
    for (uint32_t left = begin; left + 1 < end; ++left) {
      if (!features_.IsCandidate(left)) continue;
      features_.Read(first, left, row_);
      if (!model_.EndsSentence(row_)) continue;
      Close(first, left + 1, kind, paragraph);
      first = left + 1;
    }
    Close(first, end, kind, paragraph);
  }

  void Close(uint32_t first, uint32_t end, text::SegmentKind kind, uint32_t paragraph) {
    const auto index = static_cast<uint32_t>(document_.sentences.size());
    for (uint32_t i = first; i < end; ++i) document_.tokens[i].sentence = index;
    document_.sentences.push_back({.span = {document_.tokens[first].begin, document_.tokens[end - 1].end},
                                   .first_token = first,
                                   .end_token = end,
                                   .paragraph = paragraph,
                                   .segment = kind});
  }

  Document& document_;
  const SentenceModel& model_;
  SentenceFeatures features_;
  SentenceFeatures::Row row_{};
};

}  // namespace

absl::StatusOr<SentencesAnnotator> SentencesAnnotator::Create(const std::string& models_dir) {
  SITREP_ASSIGN_OR_RETURN(SentenceModel model, SentenceModel::Load(models_dir));
  return SentencesAnnotator(std::move(model));
}

SentencesAnnotator::SentencesAnnotator(SentenceModel model)
    : model_(std::move(model)), version_(absl::StrCat(std::string(kRulesVersion), "-", absl::Hex(model_.checksum()))) {}

absl::Status SentencesAnnotator::Annotate(Document& document) const {
  const auto token_count = static_cast<uint32_t>(document.tokens.size());
  SentenceSplitter splitter(document, model_);
  uint32_t token = 0;
  uint32_t paragraph = 0;
  uint32_t previous_end = 0;
  bool is_first = true;
  for (const text::Segment& segment : document.segments) {
    if (!IsRead(segment.kind)) continue;
    const uint32_t begin = token;
    while (token < token_count && document.tokens[token].begin < segment.end_byte) ++token;
    if (begin == token) continue;
    const ByteSpan gap{previous_end, segment.begin_byte};
    if (!is_first && document.Text(gap).find('\n') != std::string_view::npos) ++paragraph;
    is_first = false;
    previous_end = segment.end_byte;
    splitter.Split(begin, token, segment.kind, paragraph);
  }
  return absl::OkStatus();
}

}  // namespace sitrep::tagger
