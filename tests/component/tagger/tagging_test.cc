// The tagger's function with its real models and a memo on a real RocksDB.

#include "services/tagger/tagging.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/blocking_counter.h"
#include "services/tagger/tagger_service.h"
#include "tests/component/tagger/tagging_fixture.h"

namespace sitrep::tagger {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;

constexpr char kText[] =
    "Delegations of Ukraine and Russia met in Brest on Thursday for a second round of talks. \"We agreed on corridors "
    "for "
    "civilians,\" said Vladimir Medinsky.";

TEST_F(TaggingTest, TheMemoAnswersTheSameAndForgets) {
  const auto first = Tag(Input(kText));
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_FALSE(first->remembered);
  EXPECT_GT(first->annotations.mentions_size(), 2);
  const auto second = Tag(Input(kText));
  EXPECT_TRUE(second->remembered);
  EXPECT_EQ(second->annotations.SerializeAsString(), first->annotations.SerializeAsString());
  ASSERT_TRUE(memo_->Clear().ok());
  const auto third = Tag(Input(kText));
  EXPECT_FALSE(third->remembered);
  EXPECT_EQ(third->annotations.SerializeAsString(), first->annotations.SerializeAsString());
}

TEST_F(TaggingTest, EveryInputIsPartOfTheKey) {
  ASSERT_TRUE(Tag(Input(kText)).ok());
  EXPECT_FALSE(Tag(Input(kText, ""))->remembered);
  auto with_headline = Input(kText);
  with_headline->set_headline("Talks");
  EXPECT_FALSE(Tag(with_headline)->remembered);
  auto with_source = Input(kText);
  with_source->set_source("The Ledger");
  EXPECT_FALSE(Tag(with_source)->remembered);
}

TEST_F(TaggingTest, EqualRequestsInFlightAreComputedOnce) {
  constexpr int kRequests = 50;
  absl::BlockingCounter answered(kRequests);
  for (int i = 0; i < kRequests; ++i) {
    tagging_->Tag(Input(kText), operator_entities_.Now(), [&](const absl::StatusOr<Tagged>& tagged) {
      EXPECT_TRUE(tagged.ok());
      answered.DecrementCount();
    });
  }
  answered.Wait();
  EXPECT_EQ(tagging_->memo_misses(), 1u);
}

TEST_F(TaggingTest, SpansLieInTheTextAndOnCharacterBoundaries) {
  const std::string text =
      "„Ми готові“ — said Zoë Ünal‑Made in Łódź 😀. \"It never closes, she added.\n\n@handle https://e.example/ąę 10:00 "
      "a.m.";
  const auto tagged = Tag(Input(text));
  ASSERT_TRUE(tagged.ok()) << tagged.status();
  const auto check = [&](const type::v1::Span& span) {
    ASSERT_LE(span.end_byte(), text.size());
    ASSERT_LT(span.begin_byte(), span.end_byte());
    for (const uint32_t byte : {span.begin_byte(), span.end_byte()}) {
      EXPECT_TRUE(byte == text.size() || (static_cast<unsigned char>(text[byte]) & 0xC0) != 0x80) << byte;
    }
  };
  for (const auto& sentence : tagged->annotations.sentences()) check(sentence);
  for (const auto& mention : tagged->annotations.mentions()) check(mention.span());
  for (const auto& quote : tagged->annotations.quotes()) check(quote.content());
  for (const auto& event : tagged->annotations.events()) check(event.trigger());
}

TEST_F(TaggingTest, RolesNameWhatTheyAreOf) {
  const KnowledgeBase& knowledge = SharedPipeline().knowledge();
  const auto roles_of = [&](std::string_view id) {
    std::vector<std::string> roles;
    const v1::Entity entity = ToWire(knowledge, knowledge.FindId(id));
    for (const v1::Role& role : entity.roles()) {
      EXPECT_NE(role.of_entity_id(), role.of_name());
      roles.push_back(absl::StrCat(role.office(), " of ", role.of_name()));
    }
    return roles;
  };
  EXPECT_THAT(roles_of("person:volodymyr-zelenskyy"), ElementsAre("president of Ukraine"));
  EXPECT_THAT(roles_of("person:antonio-guterres"), Contains("secretary general of United Nations"));
  EXPECT_THAT(roles_of("person:greg-abbott"), Contains("governor of Texas"));
}

TEST_F(TaggingTest, OperatorsEntitiesCountFromTheirRecordOn) {
  ingest::v1::LogRecord record;
  record.set_offset(7);
  record.mutable_control()->set_kind(ingest::v1::ControlRecord::ENTITY);
  v1::Entity entity;
  entity.set_entity_id("operator:ORGANISATION:blue quay");
  entity.set_name("Blue Quay");
  entity.set_kind("ORGANISATION");
  record.mutable_control()->set_key(entity.entity_id());
  record.mutable_control()->set_value(entity.SerializeAsString());
  operator_entities_.Apply(record);
  std::shared_ptr<const KnowledgeOverlay> before;
  std::shared_ptr<const KnowledgeOverlay> after;
  operator_entities_.Before(7, [&](auto overlay) { before = std::move(overlay); });
  operator_entities_.Before(8, [&](auto overlay) { after = std::move(overlay); });
  ASSERT_TRUE(before != nullptr && after != nullptr);
  EXPECT_TRUE(before->entities().empty());
  EXPECT_EQ(after->entities().size(), 1u);
  bool waiting = true;
  operator_entities_.Before(9, [&](auto) { waiting = false; });
  EXPECT_TRUE(waiting);
  ingest::v1::LogRecord heartbeat;
  heartbeat.set_offset(9);
  heartbeat.mutable_heartbeat();
  operator_entities_.Apply(heartbeat);
  EXPECT_FALSE(waiting);

  const auto tagged = Tag(Input("Lorries of Blue Quay reached the town on Friday."));
  ASSERT_TRUE(tagged.ok());
  bool found = false;
  for (const auto& mention : tagged->annotations.mentions()) found |= mention.entity_id() == entity.entity_id();
  EXPECT_TRUE(found);
}

TEST_F(TaggingTest, ATextThatCannotBeReadIsRefusedByField) {
  EXPECT_TRUE(absl::IsInvalidArgument(Tag(Input("")).status()));
  EXPECT_TRUE(absl::IsInvalidArgument(Tag(Input("\xFF")).status()));
}

}  // namespace
}  // namespace sitrep::tagger
