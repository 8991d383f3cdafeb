#include "services/tagger/annotators/topics.h"
#include "tests/unit/services/tagger/annotators/sentence_reading.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace sitrep::tagger {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

std::vector<std::string> TopicsOf(std::string_view text) {
  static const TopicsAnnotator& annotator = *new TopicsAnnotator(TopicsAnnotator::Create(ModelsDir()).value());
  Document document = MakeDocument(text, {}, {{text::SegmentKind::kBody, 0, static_cast<uint32_t>(text.size())}});
  DivideIntoSentences(document);
  EXPECT_TRUE(annotator.Annotate(document).ok());
  std::vector<std::string> topics;
  float last = 1;
  for (const Topic& topic : document.topics) {
    EXPECT_GT(topic.score, 0);
    EXPECT_LE(topic.score, last);
    last = topic.score;
    topics.push_back(topic.topic);
  }
  return topics;
}

TEST(TopicsTest, PloverContexts) {
  EXPECT_THAT(
      TopicsOf("Negotiators met for a second round of talks. The foreign minister and the ambassador hoped for a "
               "ceasefire while artillery shelled the front line."),
      UnorderedElementsAre("diplomatic", "military"));
  EXPECT_THAT(
      TopicsOf("The central bank raised its interest rate as inflation hit a record and the budget deficit grew."),
      ElementsAre("economic"));
}

TEST(TopicsTest, MediaTopics) {
  EXPECT_THAT(TopicsOf("The striker scored twice in the semi-final and the goalkeeper saved a penalty kick."),
              ElementsAre("sport"));
  EXPECT_THAT(TopicsOf("Forecasters expect heavy rain and thunderstorms, then freezing temperatures and snow."),
              Contains("weather"));
}

TEST(TopicsTest, OneTermIsNotEnough) {
  EXPECT_THAT(TopicsOf("The ambassador bought bread."), IsEmpty());
  EXPECT_THAT(TopicsOf("Talks, talks, talks and more talks filled the evening."), IsEmpty());
  EXPECT_THAT(TopicsOf(""), IsEmpty());
}

TEST(TopicsTest, AtMostFive) {
  EXPECT_THAT(
      TopicsOf("Artillery, airstrikes, shelling, a cruise missile; inflation, recession, interest rate, GDP; "
               "vaccine, pandemic, hospital, epidemic; climate change, carbon emission, deforestation, global "
               "warming; ballot, exit poll, swing state, running mate; striker, goalkeeper, midfielder, FA Cup; "
               "murder, homicide, robbery, burglary."),
      ::testing::SizeIs(TopicsAnnotator::kMaxTopics));
}

TEST(TopicsTest, AMissingFileIsNamed) {
  EXPECT_EQ(TopicsAnnotator::Create("/nonexistent").status().code(), absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace sitrep::tagger
