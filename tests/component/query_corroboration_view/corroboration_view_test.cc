#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "common/base/error.h"
#include "common/storage/shard.h"
#include "tests/component/query_corroboration_view/articles/articles.h"
#include "tests/component/query_corroboration_view/corroboration_view_fixture.h"

namespace sitrep::query {
namespace {

using corroboration::EventFilter;
using testing::Article;
using testing::CorroborationViewTest;
using testing::EventOf;
using testing::kWire;
using type::v1::Event;

TEST_F(CorroborationViewTest, AClaimAndTheLaterFactAreTwoIncidentsOfTwoDays) {
  Apply(Article("a1")
            .On("2022-03-02")
            .From("Wire")
            .With(EventOf("capture", "COERCE").On("2022-03-02").By("RU").In("Kherson").Claimed("RU")));
  Apply(Article("a2")
            .On("2022-03-03")
            .From("Daily")
            .With(EventOf("capture", "COERCE").On("2022-03-03").By("RU").In("Kherson")));
  const auto incidents = Events();
  ASSERT_EQ(incidents.size(), 2u);
  EXPECT_EQ(incidents[0].title(), "Claimed by Russia: Capture of Kherson by Russia");
  EXPECT_EQ(incidents[0].realis(), Event::CLAIMED);
  EXPECT_EQ(incidents[1].title(), "Capture of Kherson by Russia");
  EXPECT_EQ(incidents[1].reports(0).article().source(), "Daily");
}

TEST_F(CorroborationViewTest, ASyndicatedCopyIsNoSecondSource) {
  const auto talks = EventOf("talks", "CONSULT").On("2022-02-28").By("RU").By("UA").In("Gomel").Ordinal(1);
  Apply(Article("a1").On("2022-02-28").From("Wire").Text(kWire).With(talks));
  Apply(Article("a2").On("2022-02-28").From("Copy").Text(std::string(kWire) + " More soon.").With(talks));
  Apply(Article("a3")
            .On("2022-02-28")
            .From("Own")
            .Text("Quite other words tell of the same meeting here today.")
            .With(talks));
  const auto incidents = Events();
  ASSERT_EQ(incidents.size(), 1u);
  EXPECT_EQ(incidents[0].reports_size(), 3);
  EXPECT_EQ(incidents[0].independent_sources(), 2u);
  EXPECT_FALSE(incidents[0].reports(0).syndicated());
  EXPECT_TRUE(incidents[0].reports(1).syndicated());
  const auto duplicates = view_->NearDuplicates(ArticleId{"a1"}, 10);
  ASSERT_TRUE(duplicates.ok());
  ASSERT_EQ(duplicates->size(), 1u);
  EXPECT_EQ((*duplicates)[0].article_id(), "a2");
  EXPECT_EQ(view_->NearDuplicates(ArticleId{"nobody"}, 10).status().code(), absl::StatusCode::kNotFound);

  Retract("a1");
  ASSERT_EQ(Events().size(), 1u);
  EXPECT_EQ(Events()[0].independent_sources(), 2u);
  EXPECT_FALSE(Events()[0].reports(0).syndicated()) << "the copy now stands for itself";
  EXPECT_TRUE(view_->NearDuplicates(ArticleId{"a2"}, 10)->empty());
}

TEST_F(CorroborationViewTest, TheTextPublishedFirstIsTheOriginalWhicheverCameFirst) {
  Apply(Article("copy").On("2022-03-01").From("Copy").Text(kWire));
  Apply(Article("wire").On("2022-02-28").From("Wire").Text(kWire));
  Apply(Article("undated").From("Late").Text(kWire).AppendedAt(1'700'000'000'000'000));
  const auto duplicates = view_->NearDuplicates(ArticleId{"undated"}, 10);
  ASSERT_TRUE(duplicates.ok());
  ASSERT_EQ(duplicates->size(), 2u);
  EXPECT_EQ((*duplicates)[0].article_id(), "wire");
  EXPECT_EQ((*duplicates)[1].article_id(), "copy");
  for (const v1::Story& story : Stories()) {
    for (const v1::StoryArticle& article : story.articles()) {
      EXPECT_EQ(article.near_duplicate_of(), article.article().article_id() == "wire" ? "" : "wire");
    }
  }
}

TEST_F(CorroborationViewTest, ARetractionUnmergesWhatItHeldTogether) {
  const auto digest_before = *view_->Digest();
  Apply(Article("a1").On("2022-03-03").With(EventOf("shelling", "ASSAULT").On("2022-03-03").In("Mariupol")));
  const auto digest_one = *view_->Digest();
  Apply(Article("a2").On("2022-03-03").With(EventOf("attack", "ASSAULT").On("2022-03-03").In("Mariupol")));
  ASSERT_EQ(Events().size(), 1u);
  EXPECT_EQ(Events()[0].reports_size(), 2);
  Retract("a2");
  EXPECT_EQ(Events()[0].reports_size(), 1);
  EXPECT_TRUE(*view_->Digest() == digest_one);
  Retract("a1");
  EXPECT_TRUE(Events().empty());
  EXPECT_TRUE(*view_->Digest() == digest_before);
}

TEST_F(CorroborationViewTest, ARevisionReplacesAndAnOldOneChangesNothing) {
  Apply(Article("a1").On("2022-03-03").With(EventOf("shelling", "ASSAULT").On("2022-03-02").In("Mariupol").Dead(22)));
  Apply(Article("a1")
            .Revision(2)
            .On("2022-03-03")
            .With(EventOf("shelling", "ASSAULT").On("2022-03-03").In("Mariupol").Dead(33)));
  ASSERT_EQ(Events().size(), 1u);
  EXPECT_EQ(Events()[0].counts(0).low(), 33u);
  EXPECT_EQ(Events()[0].reports(0).article().revision(), 2u);
  Apply(Article("a1").On("2022-03-03"));
  EXPECT_EQ(Events().size(), 1u);
}

TEST_F(CorroborationViewTest, RecordsBeforeTheCursorAreSkipped) {
  Apply(Article("a1").On("2022-03-03").With(EventOf("shelling", "ASSAULT").On("2022-03-03").In("Mariupol")));
  const CursorVector cursor = view_->cursor();
  TaggedRecord again = Article("a1").Revision(9).On("2022-03-03").Record();
  ASSERT_TRUE(view_->Apply({&again, 1}, cursor).ok());
  EXPECT_EQ(Events().size(), 1u);
  Open();
  EXPECT_EQ(view_->cursor(), cursor);
  EXPECT_EQ(Events().size(), 1u);
}

TEST_F(CorroborationViewTest, ARangeHoldsWhatTouchesIt) {
  Apply(Article("a1")
            .On("2022-03-10")
            .With(EventOf("shelling", "ASSAULT").On("2022-03-03").In("Mariupol"))
            .With(EventOf("siege", "COERCE").Between("2022-02-24", "2022-03-05").In("Mariupol"))
            .With(EventOf("invasion", "ASSAULT").Between("2014-01-01", "2022-12-31").By("RU").To("UA"))
            .With(EventOf("accusation", "ACCUSE").By("RU")));
  EventFilter filter;
  EXPECT_EQ(Events(filter).size(), 4u);
  filter.from_day = 19'053;  // 2022-03-02
  EXPECT_EQ(Events(filter).size(), 3u) << "what has no time touches no range";
  filter.to_day = 19'053;
  EXPECT_EQ(Events(filter).size(), 2u);
  filter.from_day = filter.to_day = 19'057;  // 2022-03-06
  EXPECT_EQ(Events(filter).size(), 1u);
  filter.from_day = 19'053;
  const auto timeline = view_->GetTimeline(filter, 0, 0, "");
  ASSERT_TRUE(timeline.ok());
  ASSERT_EQ(timeline->days_size(), 2);
  EXPECT_EQ(timeline->days(0).day(), "2022-03-02");
  EXPECT_EQ(timeline->days(0).incidents(0).frame(), "siege");
  EXPECT_EQ(timeline->days(1).incidents(0).frame(), "shelling");
}

TEST_F(CorroborationViewTest, RoundsOfTalksAreOneProcess) {
  const auto talks = [](const std::string& day, int ordinal) {
    return EventOf("talks", "CONSULT").On(day).By("RU").By("UA").Ordinal(ordinal);
  };
  Apply(Article("a1").On("2022-02-28").With(talks("2022-02-28", 1)));
  Apply(Article("a2").On("2022-03-02").With(talks("2022-03-03", 2).Planned()));
  Apply(Article("a3").On("2022-03-04").With(talks("2022-03-03", 2)));
  Apply(Article("a4").On("2022-03-08").With(talks("2022-03-14", 4).Planned()));
  EventFilter filter;
  filter.from_day = filter.to_day = 19'054;  // 2022-03-03
  const auto timeline = view_->GetTimeline(filter, 0, 0, "");
  ASSERT_TRUE(timeline.ok()) << timeline.status();
  ASSERT_EQ(timeline->days_size(), 1);
  EXPECT_EQ(timeline->days(0).incidents(0).realis(), Event::ASSERTED);
  EXPECT_EQ(timeline->days(0).incidents(0).reports_size(), 2);
  ASSERT_EQ(timeline->processes_size(), 1);
  EXPECT_EQ(timeline->processes(0).title(), "Talks: Russia, Ukraine");
  EXPECT_EQ(timeline->processes(0).process_id(), timeline->days(0).incidents(0).process_id());
  ASSERT_EQ(timeline->processes(0).steps_size(), 4);
  EXPECT_EQ(timeline->processes(0).steps(2).incident_id(), "");
  EXPECT_EQ(timeline->processes(0).steps(3).title(), "Planned: Talks, round 4: Russia, Ukraine");
}

TEST_F(CorroborationViewTest, ANewTaggingTakesThePlaceOfTheOldAndMovesNoCursor) {
  Apply(Article("a1").On("2022-03-03"));
  EXPECT_TRUE(Events().empty());
  const CursorVector before = view_->cursor();
  const auto tagged_again = [](const char* id) {
    return Article(id).On("2022-03-03").With(EventOf("capture", "COERCE").On("2022-03-03").In("Kherson")).Record();
  };
  ASSERT_TRUE(view_->Replace(tagged_again("a1")).ok());
  EXPECT_EQ(Events().size(), 1u);
  EXPECT_EQ(view_->cursor(), before);
  // An article that is not there, any more, does not come back.
  ASSERT_TRUE(view_->Replace(tagged_again("a2")).ok());
  EXPECT_EQ(Events().size(), 1u);
  EXPECT_TRUE(view_->Verify().ok()) << view_->Verify();
}

TEST_F(CorroborationViewTest, EvidenceIsTheWordsOfTheText) {
  Apply(Article("a1")
            .On("2022-03-03")
            .Text("Shells fell on the port all night.")
            .With(EventOf("shelling", "ASSAULT").On("2022-03-03").In("Mariupol").Evidence(0, 34)));
  EXPECT_EQ(Events()[0].reports(0).evidence_text(0), "Shells fell on the port all night.");
  EventFilter filter;
  filter.terms = {"shell", "port"};
  EXPECT_EQ(Events(filter).size(), 1u);
  filter.terms = {"shell", "harbour"};
  EXPECT_EQ(Events(filter).size(), 0u);
}

TEST_F(CorroborationViewTest, StoriesGatherArticlesAndUndatedOnesStandApart) {
  const std::string border = "Officials of both countries opened the border crossing for refugees on Tuesday night";
  const std::string match = "The striker scored twice as the champions won the final in extra time";
  Apply(Article("a1").On("2022-03-01").From("A").Headline("Border crossing opened for refugees").Text(border));
  Apply(Article("a2").On("2022-03-01").From("B").Headline("Champions win the final").Text(match));
  Apply(Article("a3")
            .On("2022-03-02")
            .From("C")
            .Headline("Refugees pass the opened border crossing")
            .Text(border + " again"));
  Apply(Article("a4")
            .AppendedAt(1'700'000'000'000'000)
            .From("D")
            .Headline("Border crossing opened for refugees")
            .Text(border));
  const auto stories = Stories();
  ASSERT_EQ(stories.size(), 3u);
  EXPECT_EQ(stories[0].article_count(), 2u);
  EXPECT_EQ(stories[0].first_day(), "2022-03-01");
  EXPECT_EQ(stories[0].last_day(), "2022-03-02");
  // The undated article counts by its arrival, after the days of the others.
  EXPECT_EQ(stories[0].articles(1).near_duplicate_of(), "a1");
  EXPECT_EQ(stories[0].independent_sources(), 1u);
  EXPECT_EQ(stories[1].headline(), "Champions win the final");
  EXPECT_EQ(stories[2].first_day(), "");
  EXPECT_EQ(stories[2].articles(0).article().article_id(), "a4");

  const auto story = view_->GetStory(stories[0].story_id());
  ASSERT_TRUE(story.ok()) << story.status();
  EXPECT_EQ(story->article_count(), 2u);
  for (const std::string id : {"", "s", "sd5-", "sdzz-1", "sd9b-0000000000000000", "i1"}) {
    EXPECT_EQ(ReadErrorDetail(view_->GetStory(id).status()).reason, "STORY_NOT_FOUND") << id;
  }
}

TEST_F(CorroborationViewTest, GetStoryTellsItsIncidents) {
  Apply(Article("a1")
            .On("2022-03-03")
            .Text(kWire)
            .With(EventOf("capture", "COERCE").On("2022-03-03").By("RU").In("Kherson")));
  Apply(Article("a2")
            .On("2022-03-03")
            .Text("Wholly unrelated words about a game of chess.")
            .With(EventOf("shelling", "ASSAULT").On("2022-03-03").In("Mariupol")));
  const auto stories = Stories();
  ASSERT_EQ(stories.size(), 2u);
  for (const v1::Story& listed : stories) {
    const auto story = view_->GetStory(listed.story_id());
    ASSERT_TRUE(story.ok());
    ASSERT_EQ(story->incidents_size(), 1);
    EXPECT_EQ(story->incidents(0).reports(0).article().article_id(), story->articles(0).article().article_id());
  }
}

TEST_F(CorroborationViewTest, VerifyFindsAMissingAndASuperfluousRow) {
  Apply(
      Article("a1").On("2022-03-03").Text(kWire).With(EventOf("shelling", "ASSAULT").On("2022-03-03").In("Mariupol")));
  rocksdb::WriteBatch batch;
  batch.Put(shard_->Family(corroboration::kBandsFamily), corroboration::BandKey(1, {2, 3, "x"}), "");
  ASSERT_TRUE(shard_->Write(batch, storage::Durability::kProcessCrashOnly).ok());
  EXPECT_EQ(view_->Verify().code(), absl::StatusCode::kDataLoss);
  rocksdb::WriteBatch repair;
  repair.Delete(shard_->Family(corroboration::kBandsFamily), corroboration::BandKey(1, {2, 3, "x"}));
  repair.Delete(shard_->Family(corroboration::kDaysFamily), corroboration::StoryDayKey({true, 19'054}, 0, "a1"));
  ASSERT_TRUE(shard_->Write(repair, storage::Durability::kProcessCrashOnly).ok());
  EXPECT_EQ(view_->Verify().code(), absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace sitrep::query
