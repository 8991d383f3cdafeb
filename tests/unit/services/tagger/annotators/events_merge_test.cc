#include "services/tagger/annotators/event_merge.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>
#include <string_view>

namespace sitrep::tagger::events {
namespace {

constexpr int64_t kDay = 86'400;

const EventLexicon& Lexicon() {
  static const auto& lexicon = *new EventLexicon([] {
    const char* dir = std::getenv("SITREP_MODELS");
    return EventLexicon::Load(dir == nullptr ? "models" : dir).value();
  }());
  return lexicon;
}

ToldEvent Told(std::string_view frame, uint32_t sentence) {
  ToldEvent told;
  told.frame = Lexicon().FrameIndex(frame);
  told.event.frame = frame;
  told.event.evidence.push_back({sentence * 100, sentence * 100 + 90});
  return told;
}

ToldEvent On(ToldEvent told, int64_t day) {
  told.event.interval = {day * kDay, (day + 1) * kDay, Granularity::kDay};
  told.time_expressed = true;
  return told;
}

ToldEvent At(ToldEvent told, std::string_view place) {
  told.event.places.push_back({{}, std::string(place), std::string(place)});
  return told;
}

TEST(EventMergerTest, SamePlaceAndDayAreOneEvent) {
  EventMerger merger(Lexicon());
  EXPECT_EQ(merger.Add(At(On(Told("shelling", 0), 10), "x")), 0u);
  EXPECT_EQ(merger.Add(At(On(Told("shelling", 1), 10), "x")), 0u);
  ASSERT_EQ(merger.events().size(), 1u);
  EXPECT_EQ(merger.events()[0].event.evidence.size(), 2u);
}

TEST(EventMergerTest, OtherPlacesDaysAndRealisAreOtherEvents) {
  EventMerger merger(Lexicon());
  merger.Add(At(On(Told("shelling", 0), 10), "x"));
  merger.Add(At(On(Told("shelling", 1), 10), "y"));
  merger.Add(At(On(Told("shelling", 2), 11), "x"));
  ToldEvent claimed = At(On(Told("shelling", 3), 10), "x");
  claimed.event.realis = Realis::kClaimed;
  merger.Add(std::move(claimed));
  EXPECT_EQ(merger.events().size(), 4u);
}

TEST(EventMergerTest, APlannedRoundThatThenTookPlaceIsOneAndHappened) {
  EventMerger merger(Lexicon());
  ToldEvent planned = Told("talks", 0);
  planned.event.ordinal = 2;
  planned.event.realis = Realis::kPlanned;
  merger.Add(std::move(planned));
  ToldEvent held = At(On(Told("talks", 1), 10), "x");
  held.event.ordinal = 2;
  merger.Add(std::move(held));
  ASSERT_EQ(merger.events().size(), 1u);
  EXPECT_EQ(merger.events()[0].event.realis, Realis::kAsserted);
  EXPECT_FALSE(merger.events()[0].event.interval.empty());
}

TEST(EventMergerTest, RoundsOfDifferentNumberStayApart) {
  EventMerger merger(Lexicon());
  for (uint32_t i = 1; i <= 3; ++i) {
    ToldEvent told = At(Told("talks", i), "x");
    told.event.ordinal = i;
    merger.Add(std::move(told));
  }
  EXPECT_EQ(merger.events().size(), 3u);
}

TEST(EventMergerTest, ADefiniteNounIsTheLastSuchEvent) {
  EventMerger merger(Lexicon());
  ToldEvent second = On(Told("talks", 0), 10);
  second.event.ordinal = 2;
  merger.Add(std::move(second));
  ToldEvent definite = At(Told("talks", 1), "border");
  definite.definite = true;
  EXPECT_EQ(merger.Add(std::move(definite)), 0u);
  ASSERT_EQ(merger.events()[0].event.places.size(), 1u);
}

TEST(EventMergerTest, WorkOnLongTextsIsBounded) {
  EventMerger merger(Lexicon());
  for (uint32_t i = 0; i < 20'000; ++i) merger.Add(At(On(Told("shelling", i), i), "x"));
  EXPECT_EQ(merger.events().size(), 20'000u);
}

}  // namespace
}  // namespace sitrep::tagger::events
