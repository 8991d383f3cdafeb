#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "services/tagger/document/annotator.h"
#include "services/tagger/knowledge/knowledge_base.h"

namespace sitrep::tagger {

namespace events {
class EventLexicon;
}  // namespace events

// Fills Document::events: who did what to whom, where and when, and whether the text says that it happened, is planned,
// claimed, denied or imagined. Types are PLOVER's 16, frames those of FRAMES.md. Rules over tokens, mentions, times,
// quotes and amounts, all of which must be there; no parser. An event is told once per article: sentences that tell of
// the same one are its evidence. Events are in the order of their first mention. Thread-safe.
class EventsAnnotator final : public Annotator {
 public:
  // Reads `models_dir`/events/*.tsv: NOT_FOUND and INVALID_ARGUMENT as EventLexicon::Load. `knowledge` must outlive it.
  static absl::StatusOr<std::unique_ptr<EventsAnnotator>> Create(const std::string& models_dir,
                                                                 const KnowledgeBase& knowledge);
  ~EventsAnnotator() override;

  std::string_view name() const override { return "events"; }
  std::string_view version() const override { return version_; }
  std::string_view description() const override {
    return "PLOVER events by trigger patterns, clause rules and word order";
  }

  absl::Status Annotate(Document& document) const override;

 private:
  EventsAnnotator(std::unique_ptr<const events::EventLexicon> lexicon, const KnowledgeBase& knowledge);

  std::unique_ptr<const events::EventLexicon> lexicon_;
  const KnowledgeBase& knowledge_;
  std::string version_;
};

}  // namespace sitrep::tagger
