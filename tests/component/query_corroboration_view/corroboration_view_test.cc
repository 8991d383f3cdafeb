#include "services/query/corroboration_view/corroboration_view.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "common/base/error.h"
#include "common/base/page_bytes.h"
#include "common/storage/keys.h"
#include "common/storage/shard.h"
#include "common/testing/temp_dir.h"
#include "tests/component/query_corroboration_view/articles/articles.h"

namespace sitrep::query {
namespace {

using corroboration::EventFilter;
using testing::Article;
using testing::EventOf;
using type::v1::Event;

class CorroborationViewTest : public ::testing::Test {
 protected:
  CorroborationViewTest() { Open(); }

  void Open() {
    view_.reset();
    shard_.reset();
    storage::ShardOptions options;
    options.path = dir_.File("shard");
    options.kind = "query";
    options.families = CorroborationView::Families();
    auto shard = storage::OpenShard(options);
    ASSERT_TRUE(shard.ok()) << shard.status();
    shard_ = *std::move(shard);
    auto view = CorroborationView::Open(*shard_);
    ASSERT_TRUE(view.ok()) << view.status();
    view_ = *std::move(view);
  }

  void Apply(const Article& article, uint32_t partition = 0) { ApplyRecord(article.Record(), partition); }
  void Retract(const std::string& id, uint32_t partition = 0) {
    ApplyRecord({.body = RetractedArticle{ArticleId{id}, "test"}}, partition);
  }
  void ApplyRecord(TaggedRecord record, uint32_t partition) {
    CursorVector next = view_->cursor();
    next.log_id = 1;
    record.partition = Partition{partition};
    record.offset = next.At(record.partition);
    next.Advance(record.partition, Offset{record.offset.value + 1});
    const absl::Status status = view_->Apply({&record, 1}, next);
    ASSERT_TRUE(status.ok()) << status;
    EXPECT_TRUE(view_->Verify().ok()) << view_->Verify();
  }

  std::vector<v1::Incident> Events(const EventFilter& filter = {}) {
    std::vector<v1::Incident> incidents;
    auto response = view_->ListEvents(filter, 500, "");
    EXPECT_TRUE(response.ok()) << response.status();
    if (!response.ok()) return incidents;
    EXPECT_EQ(response->next_page_token(), "");
    for (const v1::Incident& incident : response->incidents()) incidents.push_back(incident);
    return incidents;
  }

  std::vector<v1::Story> Stories() {
    const auto all = [](const std::string&) { return true; };
    auto response = view_->ListStories({.includes = all}, 200, "");
    EXPECT_TRUE(response.ok()) << response.status();
    return {response->stories().begin(), response->stories().end()};
  }

  ::sitrep::testing::TempDir dir_;
  std::unique_ptr<storage::Shard> shard_;
  std::unique_ptr<CorroborationView> view_;
};

constexpr char kWire[] =
    "Negotiators of the two sides met near the border for five hours and left without an agreement but to meet once "
    "more "
    "in the coming days after they have asked their capitals what to do about the lines of control and the prisoners.";

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

TEST_F(CorroborationViewTest, APageAfterAPageIsOneBigPage) {
  const std::vector<std::string> cities = {"Mariupol", "Kherson", "Kyiv"};
  for (int i = 0; i < 60; ++i) {
    Apply(Article("a" + std::to_string(i))
              .On("2022-03-10")
              .With(EventOf("shelling", "ASSAULT").On("2022-03-0" + std::to_string(1 + i % 9)).In(cities[i % 3]))
              .With(EventOf("accusation", "ACCUSE").By("RU"))
              .With(EventOf("siege", "COERCE").Between("2022-02-24", "2022-03-09").In("Mariupol"))
              .With(EventOf("sanction", "SANCTION").Between("2014-01-01", "2014-12-31").By("UA").To("RU")));
  }
  EventFilter filter;
  filter.request_hash = 77;
  std::vector<std::string> whole;
  for (const v1::Incident& incident : Events(filter)) whole.push_back(incident.SerializeAsString());
  EXPECT_GT(whole.size(), 20u);
  for (const int page_size : {1, 3, 7}) {
    std::vector<std::string> paged;
    std::string token;
    do {
      const auto page = view_->ListEvents(filter, page_size, token);
      ASSERT_TRUE(page.ok()) << page.status();
      EXPECT_LE(page->incidents_size(), page_size);
      for (const v1::Incident& incident : page->incidents()) paged.push_back(incident.SerializeAsString());
      token = page->next_page_token();
    } while (!token.empty());
    EXPECT_EQ(paged, whole);
  }
  std::vector<std::string> days;
  const auto timeline = view_->GetTimeline(filter, 366, 20, "");
  ASSERT_TRUE(timeline.ok()) << timeline.status();
  for (const v1::TimelineDay& day : timeline->days()) days.push_back(day.SerializeAsString());
  std::vector<std::string> paged_days;
  std::string token;
  do {
    const auto page = view_->GetTimeline(filter, 2, 20, token);
    ASSERT_TRUE(page.ok()) << page.status();
    for (const v1::TimelineDay& day : page->days()) paged_days.push_back(day.SerializeAsString());
    token = page->next_page_token();
  } while (!token.empty());
  EXPECT_EQ(paged_days, days);

  const auto first = view_->ListEvents(filter, 1, "");
  filter.request_hash = 78;
  const auto other = view_->ListEvents(filter, 1, first->next_page_token());
  EXPECT_EQ(other.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReadErrorDetail(other.status()).reason, "PAGE_TOKEN_INVALID");
  EXPECT_EQ(view_->ListEvents(filter, -1, "").status().code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(CorroborationViewTest, PagesStayWithinTheirBytes) {
  constexpr int kDays = 24;
  // Several to a page, and one larger than a page.
  const auto bytes_of = [](int day) { return day == 11 ? kMaxPageBytes + 1'000'000 : 400'000; };
  for (int day = 0; day < kDays; ++day) {
    const std::string date = "2022-03-" + std::to_string(101 + day).substr(1);
    // Nothing in common, so that each is a story of its own.
    const std::string city = std::string("Port") + static_cast<char>('a' + day);
    std::string text;
    for (char letter = 'a'; letter <= 'z'; ++letter) text += city + letter + ' ';
    Apply(Article("a" + std::to_string(day))
              .On(date)
              .Headline(std::string(bytes_of(day), static_cast<char>('a' + day)))
              .Text(text)
              .With(EventOf("shelling", "ASSAULT").On(date).In(city)));
  }
  std::vector<std::string> incidents;
  std::vector<std::string> days;
  std::vector<std::string> stories;
  std::string token;
  int pages = 0;
  const auto check = [&](const auto& page, int items) {
    ASSERT_TRUE(page.ok()) << page.status();
    EXPECT_GT(items, 0);
    EXPECT_TRUE(items == 1 || page->ByteSizeLong() <= kMaxPageBytes) << page->ByteSizeLong();
    token = page->next_page_token();
    ++pages;
  };
  do {
    const auto page = view_->ListEvents({}, 500, token);
    ASSERT_NO_FATAL_FAILURE(check(page, page->incidents_size()));
    for (const v1::Incident& incident : page->incidents()) incidents.push_back(incident.incident_id());
  } while (!token.empty());
  do {
    const auto page = view_->GetTimeline({}, 366, 500, token);
    ASSERT_NO_FATAL_FAILURE(check(page, page->days_size()));
    for (const v1::TimelineDay& day : page->days()) days.push_back(day.day());
  } while (!token.empty());
  do {
    const auto all = [](const std::string&) { return true; };
    const auto page = view_->ListStories({.includes = all}, 200, token);
    ASSERT_NO_FATAL_FAILURE(check(page, page->stories_size()));
    for (const v1::Story& story : page->stories()) stories.push_back(story.story_id());
  } while (!token.empty());
  EXPECT_GT(pages, 3 * 4);
  for (const auto* listed : {&incidents, &days, &stories}) {
    EXPECT_EQ(listed->size(), static_cast<size_t>(kDays));
    EXPECT_EQ(std::set<std::string>(listed->begin(), listed->end()).size(), static_cast<size_t>(kDays));
  }
}

TEST_F(CorroborationViewTest, ATimelinesProcessesCountForItsPages) {
  constexpr int kRounds = 12;
  for (int round = 1; round <= kRounds; ++round) {
    const std::string date = "2022-03-" + std::to_string(100 + round).substr(1);
    TaggedRecord record = Article("a" + std::to_string(round))
                              .On(date)
                              .With(EventOf("talks", "CONSULT").On(date).By("RU").By("UA").Ordinal(round))
                              .Record();
    // In every title of every step.
    std::get<TaggedArticle>(record.body).annotations.mutable_entities(0)->set_name(std::string(200'000, 'x'));
    ApplyRecord(std::move(record), 0);
  }
  std::vector<std::string> days;
  std::string token;
  int pages = 0;
  do {
    const auto page = view_->GetTimeline({}, 366, 0, token);
    ASSERT_TRUE(page.ok()) << page.status();
    EXPECT_LE(page->ByteSizeLong(), kMaxPageBytes);
    ASSERT_EQ(page->processes_size(), 1);
    EXPECT_EQ(page->processes(0).steps_size(), kRounds);
    for (const v1::TimelineDay& day : page->days()) days.push_back(day.day());
    token = page->next_page_token();
    ++pages;
  } while (!token.empty());
  EXPECT_GT(pages, 3);
  EXPECT_EQ(days.size(), static_cast<size_t>(kRounds));
  EXPECT_TRUE(std::is_sorted(days.begin(), days.end()));
}

TEST_F(CorroborationViewTest, ATimelineEndsWithItsLastDay) {
  Apply(Article("a1").On("2022-03-01").With(EventOf("shelling", "ASSAULT").On("2022-03-01").In("Mariupol")));
  Apply(Article("a2").On("2022-03-02").With(EventOf("shelling", "ASSAULT").On("2022-03-02").In("Mariupol")));
  Apply(Article("a3").On("2022-03-05").With(EventOf("capture", "COERCE").On("2022-03-05").In("Kherson")));
  EventFilter filter;
  filter.types = {"shelling"};
  const auto first = view_->GetTimeline(filter, 1, 0, "");
  ASSERT_TRUE(first.ok()) << first.status();
  ASSERT_EQ(first->days_size(), 1);
  const auto second = view_->GetTimeline(filter, 1, 0, first->next_page_token());
  ASSERT_TRUE(second.ok()) << second.status();
  ASSERT_EQ(second->days_size(), 1);
  EXPECT_EQ(second->days(0).day(), "2022-03-02");
  EXPECT_EQ(second->next_page_token(), "");
}

TEST_F(CorroborationViewTest, ReadsStopSoonAfterTheCallerLeft) {
  for (int i = 0; i < 40; ++i) {
    const std::string date = "2022-03-" + std::to_string(101 + i % 20).substr(1);
    Apply(
        Article("a" + std::to_string(i)).On(date).Text(kWire).With(EventOf("shelling", "ASSAULT").On(date).In("Sumy")));
  }
  const std::string story = Stories().front().story_id();
  const auto all = [](const std::string&) { return true; };
  // Gone from the beginning, or after some reads.
  for (const int patience : {0, 1, 3}) {
    int asked = 0;
    const corroboration::IsCancelled left = [&asked, patience] { return ++asked > patience; };
    const auto expect_cancelled = [&](const absl::Status& status) {
      EXPECT_EQ(status.code(), absl::StatusCode::kCancelled) << status;
      EXPECT_EQ(asked, patience + 1);
      asked = 0;
    };
    expect_cancelled(view_->ListEvents({}, 500, "", left).status());
    expect_cancelled(view_->GetTimeline({}, 366, 20, "", left).status());
    if (patience > 1) continue;
    expect_cancelled(view_->ListStories({.includes = all}, 200, "", left).status());
    expect_cancelled(view_->GetStory(story, left).status());
    expect_cancelled(view_->NearDuplicates(ArticleId{"a1"}, 100, left).status());
  }
  EXPECT_EQ(Events().size(), 20u);
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

TEST_F(CorroborationViewTest, StoriesPageExactly) {
  for (int i = 0; i < 40; ++i) {
    std::string text;
    for (int w = 0; w < 30; ++w) text += "word" + std::to_string(i / 2 * 100 + w) + " ";
    Article article("a" + std::to_string(i));
    if (i % 5 != 0) article.On(i % 3 == 0 ? "2022-01-31" : "2022-03-03");
    Apply(article.Text(text));
  }
  const auto all = [](const std::string&) { return true; };
  std::vector<std::string> whole;
  for (const v1::Story& story : Stories()) whole.push_back(story.SerializeAsString());
  std::vector<std::string> paged;
  std::string token;
  do {
    const auto page = view_->ListStories({.includes = all}, 3, token);
    ASSERT_TRUE(page.ok()) << page.status();
    for (const v1::Story& story : page->stories()) paged.push_back(story.SerializeAsString());
    token = page->next_page_token();
  } while (!token.empty());
  EXPECT_EQ(paged, whole);
  const auto one = [](const std::string& id) { return id == "a1"; };
  EXPECT_EQ(view_->ListStories({.includes = one}, 3, "")->stories_size(), 1);
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
