#include "common/testing/dashboards.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <re2/re2.h>

#include <fstream>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/strip.h"

namespace sitrep::testing {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;
using ::testing::SizeIs;

constexpr char kPods[] = R"(namespace=~"$namespace",pod=~"$pod")";

std::vector<Dashboard> Dashboards() {
  absl::StatusOr<std::vector<Dashboard>> dashboards = ReadDashboards("k8s/monitoring/dashboards");
  EXPECT_TRUE(dashboards.ok()) << dashboards.status();
  return std::move(dashboards).value_or(std::vector<Dashboard>());
}

// The first column of METRICS.md.
std::set<std::string> ListedMetrics() {
  std::set<std::string> names;
  std::ifstream in("k8s/monitoring/METRICS.md");
  std::string name;
  for (std::string line; std::getline(in, line);) {
    if (RE2::PartialMatch(line, "^\\| `(sitrep_[a-z_]+)`", &name)) names.insert(name);
  }
  return names;
}

// A panel says what it shows: a question, or a quantity with its unit in brackets unless it counts things.
TEST(DashboardsTest, EveryPanelHasATitleADescriptionAUnitAndAQuery) {
  for (const Dashboard& dashboard : Dashboards()) {
    EXPECT_TRUE(absl::StartsWith(dashboard.uid, "sitrep-")) << dashboard.name;
    EXPECT_THAT(dashboard.variables, IsSupersetOf({"namespace", "pod"})) << dashboard.name;
    std::set<std::string> titles;
    for (const DashboardPanel& panel : dashboard.panels) {
      SCOPED_TRACE(dashboard.name + ": " + panel.title);
      EXPECT_FALSE(panel.title.empty());
      EXPECT_TRUE(titles.insert(panel.title).second) << "twice on one dashboard";
      EXPECT_GT(panel.description.size(), 20u);
      EXPECT_FALSE(panel.unit.empty());
      EXPECT_FALSE(panel.queries.empty());
      const bool asks = panel.title.find('?') != std::string::npos;
      const bool counts = panel.unit == "none" || panel.unit == "short";
      if (!asks && !counts) {
        EXPECT_THAT(panel.title, HasSubstr("("));
      }
    }
  }
}

TEST(DashboardsTest, ThereIsOneForEachServiceOneForRocksDbAndAnOverview) {
  std::vector<std::string> names;
  for (const Dashboard& dashboard : Dashboards()) names.push_back(dashboard.name);
  EXPECT_THAT(names, ::testing::ElementsAre("ingest", "overview", "query", "rocksdb", "tagger"));
}

TEST(DashboardsTest, EveryQueryAsksForListedMetricsOfTheChosenPods) {
  const std::set<std::string> listed = ListedMetrics();
  ASSERT_THAT(listed, Contains("sitrep_build_info"));
  const RE2 metric(R"(\b(sitrep_[a-z_]+)(\{[^}]*\})?)");
  for (const Dashboard& dashboard : Dashboards()) {
    for (const DashboardPanel& panel : dashboard.panels) {
      SCOPED_TRACE(dashboard.name + ": " + panel.title);
      for (const std::string& query : panel.queries) {
        re2::StringPiece rest(query);
        std::string name;
        std::string selection;
        while (RE2::FindAndConsume(&rest, metric, &name, &selection)) {
          std::string base = name;
          for (const char* suffix : {"_bucket", "_sum", "_count"}) {
            if (listed.count(base) == 0) base = std::string(absl::StripSuffix(name, suffix));
          }
          EXPECT_EQ(listed.count(base), 1u) << name << " is not in METRICS.md";
          // build_info with a service is what series are joined with; it selects no pods itself.
          if (!absl::StrContains(selection, "service=")) {
            EXPECT_THAT(selection, HasSubstr(kPods)) << query;
          }
        }
      }
    }
  }
}

TEST(DashboardsTest, AFileThatIsNoDashboardIsNamed) {
  const absl::StatusOr<std::vector<Dashboard>> dashboards = ReadDashboards("k8s/no-such-folder");
  EXPECT_EQ(dashboards.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(dashboards.status().message()), HasSubstr("no-such-folder"));
}

}  // namespace
}  // namespace sitrep::testing
