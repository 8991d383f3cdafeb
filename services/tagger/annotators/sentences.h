#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "services/tagger/annotators/sentence_model.h"
#include "services/tagger/document/annotator.h"

namespace sitrep::tagger {

// Divides the tokens into Document::sentences and sets Token::sentence. A sentence never crosses the end of a segment
// or a blank line; within a paragraph a trained model decides at every place where one may end. Sentence::paragraph
// counts runs of text between line breaks, not segments: a dateline and the body after it on one line share a
// paragraph. Reads: tokens. Linear; thread-safe.
class SentencesAnnotator final : public Annotator {
 public:
  // Loads the model of models_dir/sentences. Errors are those of SentenceModel::Load.
  static absl::StatusOr<SentencesAnnotator> Create(const std::string& models_dir);

  std::string_view name() const override { return "sentences"; }
  std::string_view version() const override { return version_; }
  std::string_view description() const override { return "sentences, by a trained model of their ends"; }

  absl::Status Annotate(Document& document) const override;

 private:
  explicit SentencesAnnotator(SentenceModel model);

  SentenceModel model_;
  std::string version_;
};

}  // namespace sitrep::tagger
