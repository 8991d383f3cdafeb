#include "common/obs/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/obs/rpc_metrics.h"

namespace sitrep::obs {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(MetricsTest, SameNameAndLabelsAreOneSeries) {
  Metrics metrics;
  metrics.AddCounter("sitrep_test_articles_total", "Articles.", {{"kind", "a"}}).Increment();
  metrics.AddCounter("sitrep_test_articles_total", "Articles.", {{"kind", "a"}}).Increment(2);
  metrics.AddCounter("sitrep_test_articles_total", "Articles.", {{"kind", "b"}}).Increment();
  const std::string text = metrics.Scrape();
  EXPECT_THAT(text, HasSubstr("sitrep_test_articles_total{kind=\"a\"} 3\n"));
  EXPECT_THAT(text, HasSubstr("sitrep_test_articles_total{kind=\"b\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("# TYPE sitrep_test_articles_total counter\n"));
}

TEST(MetricsTest, CallbacksAreReadAtScrapeTime) {
  Metrics metrics;
  int depth = 1;
  const auto registration =
      metrics.AddGaugeCallback("sitrep_test_queue_depth", "Depth.", [&depth] { return static_cast<double>(depth); });
  EXPECT_THAT(metrics.Scrape(), HasSubstr("sitrep_test_queue_depth 1\n"));
  depth = 5;
  EXPECT_THAT(metrics.Scrape(), HasSubstr("sitrep_test_queue_depth 5\n"));
}

TEST(MetricsTest, CallbackEndsWithItsRegistration) {
  Metrics metrics;
  {
    auto registration = metrics.AddGaugeCallback("sitrep_test_lag", "Lag.", [] { return 1.0; });
    const CallbackRegistration moved = std::move(registration);
    EXPECT_THAT(metrics.Scrape(), HasSubstr("sitrep_test_lag 1\n"));
  }
  EXPECT_THAT(metrics.Scrape(), Not(HasSubstr("sitrep_test_lag")));
}

TEST(MetricsTest, CallbacksOfOneNameShareOneFamily) {
  Metrics metrics;
  const auto one = metrics.AddCounterCallback("sitrep_test_bytes_total", "Bytes.", [] {
    return std::vector<Sample>{{{{"family", "a"}}, 1}};
  });
  const auto two = metrics.AddCounterCallback("sitrep_test_bytes_total", "Bytes.", [] {
    return std::vector<Sample>{{{{"family", "b"}}, 2}};
  });
  const std::string text = metrics.Scrape();
  EXPECT_EQ(text.find("# TYPE sitrep_test_bytes_total counter"), text.rfind("# TYPE sitrep_test_bytes_total counter"));
  EXPECT_THAT(text, HasSubstr("sitrep_test_bytes_total{family=\"a\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("sitrep_test_bytes_total{family=\"b\"} 2\n"));
}

TEST(MetricsDeathTest, NameOfTwoKindsAborts) {
  Metrics metrics;
  metrics.AddCounter("sitrep_test_total", "Total.");
  EXPECT_DEATH(metrics.AddGauge("sitrep_test_total", "Total."), "sitrep_test_total");
}

TEST(RpcMetricsTest, RecordsRateErrorsAndDuration) {
  Metrics metrics;
  RpcMetrics rpc(metrics);
  rpc.Begin("GetArticle");
  EXPECT_THAT(metrics.Scrape(), HasSubstr("sitrep_rpc_in_flight{method=\"GetArticle\"} 1\n"));
  rpc.End("GetArticle", absl::StatusCode::kNotFound, absl::Milliseconds(3));
  rpc.Refused("GetArticle");
  const std::string text = metrics.Scrape();
  EXPECT_THAT(text, HasSubstr("sitrep_rpc_in_flight{method=\"GetArticle\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("sitrep_rpc_requests_total{code=\"NOT_FOUND\",method=\"GetArticle\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("sitrep_rpc_duration_seconds_bucket{method=\"GetArticle\",le=\"0.0025\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("sitrep_rpc_duration_seconds_bucket{method=\"GetArticle\",le=\"0.005\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("sitrep_rpc_refused_total{method=\"GetArticle\"} 1\n"));
}

}  // namespace
}  // namespace sitrep::obs
