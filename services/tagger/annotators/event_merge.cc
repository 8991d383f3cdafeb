#include "services/tagger/annotators/event_merge.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "services/tagger/annotators/event_parties.h"

namespace sitrep::tagger::events {
namespace {

bool Share(const std::vector<Participant>& a, const std::vector<Participant>& b) {
  return std::ranges::any_of(a, [&](const Participant& x) {
    return std::ranges::any_of(b, [&](const Participant& y) { return SameParticipant(x, y); });
  });
}

bool Clash(const std::vector<Participant>& a, const std::vector<Participant>& b) {
  return !a.empty() && !b.empty() && !Share(a, b);
}

bool CountsDiffer(const std::vector<Count>& a, const std::vector<Count>& b) {
  for (const Count& x : a) {
    for (const Count& y : b) {
      if (x.kind == y.kind && x.low != y.low) return true;
    }
  }
  return false;
}

bool TimesClash(const ToldEvent& a, const ToldEvent& b) {
  if (a.event.interval.empty() || b.event.interval.empty()) return false;
  if (a.event.time_from_publication || b.event.time_from_publication) {
    if (b.or_before && b.event.time_from_publication && a.event.interval.end_s <= b.event.interval.end_s) return false;
    // A guess yields to what the text says only when nothing else tells them apart.
    return !(a.event.time_from_publication && b.event.time_from_publication) &&
           !(a.event.interval.begin_s < b.event.interval.end_s && b.event.interval.begin_s < a.event.interval.end_s);
  }
  return !(a.event.interval.begin_s < b.event.interval.end_s && b.event.interval.begin_s < a.event.interval.end_s);
}

bool IsDiplomatic(std::string_view frame) { return frame == "talks" || frame == "meeting" || frame == "session"; }

bool IsAgreement(std::string_view frame) {
  return frame == "agreement" || frame == "treaty" || frame == "corridor" || frame == "ceasefire";
}

constexpr size_t kMaxItems = 32;  // Of evidence, participants and counts of one event.

template <typename Item, typename Same>
void AddUnique(std::vector<Item>& into, std::vector<Item>& from, Same same) {
  for (Item& item : from) {
    if (into.size() >= kMaxItems) return;
    if (std::ranges::none_of(into, [&](const Item& x) { return same(x, item); })) into.push_back(std::move(item));
  }
}

}  // namespace

bool EventMerger::SameFrame(const ToldEvent& a, const ToldEvent& b) const {
  if (a.frame == b.frame) return true;
  const std::string& x = a.event.frame;
  const std::string& y = b.event.frame;
  if (IsDiplomatic(x) && IsDiplomatic(y))
    return b.definite || (a.event.ordinal != 0 && a.event.ordinal == b.event.ordinal);
  // "the agreement" after a corridor was agreed on.
  return b.definite && y == "agreement" && IsAgreement(x);
}

// Two full tellings of the same.
bool EventMerger::Compatible(const ToldEvent& earlier, const ToldEvent& later) const {
  const Event& a = earlier.event;
  const Event& b = later.event;
  if (!SameFrame(earlier, later)) return false;
  if (a.ordinal != 0 && b.ordinal != 0) {
    if (a.ordinal != b.ordinal) return false;
    // The same number is the same event, planned first and held later, unless the days say otherwise.
    return !TimesClash(earlier, later) || a.time_from_publication || b.time_from_publication;
  }
  if (a.ordinal != b.ordinal) return false;
  if (a.realis != b.realis) return false;
  if (later.another || TimesClash(earlier, later)) return false;
  if (Clash(a.places, b.places) || Clash(a.actors, b.actors) || Clash(a.recipients, b.recipients)) return false;
  if (CountsDiffer(a.counts, b.counts)) return false;
  const bool something = Share(a.places, b.places) || Share(a.actors, b.actors) || Share(a.recipients, b.recipients);
  const bool bare = b.places.empty() && b.actors.empty() && b.recipients.empty();
  return something || (bare && earlier.time_expressed == later.time_expressed);
}

// A definite noun that adds little: "the talks yielded nothing".
bool EventMerger::Refers(const ToldEvent& earlier, const ToldEvent& later) const {
  if (!later.definite || later.another || !lexicon_.frame(later.frame).traits.merges) return false;
  if (!SameFrame(earlier, later)) return false;
  const Event& a = earlier.event;
  const Event& b = later.event;
  if (b.ordinal != 0 && a.ordinal != 0 && a.ordinal != b.ordinal) return false;
  if (b.ordinal != 0 && a.ordinal == 0) return false;
  if (!b.time_from_publication && TimesClash(earlier, later)) return false;
  // What happened before is meant, unless the text goes on planning or imagining.
  if (a.realis != b.realis && a.realis != Realis::kAsserted) return false;
  if (a.ordinal == 0 && Clash(a.places, b.places)) return false;
  return true;
}

void EventMerger::Join(ToldEvent& earlier, ToldEvent& later, bool refers) const {
  Event& a = earlier.event;
  Event& b = later.event;
  AddUnique(a.actors, b.actors, SameParticipant);
  AddUnique(a.recipients, b.recipients, SameParticipant);
  // A place of a planned or imagined telling does not overrule that of a fact, but adds to one that has none.
  AddUnique(a.places, b.places, SameParticipant);
  if (!refers) AddUnique(a.claimed_by, b.claimed_by, SameParticipant);
  AddUnique(a.counts, b.counts, [](const Count& x, const Count& y) { return x.kind == y.kind && x.low == y.low; });
  AddUnique(a.evidence, b.evidence, [](const ByteSpan& x, const ByteSpan& y) { return x == y; });
  AddUnique(a.contexts, b.contexts, [](const std::string& x, const std::string& y) { return x == y; });
  const bool better_realis = !refers && a.realis != b.realis && b.realis == Realis::kAsserted && a.ordinal != 0;
  const bool a_guessed = a.interval.empty() || a.time_from_publication;
  const bool b_told = !b.interval.empty() && !b.time_from_publication;
  // "the talks, planned for Wednesday" were held when they were held.
  const bool only_planned = refers && b.realis == Realis::kPlanned && a.realis == Realis::kAsserted;
  // A headline's "third round" that is told to lie ahead is planned.
  if (a_guessed && b_told && !a.interval.empty() && a.ordinal != 0 && b.realis == Realis::kPlanned &&
      a.realis == Realis::kAsserted && b.interval.begin_s >= a.interval.end_s) {
    a.realis = Realis::kPlanned;
  }
  if (b_told ? ((a_guessed && !only_planned) || better_realis)
             : (a.interval.empty() && !later.time_expressed && !earlier.time_expressed)) {
    a.interval = b.interval;
    a.time_from_publication = b.time_from_publication;
  }
  if (better_realis) a.realis = Realis::kAsserted;
  if (a.ordinal == 0) a.ordinal = b.ordinal;
  earlier.time_expressed |= later.time_expressed;
}

uint32_t EventMerger::Add(ToldEvent told) {
  const uint32_t count = static_cast<uint32_t>(events_.size());
  const uint32_t oldest = count > kWindow ? count - kWindow : 0;
  for (uint32_t i = count; i-- > oldest;) {
    if (Compatible(events_[i], told)) {
      Join(events_[i], told, false);
      return i;
    }
  }
  for (uint32_t i = count; i-- > oldest;) {
    if (Refers(events_[i], told)) {
      Join(events_[i], told, true);
      return i;
    }
  }
  events_.push_back(std::move(told));
  return count;
}

}  // namespace sitrep::tagger::events
