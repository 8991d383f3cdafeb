#pragma once

#include <string>

#include "services/tagger/document/annotator.h"
#include "services/tagger/knowledge/knowledge_base.h"

namespace sitrep::tagger {

// Fills Document::quotes, ordered by content: direct quotations (quotation_marks.h) with their speakers, and the
// clauses that reporting verbs and "according to" attribute; a clause that quotes in part is mixed. Words in quotation
// marks that nothing attributes are no quote unless they are a sentence of their own, which then belongs to whoever
// spoke or was told of before. The patterns are those of O'Keefe et al., A Sequence Labelling Approach to Quote
// Attribution, EMNLP 2012, written as rules. Reads tokens, sentences, mentions, entities, times. The knowledge base
// must outlive it. Linear but for the handful of tokens looked at around each verb; thread-safe.
class QuotesAnnotator final : public Annotator {
 public:
  explicit QuotesAnnotator(const KnowledgeBase& knowledge);

  std::string_view name() const override { return "quotes"; }
  std::string_view version() const override { return version_; }
  std::string_view description() const override { return "direct, mixed and indirect quotes with their speakers"; }

  absl::Status Annotate(Document& document) const override;

 private:
  const KnowledgeBase& knowledge_;
  std::string version_;  // Of the rules and the knowledge base.
};

}  // namespace sitrep::tagger
