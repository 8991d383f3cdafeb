#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <re2/re2.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/testing/process.h"

namespace sitrep::testing {
namespace {

using ::testing::HasSubstr;

constexpr char kAlerts[] = "k8s/monitoring/alerts.yaml";
constexpr char kTests[] = "k8s/monitoring/alerts_test.yaml";
constexpr char kRunbooks[] = "k8s/monitoring/RUNBOOKS.md";
constexpr char kMetrics[] = "k8s/monitoring/METRICS.md";

// Parts of a text that begin with a line matching `head`, by what its group captures; what is before the first is left
// out.
std::map<std::string, std::string> Parts(const std::string& text, const RE2& head) {
  std::map<std::string, std::string> parts;
  std::string* part = nullptr;
  std::string name;
  for (const std::string& line : std::vector<std::string>(absl::StrSplit(text, '\n'))) {
    if (RE2::FullMatch(line, head, &name)) part = &parts[name];
    if (part != nullptr) absl::StrAppend(part, line, "\n");
  }
  return parts;
}

std::map<std::string, std::string> Alerts() { return Parts(ReadWholeFile(kAlerts), RE2(" *- alert: (\\w+)")); }
std::map<std::string, std::string> Runbooks() { return Parts(ReadWholeFile(kRunbooks), RE2("## (Sitrep\\w+)")); }

TEST(AlertsTest, EveryAlertSaysHowBadItIsWhatItIsAndWhereItsRunbookIs) {
  const auto alerts = Alerts();
  ASSERT_GT(alerts.size(), 10u);
  for (const auto& [name, rule] : alerts) {
    SCOPED_TRACE(name);
    EXPECT_TRUE(RE2::PartialMatch(rule, "severity: (critical|warning)\n"));
    EXPECT_THAT(rule, HasSubstr("summary: \""));
    EXPECT_THAT(rule, HasSubstr("description: \""));
    EXPECT_THAT(rule, HasSubstr("runbook_url: RUNBOOKS.md#" + absl::AsciiStrToLower(name) + "\n"));
  }
}

TEST(AlertsTest, EveryAlertHasItsRunbookAndEveryRunbookItsAlert) {
  const auto alerts = Alerts();
  const auto runbooks = Runbooks();
  for (const auto& [name, rule] : alerts) EXPECT_EQ(runbooks.count(name), 1u) << name << " has no section";
  for (const auto& [name, section] : runbooks) {
    SCOPED_TRACE(name);
    EXPECT_EQ(alerts.count(name), 1u) << "there is no such alert";
    for (const char* question : {"**It means**", "**Users see**", "**Look first**", "**Do**", "**Escalate**"}) {
      EXPECT_THAT(section, HasSubstr(question));
    }
  }
}

TEST(AlertsTest, LinksBetweenRunbooksLeadSomewhere) {
  std::set<std::string> anchors;
  for (const auto& [name, section] : Runbooks()) anchors.insert(absl::AsciiStrToLower(name));
  const std::string text = ReadWholeFile(kRunbooks);
  re2::StringPiece rest(text);
  std::string anchor;
  while (RE2::FindAndConsume(&rest, "\\]\\(#([^)]*)\\)", &anchor)) EXPECT_EQ(anchors.count(anchor), 1u) << anchor;
}

TEST(AlertsTest, EveryAlertIsSeenToFire) {
  const std::string tests = ReadWholeFile(kTests);
  for (const auto& [name, rule] : Alerts()) {
    EXPECT_TRUE(RE2::PartialMatch(tests, "- alertname: " + name + "\n")) << name << " is not seen to fire";
  }
}

TEST(AlertsTest, EveryRuleAsksForListedMetrics) {
  const std::string listed = ReadWholeFile(kMetrics);
  const std::string rules = ReadWholeFile(kAlerts);
  re2::StringPiece rest(rules);
  std::string name;
  while (RE2::FindAndConsume(&rest, "\\b(sitrep_[a-z_]+)", &name)) {
    const std::string base = RE2::PartialMatch(name, "_bucket$") ? name.substr(0, name.size() - 7) : name;
    EXPECT_THAT(listed, HasSubstr("`" + base + "`")) << name;
  }
}

}  // namespace
}  // namespace sitrep::testing
