#include "services/query/pipeline_records.h"

#include <gtest/gtest.h>

namespace sitrep::query {
namespace {

ingest::v1::ControlRecord Record(const std::string& key, const std::string& version) {
  ingest::v1::ControlRecord record;
  record.set_kind(ingest::v1::ControlRecord::PIPELINE);
  record.set_key(key);
  record.set_value(version);
  record.set_deleted(version.empty());
  return record;
}

TEST(PipelineRecordsTest, WithoutAnyEveryVersionWillDo) {
  PipelineRecords records;
  EXPECT_EQ(records.SuccessorOf("a"), "");
  EXPECT_EQ(records.BindingOf("a"), "");
  ingest::v1::ControlRecord entity;
  entity.set_kind(ingest::v1::ControlRecord::ENTITY);
  entity.set_key(kActive);
  EXPECT_FALSE(records.Note(entity));
}

TEST(PipelineRecordsTest, AnExchangeAnnouncedActivatedAndCalledOff) {
  PipelineRecords records;
  EXPECT_TRUE(records.Note(Record(kActive, "a")));
  EXPECT_TRUE(records.Note(Record(kAnnounced, "b")));
  EXPECT_FALSE(records.Note(Record(kAnnounced, "b"))) << "nothing new";
  EXPECT_EQ(records.BindingOf("a"), "a");
  EXPECT_EQ(records.SuccessorOf("a"), "b");
  EXPECT_TRUE(records.Note(Record(kAnnounced, "a")));
  EXPECT_EQ(records.SuccessorOf("a"), "") << "called off";
  EXPECT_TRUE(records.Note(Record(kAnnounced, "b")));
  EXPECT_TRUE(records.Note(Record(kActive, "b")));
  EXPECT_EQ(records.SuccessorOf("a"), "b");
  EXPECT_EQ(records.SuccessorOf("b"), "");
  // One announced later is not built before the active one serves.
  EXPECT_TRUE(records.Note(Record(kAnnounced, "c")));
  EXPECT_EQ(records.SuccessorOf("a"), "b");
  EXPECT_EQ(records.SuccessorOf("b"), "c");
}

TEST(PipelineRecordsTest, ViewsWithoutArticlesAreBoundToWhatServesElsewhere) {
  PipelineRecords records;
  records.Note(Record(kAnnounced, "b"));
  EXPECT_EQ(records.BindingOf(""), "b");
  records.Note(Record(kActive, "a"));
  EXPECT_EQ(records.BindingOf(""), "a");
  EXPECT_TRUE(records.Note(Record(kActive, "")));
  EXPECT_TRUE(records.Note(Record(kAnnounced, "")));
  EXPECT_EQ(records.BindingOf(""), "");
}

}  // namespace
}  // namespace sitrep::query
