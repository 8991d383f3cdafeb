#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/tagger/annotators/name_lexicon.h"
#include "services/tagger/document/annotator.h"
#include "services/tagger/document/document.h"
#include "services/tagger/knowledge/knowledge_base.h"
#include "services/tagger/numeric_profile.h"
#include "services/tagger/operator_entities.h"

namespace sitrep::tagger {

// The annotators in their order. Immutable once created, so one pipeline serves all threads.
class Pipeline {
 public:
  // Loads the knowledge base and the lexicons below `models_dir`. A profile that cannot be run is no error here:
  // runnable() says so, and nothing may be annotated then.
  static absl::StatusOr<std::unique_ptr<const Pipeline>> Create(
      const std::string& models_dir, const std::string& numeric_profile = std::string(kExactProfile));

  // Runs every annotator, and the overlay once names are linked. An error of one fails the text.
  absl::Status Annotate(Document& document, const KnowledgeOverlay& overlay) const;

  // Changes whenever some text could be annotated otherwise: the annotators' names, order and versions, and the numeric
  // profile.
  const std::string& version() const { return version_; }
  const std::string& numeric_profile() const { return numeric_profile_; }
  // OK, or why no text can be annotated (numeric_profile.h).
  const absl::Status& runnable() const { return runnable_; }
  const KnowledgeBase& knowledge() const { return *knowledge_; }
  const std::vector<std::unique_ptr<const Annotator>>& annotators() const { return annotators_; }

 private:
  Pipeline(std::unique_ptr<const KnowledgeBase> knowledge, NameLexicon names)
      : knowledge_(std::move(knowledge)), names_(std::move(names)) {}
  void Add(std::unique_ptr<const Annotator> annotator) { annotators_.push_back(std::move(annotator)); }

  // The annotators keep references to both.
  std::unique_ptr<const KnowledgeBase> knowledge_;
  const NameLexicon names_;
  std::vector<std::unique_ptr<const Annotator>> annotators_;
  std::string version_;
  std::string numeric_profile_;
  absl::Status runnable_;
};

}  // namespace sitrep::tagger
