#pragma once

#include <string>

#include "services/tagger/annotators/name_lexicon.h"
#include "services/tagger/document/annotator.h"
#include "services/tagger/knowledge/knowledge_base.h"

namespace sitrep::tagger {

// Finds the names of a text and their types: fills Document::mentions with spans, types and `adjectival`, sorted and
// disjoint. Works from the knowledge base, capital letters and the words around (offices and titles, given names, heads
// such as "Ministry" or "River", prepositions of place), then a second time with what the text itself has introduced:
// surnames of people named in full, acronyms in parentheses. Sentences without case (headlines in capitals or in lower
// case) are read with the knowledge base alone. A mention may be part of a token ("Putin" in "Putin-led").
// Reads: tokens, sentences. Keeps references: knowledge base and lexicon must outlive it. Thread-safe.
class NamesAnnotator final : public Annotator {
 public:
  NamesAnnotator(const KnowledgeBase& knowledge, const NameLexicon& lexicon);

  std::string_view name() const override { return "names"; }
  std::string_view version() const override { return version_; }
  std::string_view description() const override {
    return "mentions of people, organisations, places, groups and things, by knowledge base and context rules";
  }

  absl::Status Annotate(Document& document) const override;

 private:
  const KnowledgeBase& knowledge_;
  const NameLexicon& lexicon_;
  std::string version_;  // Of the rules, the knowledge base and the lexicon.
};

}  // namespace sitrep::tagger
