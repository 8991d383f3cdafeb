#include "tests/eval/reading/text_reader.h"

#include <algorithm>
#include <utility>

#include "common/base/check.h"
#include "common/base/status_macros.h"
#include "services/tagger/operator_entities.h"

namespace sitrep::eval {
namespace {

bool IsSpace(char byte) { return byte == ' ' || byte == '\n' || byte == '\t' || byte == '\r'; }

}  // namespace

absl::StatusOr<TextReader> TextReader::Open(const std::string& models_dir) {
  SITREP_ASSIGN_OR_RETURN(std::unique_ptr<const tagger::Pipeline> pipeline, tagger::Pipeline::Create(models_dir));
  SITREP_RETURN_IF_ERROR(pipeline->runnable());
  return TextReader(std::move(pipeline));
}

absl::Status TextReader::Read(tagger::Document& document) const {
  return pipeline_->Annotate(document, tagger::KnowledgeOverlay());
}

absl::Status TextReader::Run(tagger::Document& document, std::initializer_list<std::string_view> annotators) const {
  size_t run = 0;
  for (const auto& annotator : pipeline_->annotators()) {
    if (std::ranges::find(annotators, annotator->name()) == annotators.end()) continue;
    SITREP_RETURN_IF_ERROR(annotator->Annotate(document));
    ++run;
  }
  Check(run == annotators.size(), "an annotator has another name");
  return absl::OkStatus();
}

std::vector<text::Segment> BodyParagraphs(std::string_view text) {
  std::vector<text::Segment> segments;
  size_t at = 0;
  while (at < text.size()) {
    if (IsSpace(text[at])) {
      ++at;
      continue;
    }
    size_t end = std::min(text.find("\n\n", at), text.size());
    const size_t next = end;
    while (end > at && IsSpace(text[end - 1])) --end;
    segments.push_back({text::SegmentKind::kBody, static_cast<uint32_t>(at), static_cast<uint32_t>(end)});
    at = next;
  }
  return segments;
}

tagger::Document MakeDocument(std::string_view text, const text::PublicationTime& publication, Segments segments) {
  return tagger::MakeDocument(text, publication,
                              segments == Segments::kBody ? BodyParagraphs(text) : std::vector<text::Segment>());
}

UnwrappedText Unwrap(std::string_view text) {
  UnwrappedText result;
  result.new_byte.reserve(text.size() + 1);
  for (size_t i = 0; i < text.size();) {
    size_t end = i;
    while (end < text.size() && IsSpace(text[end])) ++end;
    if (end == i) {
      result.new_byte.push_back(static_cast<uint32_t>(result.text.size()));
      result.text.push_back(text[i++]);
      continue;
    }
    const std::string_view run = text.substr(i, end - i);
    const size_t line_end = run.find('\n');
    // A line that begins with white space, a blank line among them, is a paragraph of its own.
    const bool paragraph = line_end != std::string_view::npos && line_end + 1 < run.size();
    result.new_byte.insert(result.new_byte.end(), run.size(), static_cast<uint32_t>(result.text.size()));
    if (!result.text.empty() && end < text.size()) result.text += paragraph ? "\n\n" : " ";
    i = end;
  }
  result.new_byte.push_back(static_cast<uint32_t>(result.text.size()));
  return result;
}

}  // namespace sitrep::eval
