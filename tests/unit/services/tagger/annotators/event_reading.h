#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/string_views.h"
#include "services/tagger/annotators/amounts.h"
#include "services/tagger/annotators/events.h"
#include "services/tagger/annotators/quotes.h"
#include "services/tagger/annotators/times.h"
#include "tests/unit/services/tagger/annotators/reading_pipeline.h"

// Texts read up to their events, over the models of the repository, and what tests ask of them.
namespace sitrep::tagger {

inline std::string EventModelsDir() {
  const char* dir = std::getenv("SITREP_MODELS");
  return dir == nullptr ? "models" : dir;
}

inline const KnowledgeBase& Knowledge() {
  static const auto& knowledge =
      *new std::unique_ptr<const KnowledgeBase>(KnowledgeBase::Load(EventModelsDir()).value());
  return *knowledge;
}

inline const EventsAnnotator& Annotator() {
  static const auto& annotator =
      *new std::unique_ptr<EventsAnnotator>(EventsAnnotator::Create(EventModelsDir(), Knowledge()).value());
  return *annotator;
}

inline void AnnotateUpToEvents(Document& document) {
  EXPECT_TRUE(TimesAnnotator().Annotate(document).ok());
  EXPECT_TRUE(AmountsAnnotator().Annotate(document).ok());
  EXPECT_TRUE(QuotesAnnotator(Knowledge()).Annotate(document).ok());
  EXPECT_TRUE(Annotator().Annotate(document).ok());
}

// All of the text is body; it outlives the document.
inline Document Read(std::string_view text, std::string_view day = "2022-03-03") {
  Document document = ReadingPipeline::Shared().Read(text, day);
  AnnotateUpToEvents(document);
  return document;
}

// With the segments of an article: headline, dateline and so on.
inline Document ReadArticle(std::string_view text, std::string_view headline = " ",
                            std::string_view day = "2022-03-03") {
  Document document = ReadingPipeline::Shared().Read(text, day, headline);
  AnnotateUpToEvents(document);
  return document;
}

inline std::vector<std::string> Ids(const std::vector<Participant>& participants) {
  std::vector<std::string> ids;
  for (const Participant& participant : participants) ids.push_back(participant.entity_id);
  return ids;
}

inline std::string IdOf(std::string_view name) {
  const auto candidates = Knowledge().Find(name);
  return candidates.empty() ? std::string("no such name: ") + std::string(name)
                            : Knowledge().Get(candidates.front().entity).id;
}

inline std::string CountryId(std::string_view iso) { return Knowledge().Get(Knowledge().Country(iso)).id; }

inline std::string DayOf(const Event& event) {
  if (event.interval.empty()) return "";
  const int64_t day = event.interval.begin_s / text::kSecondsPerDay;
  return text::FormatDay(text::DayFromEpoch(day));
}

inline std::string Describe(const Document& document) {
  static constexpr std::string_view kRealis[] = {"asserted", "planned", "claimed", "denied", "hypothetical"};
  std::string all;
  for (const Event& event : document.events) {
    absl::StrAppend(&all, "\n  ", event.type, " ", event.frame, " ", ToAbsl(kRealis[static_cast<int>(event.realis)]),
                    " ", DayOf(event), " by");
    for (const Participant& p : event.actors) absl::StrAppend(&all, " [", p.name, "]");
    for (const Participant& p : event.recipients) absl::StrAppend(&all, " to [", p.name, "]");
    for (const Participant& p : event.places) absl::StrAppend(&all, " at [", p.name, "]");
  }
  return all;
}

// The first event of the frame, and of the ordinal where one is given; fails the test when there is none.
inline const Event& EventOf(const Document& document, std::string_view frame, uint32_t ordinal = 0) {
  static const Event kNothing;
  for (const Event& event : document.events) {
    if (event.frame == frame && (ordinal == 0 || event.ordinal == ordinal)) return event;
  }
  ADD_FAILURE() << "no " << frame << " " << ordinal << "; there are:" << Describe(document);
  return kNothing;
}

}  // namespace sitrep::tagger
