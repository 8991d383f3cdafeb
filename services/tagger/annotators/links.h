#pragma once

#include <string>

#include "services/tagger/document/annotator.h"
#include "services/tagger/knowledge/knowledge_base.h"

namespace sitrep::tagger {

// Says what each mention names: fills Mention::entity_id, link_score and chain, and Document::entities. One surface
// means one thing throughout a text. Places are decided together (place_resolver.h); a surname is the person named in
// full in the same text, else the prominent bearer whose office, country and time in office fit; a demonym is its
// country ("Russian forces": Russia). A person, organisation, place or group that the knowledge base lacks gets an id
// of its own for this text, "name:PERSON:ivan petrenko", which its shorter mentions share; other types stay without.
// Link scores are the share of the chosen candidate among all. Reads: tokens, sentences, mentions, the publication day
// (a text without one links as if today's holders of offices were unknown). Keeps a reference: the knowledge base must
// outlive it. Thread-safe.
class LinksAnnotator final : public Annotator {
 public:
  explicit LinksAnnotator(const KnowledgeBase& knowledge);

  std::string_view name() const override { return "links"; }
  std::string_view version() const override { return version_; }
  std::string_view description() const override { return "mentions to entities, by knowledge base and the whole text"; }

  absl::Status Annotate(Document& document) const override;

 private:
  const KnowledgeBase& knowledge_;
  std::string version_;  // Of the rules and the knowledge base.
};

}  // namespace sitrep::tagger
