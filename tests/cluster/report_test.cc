// What the system is for: real processes, articles in, a situation report out. The samples are this project's own; the
// five articles of the working example are read where they lie and never kept (the test is skipped, and says so,
// without them).

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "common/client/unary_call.h"
#include "tests/cluster/cluster.h"

namespace sitrep::testing {
namespace {

using query::v1::Incident;
using type::v1::Event;

constexpr char kSeeds[] = "../shared/corpus/seeds";

// Questions about events, asked of a running cluster.
class Report {
 public:
  explicit Report(const Cluster& cluster) : connection_(cluster.Connect()) {}

  // Incidents of a frame that touch a day.
  std::vector<Incident> On(const std::string& day, const std::string& frame) const {
    query::v1::ListEventsRequest request;
    request.mutable_filter()->add_types(frame);
    request.mutable_filter()->set_from(day);
    request.mutable_filter()->set_to(day);
    request.set_page_size(500);
    const auto response =
        client::CallUnary(connection_.query(), &query::v1::QueryService::Stub::ListEvents, request, absl::Seconds(20));
    EXPECT_TRUE(response.ok()) << response.status();
    if (!response.ok()) return {};
    return {response->incidents().begin(), response->incidents().end()};
  }

  std::vector<query::v1::QuoteHit> QuotesOf(const std::string& speaker) const {
    query::v1::ListQuotesRequest request;
    request.set_speaker(speaker);
    request.set_page_size(500);
    const auto response =
        client::CallUnary(connection_.query(), &query::v1::QueryService::Stub::ListQuotes, request, absl::Seconds(20));
    EXPECT_TRUE(response.ok()) << response.status();
    if (!response.ok()) return {};
    return {response->quotes().begin(), response->quotes().end()};
  }

  query::v1::Document Document(const std::string& id) const {
    query::v1::GetDocumentRequest request;
    request.set_article_id(id);
    const auto response =
        client::CallUnary(connection_.query(), &query::v1::QueryService::Stub::GetDocument, request, absl::Seconds(20));
    EXPECT_TRUE(response.ok()) << response.status();
    return response.value_or(query::v1::Document());
  }

 private:
  const cli::Connection connection_;
};

bool HasPlace(const Incident& incident, const std::string& name) {
  return std::ranges::any_of(incident.places(), [&](const auto& place) { return place.name() == name; });
}

// Some incident has this ordinal, realis and place; an empty place is any.
bool Has(const std::vector<Incident>& incidents, uint32_t ordinal, Event::Realis realis, const std::string& place) {
  return std::ranges::any_of(incidents, [&](const Incident& incident) {
    return incident.ordinal() == ordinal && incident.realis() == realis && !incident.reports().empty() &&
           (place.empty() || HasPlace(incident, place));
  });
}

void ExpectTheTalksAndTheCeasefire(const Report& report) {
  EXPECT_TRUE(Has(report.On("2022-02-28", "talks"), 1, Event::ASSERTED, "Belarus") ||
              Has(report.On("2022-02-28", "talks"), 1, Event::ASSERTED, "Gomel"));
  EXPECT_TRUE(Has(report.On("2022-03-07", "talks"), 3, Event::ASSERTED, ""));
  const std::vector<Incident> ceasefires = report.On("2022-03-08", "ceasefire");
  for (const char* city : {"Kyiv", "Sumy", "Mariupol", "Kharkiv", "Chernihiv"}) {
    EXPECT_TRUE(std::ranges::any_of(ceasefires, [&](const Incident& incident) { return HasPlace(incident, city); }))
        << city;
  }
  EXPECT_FALSE(report.On("2022-03-03", "corridor").empty());
}

// Some incident of the frame on that day is at the place and counts so many dead, in one report or another.
bool HasDead(const Report& report, const std::string& day, const std::string& frame, const std::string& place,
             uint64_t dead) {
  return std::ranges::any_of(report.On(day, frame), [&](const Incident& incident) {
    return HasPlace(incident, place) && std::ranges::any_of(incident.counts(), [&](const type::v1::Count& count) {
             return count.kind() == "dead" && count.low() <= dead && (count.high() == 0 || dead <= count.high());
           });
  });
}

// Some incident of the frame on that day at the place has a report of this realis.
bool HasReport(const Report& report, const std::string& day, const std::string& frame, Event::Realis realis,
               const std::string& place) {
  return std::ranges::any_of(report.On(day, frame), [&](const Incident& incident) {
    return HasPlace(incident, place) && std::ranges::any_of(incident.reports(), [&](const auto& one) {
             return one.event().realis() == realis && one.event().frame() == frame;
           });
  });
}

// What samples/FACTS.tsv says of towns taken, rounds of talks and strikes.
void ExpectTheFactsOfTheSamples(const Report& report) {
  EXPECT_TRUE(Has(report.On("2022-03-02", "capture"), 0, Event::CLAIMED, "Kherson"));
  EXPECT_TRUE(HasReport(report, "2022-03-02", "capture", Event::DENIED, "Kherson"));
  EXPECT_FALSE(Has(report.On("2022-03-02", "capture"), 0, Event::ASSERTED, "Kherson"));
  EXPECT_TRUE(Has(report.On("2022-03-03", "capture"), 0, Event::ASSERTED, "Kherson"));
  EXPECT_TRUE(Has(report.On("2022-02-25", "capture"), 0, Event::CLAIMED, "Hostomel"));
  EXPECT_TRUE(HasReport(report, "2022-02-25", "capture", Event::DENIED, "Hostomel"));
  EXPECT_TRUE(Has(report.On("2022-03-04", "capture"), 0, Event::ASSERTED, ""));

  EXPECT_TRUE(Has(report.On("2022-03-03", "talks"), 2, Event::ASSERTED, "Brest"));
  EXPECT_TRUE(
      std::ranges::none_of(report.On("2022-02-24", "talks"), [](const Incident& i) { return i.ordinal() == 2; }));
  EXPECT_TRUE(Has(report.On("2022-03-10", "meeting"), 0, Event::ASSERTED, ""));

  EXPECT_TRUE(HasDead(report, "2022-02-28", "killing", "Kharkiv", 11));
  EXPECT_TRUE(HasDead(report, "2022-03-02", "damage", "Kharkiv", 4));
  EXPECT_TRUE(HasDead(report, "2022-03-03", "attack", "Chernihiv", 33));
  EXPECT_TRUE(HasDead(report, "2022-03-06", "killing", "Irpin", 8));
  EXPECT_TRUE(HasDead(report, "2022-03-07", "airstrike", "Sumy", 21));
  EXPECT_TRUE(Has(report.On("2022-03-01", "attack"), 0, Event::ASSERTED, "Kharkiv"));
  EXPECT_TRUE(Has(report.On("2022-02-28", "missile-strike"), 0, Event::ASSERTED, "Kharkiv"));
  EXPECT_TRUE(Has(report.On("2022-03-02", "shelling"), 0, Event::ASSERTED, "Mariupol"));
  EXPECT_TRUE(HasReport(report, "2022-03-09", "airstrike", Event::CLAIMED, "Mariupol"));
  EXPECT_TRUE(Has(report.On("2022-03-06", "destruction"), 0, Event::ASSERTED, "Vinnytsia"));
  // Who asked for a meeting on it was not attacked.
  for (const Incident& incident : report.On("2022-03-04", "attack")) EXPECT_FALSE(HasPlace(incident, "United States"));
}

TEST(ReportTest, OfTheSamples) {
  Cluster cluster;
  ASSERT_TRUE(cluster.Start().ok());
  const auto loaded = cluster.Sitrep({"load", "samples"});
  ASSERT_EQ(loaded.exit_code, 0) << loaded.output << loaded.errors;
  const Report report(cluster);
  ExpectTheTalksAndTheCeasefire(report);
  ExpectTheFactsOfTheSamples(report);

  // Found in every spelling, and the same each time.
  const auto quotes = report.QuotesOf("Zelenskyy");
  EXPECT_FALSE(quotes.empty());
  for (const char* spelling : {"Zelensky", "zelenskiy", "Volodymyr Zelensky", "person:volodymyr-zelenskyy"}) {
    EXPECT_EQ(report.QuotesOf(spelling).size(), quotes.size()) << spelling;
  }
  // Direct speech in the samples is invented people's only.
  for (const query::v1::QuoteHit& quote : quotes) EXPECT_NE(quote.quote().kind(), type::v1::Quote::DIRECT);
  EXPECT_FALSE(report.QuotesOf("Bohdan Ustyrka").empty());

  EXPECT_THAT(cluster.Sitrep({"entity", "Zelensky"}).output, ::testing::HasSubstr("president of Ukraine"));

  // Loading again changes nothing.
  const auto again = cluster.Sitrep({"load", "samples"});
  EXPECT_EQ(again.exit_code, 0);
  EXPECT_THAT(again.output, ::testing::ContainsRegex("accepted +0"));
}

TEST(ReportTest, OfTheWorkingExample) {
  if (!std::filesystem::exists(kSeeds)) GTEST_SKIP() << kSeeds << " is not there";
  Cluster cluster;
  ASSERT_TRUE(cluster.Start().ok());
  ASSERT_EQ(cluster.Sitrep({"load", kSeeds}).exit_code, 0);
  const Report report(cluster);
  ExpectTheTalksAndTheCeasefire(report);
  EXPECT_TRUE(Has(report.On("2022-03-03", "talks"), 2, Event::ASSERTED, "Belarus"));
  EXPECT_TRUE(Has(report.On("2022-03-07", "talks"), 3, Event::ASSERTED, "Belarus"));
  EXPECT_TRUE(Has(report.On("2022-03-03", "capture"), 0, Event::ASSERTED, "Kherson"));
  EXPECT_TRUE(Has(report.On("2022-03-02", "capture"), 0, Event::CLAIMED, "Kherson"));
  EXPECT_FALSE(Has(report.On("2022-03-02", "capture"), 0, Event::ASSERTED, "Kherson"));
  EXPECT_TRUE(Has(report.On("2022-03-10", "meeting"), 0, Event::PLANNED, ""));
  const auto quotes = report.QuotesOf("Zelensky");
  EXPECT_TRUE(std::ranges::any_of(quotes, [](const auto& quote) { return quote.quote().unclosed(); }));
  EXPECT_EQ(report.QuotesOf("Zelenskyy").size(), quotes.size());
  // Notices and credits are segments, never body.
  for (const auto& entry : std::filesystem::directory_iterator(kSeeds)) {
    const query::v1::Document document = report.Document("seeds/" + entry.path().stem().string());
    for (const type::v1::Segment& segment : document.segments()) {
      if (segment.type() != type::v1::Segment::BODY) continue;
      const std::string words =
          document.text().substr(segment.span().begin_byte(), segment.span().end_byte() - segment.span().begin_byte());
      for (const char* never : {"cookies", "WEB DESK", "With ANI input", "Image: ANI", "pic.twitter.com"}) {
        EXPECT_FALSE(absl::StrContains(words, never)) << never;
      }
    }
  }
}

}  // namespace
}  // namespace sitrep::testing
