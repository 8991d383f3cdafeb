#pragma once

#include <cstdint>
#include <optional>

#include "services/tagger/annotators/event_syntax.h"
#include "services/tagger/document/document.h"

namespace sitrep::tagger::events {

// Where a text is while it is read, for violence that is told without its place: "Rockets fell on Kharkiv. Eleven
// people were killed." The town a line begins with ("Kharkiv: two hurt"), else the only town that the paragraph named
// last, else that of the whole report: the only one of its headline, of its first sentence, or its dateline unless that
// is a capital, from where a whole country is reported. Two towns at once are no answer. Feed it sentences in order;
// not thread-safe.
class Scene {
 public:
  struct Place {
    Participant participant;
    std::optional<ByteSpan> evidence;  // The sentence that names it, where it is one of the same paragraph.
  };

  // Before the events of the sentence are read.
  void Enter(const SentenceSyntax& syntax);
  // After they were read.
  void Leave(const SentenceSyntax& syntax);

  // The place of what the sentence tells without one; nullptr where none is sure. `of_report` lets that of the whole
  // report stand in.
  const Place* Of(const SentenceSyntax& syntax, bool of_report) const;
  // The place in the dateline, were it a region: where those who meet are, unless it is a capital.
  const std::optional<Place>& dateline() const { return dateline_; }

 private:
  void ReadLabel(const SentenceSyntax& syntax);

  uint32_t paragraph_ = kNone;
  bool lead_seen_ = false;
  uint32_t towns_here_ = 0;  // Different ones named in the sentence entered.
  std::optional<Place> town_here_;
  std::optional<Place> label_;
  std::optional<Place> paragraph_town_;
  bool paragraph_unsure_ = false;  // Several towns were named last.
  std::optional<Place> report_town_;
  std::optional<Place> dateline_;
};

}  // namespace sitrep::tagger::events
