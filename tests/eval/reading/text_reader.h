#pragma once

#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/text/segmenter.h"
#include "services/tagger/pipeline.h"

namespace sitrep::eval {

// The tagger's pipeline, whole or in part: gold tokens and gold spans cannot be given by RPC. Immutable, thread-safe.
class TextReader {
 public:
  // What Pipeline::Create fails with.
  static absl::StatusOr<TextReader> Open(const std::string& models_dir);

  // Every annotator.
  absl::Status Read(tagger::Document& document) const;
  // These annotators, in the order of the pipeline. REQUIRES: their names are the pipeline's.
  absl::Status Run(tagger::Document& document, std::initializer_list<std::string_view> annotators) const;

  const tagger::Pipeline& pipeline() const { return *pipeline_; }
  const tagger::KnowledgeBase& knowledge() const { return pipeline_->knowledge(); }

 private:
  explicit TextReader(std::unique_ptr<const tagger::Pipeline> pipeline) : pipeline_(std::move(pipeline)) {}

  std::unique_ptr<const tagger::Pipeline> pipeline_;
};

// One segment of body a paragraph, blank lines between: for texts that are known to be nothing but news, so that the
// segmenter's faults do not count.
std::vector<text::Segment> BodyParagraphs(std::string_view text);

// What of a text is read: what the segmenter takes for body, headlines and subheadings, as in service, or all of it.
enum class Segments { kFound, kBody };
tagger::Document MakeDocument(std::string_view text, const text::PublicationTime& publication, Segments segments);

// The same text with each run of white space one blank, paragraphs (blank lines, or lines that begin with a blank) kept
// apart by a blank line; and where a byte of the old text stands in the new.
struct UnwrappedText {
  std::string text;
  std::vector<uint32_t> new_byte;  // One more than the old text has bytes.
};
UnwrappedText Unwrap(std::string_view text);

}  // namespace sitrep::eval
