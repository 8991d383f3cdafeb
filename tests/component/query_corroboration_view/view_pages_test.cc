// Pages of the corroboration view's lists, and reads whose caller leaves.

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "common/base/error.h"
#include "common/base/page_bytes.h"
#include "tests/component/query_corroboration_view/articles/articles.h"
#include "tests/component/query_corroboration_view/corroboration_view_fixture.h"

namespace sitrep::query {
namespace {

using corroboration::EventFilter;
using testing::Article;
using testing::EventOf;
using testing::kWire;

using ViewPagesTest = testing::CorroborationViewTest;

TEST_F(ViewPagesTest, APageAfterAPageIsOneBigPage) {
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

TEST_F(ViewPagesTest, PagesStayWithinTheirBytes) {
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

TEST_F(ViewPagesTest, ATimelinesProcessesCountForItsPages) {
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

TEST_F(ViewPagesTest, ATimelineEndsWithItsLastDay) {
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

TEST_F(ViewPagesTest, StoriesPageExactly) {
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

TEST_F(ViewPagesTest, ReadsStopSoonAfterTheCallerLeft) {
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

}  // namespace
}  // namespace sitrep::query
