#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "common/testing/dashboards.h"
#include "common/testing/process.h"
#include "tests/cluster/cluster.h"
#include "tests/monitoring/prometheus.h"

namespace sitrep::testing {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr Cluster::Service kServices[] = {Cluster::kIngest, Cluster::kTagger, Cluster::kQuery};
constexpr char kRules[] = "k8s/monitoring/alerts.yaml";

// What Grafana puts in the place of the variables; the window is long enough for everything the test has done.
std::string Substituted(const std::string& query, const std::string& name_space, const std::string& pods) {
  return absl::StrReplaceAll(
      query, {{"$__rate_interval", "5m"}, {"$__range", "1h"}, {"$namespace", name_space}, {"$pod", pods}});
}

// Articles, and a call of each method that a panel asks for.
void Use(const Cluster& cluster, int round) {
  const std::string subscription = absl::StrCat("lorries-", round);
  cluster.Sitrep({"subscribe", "--id", subscription, "--create-only", "lorries"});
  std::vector<ingest::v1::ArticleSubmission> articles;
  for (int number = 0; number < 40; ++number) articles.push_back(MadeArticle(round * 100 + number));
  ASSERT_TRUE(SubmitBatch(cluster, articles).ok());
  ASSERT_TRUE(cluster.WaitForViews(absl::Seconds(60)).ok());
  for (const std::vector<std::string>& arguments :
       std::vector<std::vector<std::string>>{{"search", "lorries"},
                                             {"count", "lorries"},
                                             {"events"},
                                             {"timeline"},
                                             {"quotes", "--speaker", "Zelensky"},
                                             {"stories"},
                                             {"entities"},
                                             {"article", "made-4"},
                                             {"subscribe", "--id", subscription, "--limit", "1"},
                                             {"status"}}) {
    cluster.Sitrep(arguments);
  }
}

// Samples that are numbers. A share of nothing is no data either.
std::vector<std::string> Numbers(const absl::StatusOr<std::vector<std::string>>& samples) {
  std::vector<std::string> numbers;
  for (const std::string& sample : samples.value_or(std::vector<std::string>())) {
    if (!absl::StrContains(sample, "NaN")) numbers.push_back(sample);
  }
  return numbers;
}

class MonitoringTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!Prometheus::Installed()) {
      GTEST_SKIP() << "prometheus is not installed: apt-get install --no-install-recommends prometheus";
    }
    ASSERT_TRUE(cluster_.Start().ok());
    std::vector<ScrapeTarget> targets;
    for (const auto service : kServices) {
      targets.push_back({cluster_.MetricsAddress(service)});
      targets.push_back({cluster_.MetricsAddress(service), Cluster::Name(service) + "-0", "test"});
    }
    absl::StatusOr<Prometheus> started = Prometheus::Start(cluster_.folder(), targets, {kRules});
    ASSERT_TRUE(started.ok()) << started.status();
    prometheus_.emplace(std::move(*started));
  }

  // Waits until the query has data, and returns what it last answered.
  std::vector<std::string> DataOf(const std::string& query) {
    absl::StatusOr<std::vector<std::string>> samples;
    Eventually(absl::Seconds(15), [&] {
      samples = prometheus_->Query(query);
      return !Numbers(samples).empty() || absl::IsInvalidArgument(samples.status());
    });
    EXPECT_TRUE(samples.ok()) << samples.status();
    return Numbers(samples);
  }

  // Until every target has been read after this call.
  void AwaitScrapes() {
    const std::string now = absl::StrCat(absl::ToUnixSeconds(absl::Now()) + 1);
    DataOf("min(timestamp(sitrep_build_info)) > " + now + " and count(sitrep_build_info) == 6");
  }

  Cluster cluster_;
  std::optional<Prometheus> prometheus_;
};

TEST_F(MonitoringTest, EveryQueryOfEveryDashboardReturnsData) {
  ASSERT_EQ(cluster_.Sitrep({"load", "samples"}).exit_code, 0);
  Use(cluster_, 1);
  // A rate wants a series to have been there before it grew.
  AwaitScrapes();
  Use(cluster_, 2);
  AwaitScrapes();
  const absl::StatusOr<std::vector<Dashboard>> dashboards = ReadDashboards("k8s/monitoring/dashboards");
  ASSERT_TRUE(dashboards.ok()) << dashboards.status();
  int queries = 0;
  for (const Dashboard& dashboard : *dashboards) {
    for (const DashboardPanel& panel : dashboard.panels) {
      SCOPED_TRACE(dashboard.name + ": " + panel.title);
      for (const std::string& query : panel.queries) {
        // A cluster's labels, chosen; no such labels; "All".
        EXPECT_THAT(DataOf(Substituted(query, "test", "ingest-0|tagger-0|query-0")), Not(IsEmpty())) << query;
        EXPECT_THAT(DataOf(Substituted(query, "", "")), Not(IsEmpty())) << query;
        EXPECT_THAT(DataOf(Substituted(query, ".*", ".*")), Not(IsEmpty())) << query;
        ++queries;
      }
    }
    for (const std::string& query : dashboard.other_queries) {
      EXPECT_THAT(DataOf(Substituted(query, ".*", ".*")), Not(IsEmpty())) << query;
    }
  }
  std::cerr << queries << " queries of " << dashboards->size() << " dashboards\n";
}

TEST_F(MonitoringTest, AHealthyClusterIsQuietAndADeadTaggerIsNoticed) {
  Use(cluster_, 1);
  AwaitScrapes();
  ASSERT_FALSE(DataOf("sitrep:instance:service").empty());
  // Before the first scrapes no service was there.
  EXPECT_TRUE(Eventually(absl::Seconds(15), [&] { return Numbers(prometheus_->Query("ALERTS")).empty(); }));
  cluster_.Kill(Cluster::kTagger);
  EXPECT_THAT(DataOf(R"(ALERTS{alertname="SitrepInstanceDown",pod="tagger-0"})"),
              AllOf(Not(IsEmpty()), Each(HasSubstr("tagger-0"))));
  EXPECT_THAT(DataOf(R"(ALERTS{alertname="SitrepServiceGone"})"), AllOf(Not(IsEmpty()), Each(HasSubstr("tagger"))));
  EXPECT_THAT(prometheus_->Log(), Not(HasSubstr("Evaluating rule failed")));
}

}  // namespace
}  // namespace sitrep::testing
