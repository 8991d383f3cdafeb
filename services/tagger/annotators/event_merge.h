#pragma once

#include <cstdint>
#include <vector>

#include "services/tagger/annotators/event_lexicon.h"
#include "services/tagger/document/document.h"

namespace sitrep::tagger::events {

// An event read from one sentence, with what merging must know of how it was told.
struct ToldEvent {
  Event event;
  uint32_t frame = 0;
  bool definite = false;  // "the talks": perhaps those told of before.
  bool another = false;   // "a new round": surely not.
  bool time_expressed = false;
  bool or_before = false;  // "had taken": on the day guessed, or before it.
  bool news = false;       // Told as having happened by the day of publication.
};

// Joins what an article tells twice. Two tellings are one event when their frames agree, their numbers do not differ,
// and neither place, day, participants nor realis speak against it; a definite noun ("the talks", "the agreement") that
// says nothing of its own is the last such event. One object per document, events in the order of the text.
class EventMerger {
 public:
  explicit EventMerger(const EventLexicon& lexicon) : lexicon_(lexicon) {}

  // Returns the index of the event it became part of or that it is now.
  uint32_t Add(ToldEvent told);
  std::vector<ToldEvent>& events() { return events_; }

 private:
  // Events of how long ago, counted in events, may still be meant; bounds the work on long texts.
  static constexpr uint32_t kWindow = 64;

  bool SameFrame(const ToldEvent& a, const ToldEvent& b) const;
  bool Compatible(const ToldEvent& earlier, const ToldEvent& later) const;
  bool Refers(const ToldEvent& earlier, const ToldEvent& later) const;
  void Join(ToldEvent& earlier, ToldEvent& later, bool refers) const;

  const EventLexicon& lexicon_;
  std::vector<ToldEvent> events_;
};

}  // namespace sitrep::tagger::events
